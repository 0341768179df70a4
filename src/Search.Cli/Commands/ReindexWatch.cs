using System.Diagnostics;
using Grpc.Core;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary>Follows a reindex to its end. It runs in the service: losing sight of it, or leaving, does not end it.</summary>
internal sealed class ReindexWatch(ServiceConnection service, Interrupt interrupt)
{
    /// <summary>How long the service may be away: it resumes a reindex after a restart.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private bool cancelAsked;

    public async Task<int> FollowAsync(Reindex begun, CancellationToken cancellation)
    {
        if (ProgressLine.IsShown) interrupt.AskFirst(() => Ask(begun.Id));
        Reindex last = begun;
        try
        {
            last = await ProgressLine.ShowAsync($"Reindexing {begun.Id}", async show =>
            {
                await foreach (Reindex now in StatesAsync(begun.Id, cancellation))
                {
                    last = now;
                    show(now.HeadSequence > 0 && now.State != ReindexState.Reparsing ? (double)now.AppliedSequence / now.HeadSequence : -1, $"{ReindexText.Word(now.State)}, {ReindexText.Numbers(now)}");
                }
                return last;
            });
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            if (!cancelAsked) return ServiceConnection.Fail($"no longer watched; {begun.Id} goes on in the service ('search reindex list' shows it, 'search reindex cancel' ends it)");
            var answer = await service.Admin.CancelReindexAsync(new CancelReindexRequest { Id = begun.Id }, deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: CancellationToken.None);
            last = answer.Reindex;
        }
        Console.Out.WriteLine(ReindexText.Line(last));
        if (last is { StartedAt: { } from, EndedAt: { } to })
        {
            double seconds = (to.ToDateTime() - from.ToDateTime()).TotalSeconds;
            Console.Error.WriteLine(FormattableString.Invariant($"{last.ArticlesIndexed} articles in {seconds:0.0} s, {last.ArticlesIndexed / Math.Max(seconds, 0.001):0} docs/s"));
        }
        return last.State == ReindexState.Succeeded ? ExitCode.Success : ExitCode.Failed;
    }

    private async IAsyncEnumerable<Reindex> StatesAsync(string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = Stopwatch.GetTimestamp();
        while (true)
        {
            using var watch = service.Admin.WatchReindex(new WatchReindexRequest { Id = id }, cancellationToken: cancellation);
            while (true)
            {
                try
                {
                    if (!await watch.ResponseStream.MoveNext(cancellation)) break;
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && Stopwatch.GetElapsedTime(seen) < Patience)
                {
                    break;
                }
                seen = Stopwatch.GetTimestamp();
                yield return watch.ResponseStream.Current.Reindex;
                if (!ReindexText.IsRunning(watch.ResponseStream.Current.Reindex)) yield break;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
    }

    /// <returns>Whether to stop watching.</returns>
    private bool Ask(string id)
    {
        Console.Error.Write($"\n{id}: [l]eave it running, [c]ancel it, or go on [w]atching? ");
        string answer = (Console.In.ReadLine() ?? "").Trim();
        cancelAsked = answer.StartsWith('c') || answer.StartsWith('C');
        return cancelAsked || !(answer.StartsWith('w') || answer.StartsWith('W'));
    }
}
