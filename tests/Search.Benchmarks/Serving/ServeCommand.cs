using System.Globalization;
using Grpc.Net.Client;
using Search.Contracts.V1;

namespace Search.Benchmarks.Serving;

/// <summary>
/// <c>serve ADDRESS QUERIES.txt CLIENTS SECONDS [--rate N] [--no-highlight]</c>: a running service under load over gRPC. First CLIENTS closed loops tell
/// what it can do, then an open loop at four fifths of that (or N a second) tells how long callers wait: a stall delays no later search, and each
/// counts from when it was due. Loopback only.
/// </summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        bool plain = args.Contains("--no-highlight");
        double rate = 0;
        int at = Array.IndexOf(args, "--rate");
        bool badRate = at >= 0 && !(at + 1 < args.Length && double.TryParse(args[at + 1], CultureInfo.InvariantCulture, out rate) && rate > 0);
        string[] rest = [.. args.Where((a, i) => a != "--no-highlight" && (at < 0 || (i != at && i != at + 1)))];
        if (badRate || rest.Length != 4 || !int.TryParse(rest[2], CultureInfo.InvariantCulture, out int clients) || !int.TryParse(rest[3], CultureInfo.InvariantCulture, out int seconds) || clients < 1 || seconds is < 1 or > 600
            || !Uri.TryCreate(rest[0], UriKind.Absolute, out Uri? address) || !address.IsLoopback)
        {
            Console.Error.WriteLine("serve ADDRESS QUERIES.txt CLIENTS SECONDS [--rate N] [--no-highlight]; ADDRESS is a loopback address, SECONDS at most 600");
            return 2;
        }

        SearchRequest[] requests = [.. (await File.ReadAllLinesAsync(rest[1])).Where(q => q.Length > 0).Select(q => new SearchRequest { Query = q, PageSize = 10, Highlight = new HighlightOptions { Disabled = plain } })];
        GrpcChannel[] channels = [.. Enumerable.Range(0, Math.Min(clients, 8)).Select(_ => GrpcChannel.ForAddress(address))];
        SearchLoad load = new([.. channels.Select(c => new SearchService.SearchServiceClient(c))], requests);
        await load.ClosedAsync(clients, TimeSpan.FromSeconds(2)); // methods are compiled in it
        LoadResult closed = await load.ClosedAsync(clients, TimeSpan.FromSeconds(seconds));
        double capacity = closed.Admitted / closed.Seconds;
        Console.WriteLine(closed.Describe($"closed clients {clients}", capacity));
        double offered = rate > 0 ? rate : 0.8 * capacity;
        LoadResult open = await load.OpenAsync(offered, TimeSpan.FromSeconds(seconds));
        Console.WriteLine(open.Describe("open", offered));
        foreach (GrpcChannel channel in channels) channel.Dispose();
        return closed.Failed + open.Failed == 0 ? 0 : 1;
    }
}
