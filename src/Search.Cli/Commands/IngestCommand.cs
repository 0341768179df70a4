using System.CommandLine;
using System.Diagnostics;
using Grpc.Core;
using Search.Cli.Output;
using Search.Contracts.V1;
using Search.Ingestion;
using Search.Newspaper;

namespace Search.Cli.Commands;

/// <summary><c>search ingest</c>: files and folders into the service.</summary>
internal static class IngestCommand
{
    private static readonly TimeSpan SearchableWithin = TimeSpan.FromMinutes(10);

    private sealed record Request(string[] Paths, PageHints Hints, bool Wait, bool Force);

    public static Command Create()
    {
        var newspaper = CommandOptions.Newspaper();
        var date = CommandOptions.Date();
        var page = CommandOptions.Page();
        var noWait = new Option<bool>("--no-wait") { Description = "Return when all is stored, not when all is searchable." };
        var force = new Option<bool>("--force") { Description = "Bring back articles that were deleted after this same delivery." };
        var address = ServiceConnection.AddressOption();
        var paths = new Argument<string[]>("PATH") { Description = "Files or folders: page text, HTML, PDF, JSON lines, .gz of these.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("ingest", CommandOptions.WithExamples(
            "Feed newspaper files to the service and return when all of it is searchable.",
            "search ingest --newspaper 经开时报 --date 2022-03-09 --page A01 page.txt",
            "search ingest inbox/经开时报/2022-03-09",
            "search ingest articles.jsonl.gz"))
        { newspaper, date, page, noWait, force, address, paths };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            service => RunAsync(
                service,
                new Request(
                    parsed.GetRequiredValue(paths),
                    new PageHints { Newspaper = parsed.GetValue(newspaper), Date = parsed.GetValue(date), Page = parsed.GetValue(page) },
                    !parsed.GetValue(noWait),
                    parsed.GetValue(force)),
                cancellation),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ServiceConnection service, Request request, CancellationToken cancellation)
    {
        // Somebody waits: a service that stays away for longer than a restart takes is told, not waited for.
        var options = new FeedOptions { GiveUpAfter = TimeSpan.FromSeconds(15) };
        long began = Stopwatch.GetTimestamp();
        await using var session = new FeedSession(
            new FeedClient(service.Channel, options), options, r => Console.Error.WriteLine($"search: {Rejections.Line(r)}"), request.Force);
        FeedSummary fed;
        try
        {
            fed = await ProgressLine.ShowAsync("Feeding", async show =>
            {
                await FeedAsync(session, request, () => show(-1, Progress(session.Summary, began)), cancellation);
                show(-1, "until searchable");
                if (request.Wait) await WaitAsync(service, session.Summary.Sequence, cancellation);
                return session.Summary;
            });
        }
        catch (Exception e) when (e is RpcException or ServiceUnavailableException or OperationCanceledException)
        {
            // What was acknowledged stays, and feeding the same again is harmless: say both.
            Console.Error.WriteLine($"search: stopped after {Counts(session.Summary)}; feed the same again to go on");
            throw;
        }
        Console.Out.WriteLine(Counts(fed));
        Console.Error.WriteLine($"{(request.Wait ? "Searchable" : "Stored")} after {Progress(fed, began)}");
        return fed.Rejected > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    private static async Task FeedAsync(FeedSession session, Request request, Action progress, CancellationToken cancellation)
    {
        var reader = new PageReader();
        long shown = 0;
        foreach (ReadResult result in request.Paths.SelectMany(p => reader.Read(p, request.Hints, cancellation)))
        {
            await session.AddAsync(result, cancellation);
            if (Stopwatch.GetElapsedTime(shown).TotalMilliseconds < 100) continue;
            shown = Stopwatch.GetTimestamp();
            progress();
        }
        await session.CompleteAsync(cancellation);
    }

    /// <summary>A search that waits for the sequence answers only when everything up to it is searchable.</summary>
    private static async Task WaitAsync(ServiceConnection service, long sequence, CancellationToken cancellation)
    {
        if (sequence == 0) return;
        var probe = new SearchRequest { Query = "的", PageSize = 1, MinSequence = sequence, Highlight = new HighlightOptions { Disabled = true } };
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await service.Search.SearchAsync(probe, deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: cancellation);
                return;
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Unavailable && Stopwatch.GetElapsedTime(began) < SearchableWithin)
            {
                // Still indexing, or the index is being opened.
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }

    private static string Counts(FeedSummary fed) =>
        $"added {fed.Added}, unchanged {fed.Unchanged}, replaced {fed.Replaced}, rejected {fed.Rejected}"
        + (fed.Vanished > 0 ? $", vanished {fed.Vanished}" : "")
        + (fed.StaysDeleted > 0 ? $", stays deleted {fed.StaysDeleted} (--force brings them back)" : "");

    private static string Progress(FeedSummary fed, long began)
    {
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return FormattableString.Invariant($"{seconds:0.0} s: {fed.Articles} articles, {fed.Articles / Math.Max(seconds, 0.001):0} a second");
    }
}
