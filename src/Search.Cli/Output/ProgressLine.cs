using Spectre.Console;

namespace Search.Cli.Output;

/// <summary>Progress on stderr, only when a person sees it there.</summary>
internal static class ProgressLine
{
    public static bool IsShown => !Console.IsErrorRedirected && !Console.IsInputRedirected;

    /// <summary>Runs the work with a bar; without a terminal it runs the work alone.</summary>
    /// <param name="work">Sets the fraction done (0 to 1, negative while it is unknown) and what is said beside the bar.</param>
    public static async Task<T> ShowAsync<T>(string title, Func<Action<double, string>, Task<T>> work)
    {
        if (!IsShown) return await work((_, _) => { });
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(title), maxValue: 1);
                bar.IsIndeterminate = true;
                return await work((fraction, text) =>
                {
                    bar.IsIndeterminate = fraction < 0;
                    bar.Value = Math.Clamp(fraction, 0, 1);
                    bar.Description = Markup.Escape($"{title} {text}");
                });
            });
    }
}
