using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Search.Cli;

/// <summary>Options that several commands share, with their checks.</summary>
internal static class CommandOptions
{
    private static readonly string ExamplesFollow = Environment.NewLine + Environment.NewLine + "Examples:";

    public static Option<string?> Newspaper() => new("--newspaper") { Description = "The newspaper's name, if path and page do not say it or say it wrongly.", HelpName = "NAME" };

    public static Option<string?> Page() => new("--page") { Description = "The page's label, such as A01.", HelpName = "PAGE" };

    public static Option<string?> Date(string name = "--date", string description = "The issue's date, yyyy-MM-dd.")
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE" };
        option.Validators.Add(result =>
        {
            string? date = result.GetValueOrDefault<string?>();
            if (date is not null && !DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                result.AddError($"'{date}' is no date of the form yyyy-MM-dd for {name}.");
        });
        return option;
    }

    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Number(string name, string description, int otherwise, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} ({least} to {most})", HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            // A text that is no number is told by the parser itself.
            if (int.TryParse(result.Tokens is [Token token] ? token.Value : "", CultureInfo.InvariantCulture, out int value) && (value < least || value > most))
                result.AddError($"{name} must be {least} to {most}, not {value}.");
        });
        return option;
    }

    /// <summary>A description with examples below it, as --help shows it.</summary>
    public static string WithExamples(string description, params string[] examples) =>
        description + ExamplesFollow + string.Concat(examples.Select(e => Environment.NewLine + "  " + e));

    public static string WithoutExamples(string description) => description.Split(ExamplesFollow, 2)[0];
}
