using System.CommandLine;
using System.Globalization;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search words</c>: the user dictionary.</summary>
internal static class WordsCommand
{
    /// <summary>What one call takes.</summary>
    private const int CallLimit = 1_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Suggestions are sought in all that is indexed.</summary>
    private static readonly TimeSpan SuggestDeadline = TimeSpan.FromMinutes(10);

    public static Command Create() => new("words", CommandOptions.WithExamples(
        "Words that segmentation keeps whole. Articles that contain a changed word are analysed again in the background; 'search status' tells how far.",
        "search words add 双十工程 青岚新区",
        "search words list",
        "search words suggest --top 20"))
    { Add(), Remove(), List(), Suggest() };

    private static Command Add()
    {
        (Option<string> address, Option<string?> file, Argument<string[]> words) = Inputs("Words to add.");
        var command = new Command("add", CommandOptions.WithExamples(
            "Add words; they are durable when the command ends.", "search words add 双十工程 青岚新区", "search words add --file words.txt", "search words suggest --plain | search words add --file -"))
        { words, file, address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                if (Read(parsed.GetValue(words), parsed.GetValue(file)) is not { } given) return ExitCode.Usage;
                return await AddAsync(service, given, cancellation);
            },
            cancellation));
        return command;
    }

    private static Command Remove()
    {
        (Option<string> address, Option<string?> file, Argument<string[]> words) = Inputs("Words to take out.");
        var command = new Command("remove", CommandOptions.WithExamples("Take out words that were added by call (those of dictionary files are taken out of their file).", "search words remove 双十工程")) { words, file, address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                if (Read(parsed.GetValue(words), parsed.GetValue(file)) is not { } given) return ExitCode.Usage;
                foreach (string[] part in given.Chunk(CallLimit))
                {
                    var request = new DeleteUserWordsRequest();
                    request.Words.AddRange(part);
                    DeleteUserWordsResponse answer = await service.Admin.DeleteUserWordsAsync(request, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
                    Console.Out.WriteLine($"removed {part.Length}, sequence {answer.Sequence}");
                }
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }

    private static Command List()
    {
        var address = ServiceConnection.AddressOption();
        var command = new Command("list", CommandOptions.WithExamples("Show every word in force, where it comes from, and the log sequence of one added by call.", "search words list")) { address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                ListUserWordsResponse all = await service.Admin.ListUserWordsAsync(new ListUserWordsRequest(), deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
                using StreamWriter output = StandardOutput.Open();
                foreach (UserWord word in all.Words) output.WriteLine(word.Runtime ? $"{word.Word}\tadded\t{word.Sequence}" : $"{word.Word}\tfile\t");
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }

    private static Command Suggest()
    {
        var address = ServiceConnection.AddressOption();
        var top = new Option<int>("--top") { Description = "Words at most, 1 to 1,000.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var accept = new Option<int?>("--accept") { Description = "Add the first N of them.", HelpName = "N" };
        var plain = new Option<bool>("--plain") { Description = "The words alone, one a line." };
        foreach (Option option in new Option[] { top, accept })
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out int n) || n is < 1 or > 1_000)) result.AddError($"{option.Name} takes 1 to 1000.");
            });
        }

        var command = new Command("suggest", CommandOptions.WithExamples(
            "Show words found in the indexed text that the dictionaries lack: word, kind, occurrences, articles, confidence, examples; tabs between them, best first.",
            "search words suggest --top 20",
            "search words suggest --accept 10"))
        { top, accept, plain, address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                int accepted = parsed.GetValue(accept) ?? 0;
                SuggestUserWordsResponse found = await ProgressLine.ShowAsync("Looking for words", async _ => await service.Admin.SuggestUserWordsAsync(
                    new SuggestUserWordsRequest { Limit = Math.Max(parsed.GetValue(top), accepted) }, deadline: DateTime.UtcNow + SuggestDeadline, cancellationToken: cancellation));
                using (StreamWriter output = StandardOutput.Open())
                {
                    foreach (SuggestedWord word in found.Words) output.WriteLine(parsed.GetValue(plain) ? word.Word : Line(word));
                }

                return accepted == 0 || found.Words.Count == 0 ? ExitCode.Success : await AddAsync(service, [.. found.Words.Take(accepted).Select(w => w.Word)], cancellation);
            },
            cancellation));
        return command;
    }

    private static string Line(SuggestedWord word) => string.Create(
        CultureInfo.InvariantCulture,
        $"{word.Word}\t{(word.Kind == SuggestedWordKind.Person ? "person" : "term")}\t{word.Occurrences}\t{word.ArticleCount}\t{word.Confidence:0.00}\t{string.Join(" | ", word.Examples)}");

    private static async Task<int> AddAsync(ServiceConnection service, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        foreach (string[] part in words.Chunk(CallLimit))
        {
            var request = new PutUserWordsRequest();
            request.Words.AddRange(part);
            PutUserWordsResponse answer = await service.Admin.PutUserWordsAsync(request, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
            Console.Out.WriteLine($"added {answer.Added.Count}, known already {part.Length - answer.Added.Count}, sequence {answer.Sequence}");
        }
        return ExitCode.Success;
    }

    private static (Option<string> Address, Option<string?> File, Argument<string[]> Words) Inputs(string description) => (
        ServiceConnection.AddressOption(),
        new Option<string?>("--file") { Description = "A file of words in UTF-8, one a line, # begins a comment line; - is stdin.", HelpName = "FILE" },
        new Argument<string[]>("WORD") { Description = description, Arity = ArgumentArity.ZeroOrMore });

    /// <returns>Null, told on stderr, when there is none.</returns>
    private static List<string>? Read(string[]? words, string? file)
    {
        List<string> given = [.. words ?? []];
        if (file is not null)
        {
            using var input = new StreamReader(file == "-" ? Console.OpenStandardInput() : File.OpenRead(file), StandardOutput.Utf8);
            while (input.ReadLine() is { } line)
            {
                string word = line.Trim();
                if (word.Length > 0 && word[0] != '#') given.Add(word);
            }
        }

        if (given.Count > 0) return given;
        Console.Error.WriteLine("search: no word is given");
        return null;
    }
}
