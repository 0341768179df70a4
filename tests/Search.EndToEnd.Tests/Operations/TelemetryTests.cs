using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;

namespace Search.EndToEnd.Tests.Operations;

/// <summary>What an operator sees of a real process: metrics, traces, logs.</summary>
public sealed partial class TelemetryTests
{
    /// <summary>ASCII, since JSON and addresses write other characters in other ways.</summary>
    private const string Marker = "zzmarkerqq";

    private const string Secret = "zzsecretqq";

    private static readonly string Deploy = Path.Combine(Checkout(), "src", "Search.Service", "deploy");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_that_the_dashboard_and_the_alerts_name_is_served()
    {
        var named = DashboardExpressions().Concat(AlertExpressions()).SelectMany(e => MetricName().Matches(e).Select(m => m.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.True(named.Count > 25, string.Join(", ", named));
        string data = Directory.CreateTempSubdirectory("search-telemetry-").FullName;
        try
        {
            await using var service = await ServiceRun.StartAsync(data);
            await PutAsync(service);
            await service.Search.SearchAsync(new SearchRequest { Query = "桥" }, cancellationToken: Cancellation);
            string served = await service.Http.GetStringAsync("/metrics", Cancellation);
            var there = served.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l[..l.AsSpan().IndexOfAny('{', ' ')]).ToHashSet(StringComparer.Ordinal);
            Assert.True(named.IsSubsetOf(there), $"not served: {string.Join(", ", named.Except(there))}\nserved: {string.Join(", ", there.Order(StringComparer.Ordinal))}");
            string table = File.ReadAllText(Path.Combine(Deploy, "METRICS.md"));
            Assert.All(there.Where(m => m.StartsWith("search_", StringComparison.Ordinal)), m => Assert.Contains($"`{HistogramPart().Replace(m, "")}`", table, StringComparison.Ordinal));
            Assert.Matches("""search_stage_duration_seconds_count\{[^}]*stage="highlight"[^}]*\} [1-9]""", served);
            Assert.Matches("""search_rpc_duration_seconds_count\{[^}]*code="OK"[^}]*method="/search.v1.SearchService/Search"[^}]*\} 2""", served);
            Assert.Matches("""search_log_sequence(\{[^}]*\})? [1-9]""", served);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public void Every_alert_has_its_section_in_the_runbook()
    {
        string runbook = File.ReadAllText(Path.Combine(Deploy, "RUNBOOK.md"));
        var alerts = AlertName().Matches(File.ReadAllText(Path.Combine(Deploy, "alerts.yml"))).Select(m => m.Groups["name"].Value).ToList();
        Assert.True(alerts.Count > 10);
        Assert.All(alerts, alert => Assert.Contains($"\n## {alert}\n", runbook, StringComparison.Ordinal));
        Assert.Equal(alerts.Order(StringComparer.Ordinal), RunbookSection().Matches(runbook).Select(m => m.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_people_search_for_and_their_keys_are_in_no_log_trace_or_metric()
    {
        using var receiver = new OtlpReceiver();
        string[] expected = ["/v1/traces", "search.query", "/v1/metrics", "search.stage.duration"];
        var (log, metrics) = await AskAsync(
            // The last of it is sent at the end, for which the service takes some seconds at most, however slow the receiver: that alone must not decide.
            () => expected.All(part => receiver.Received.Contains(part, StringComparison.Ordinal)),
            "--Search:Telemetry:JsonLogs=true", "--Search:Telemetry:SlowSearch=00:00:00.0000001", "--Search:Telemetry:TracedShare=1",
            $"--Search:Telemetry:OtlpEndpoint={receiver.Address}", "--Search:Telemetry:OtlpProtocol=HttpProtobuf",
            // The most an operator may turn on below Debug.
            "--Logging:LogLevel:Default=Information", "--Logging:LogLevel:Microsoft=Information", "--Logging:LogLevel:Microsoft.AspNetCore=Information", "--Logging:LogLevel:Grpc=Information");
        string sent = receiver.Received;

        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Contains(lines, line => JsonDocument.Parse(line).RootElement.GetProperty("Message").GetString()!.StartsWith("A slow search:", StringComparison.Ordinal));
        Assert.All(expected, part => Assert.Contains(part, sent, StringComparison.Ordinal));
        foreach (string text in new[] { log, metrics, sent })
        {
            Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task The_log_of_slow_searches_has_their_text_where_the_operator_asks_for_it()
    {
        var (log, _) = await AskAsync(() => true, "--Search:Telemetry:SlowSearch=00:00:00.0000001", "--Search:Telemetry:SlowSearchText=true");
        Assert.Matches($"A slow search: .*query: .*{Marker}", log);
    }

    /// <summary>Asks in every way there is, well and badly, and ends the service once what it tells is there.</summary>
    private static async Task<(string Log, string Metrics)> AskAsync(Func<bool> isTold, params string[] arguments)
    {
        string data = Directory.CreateTempSubdirectory("search-telemetry-").FullName;
        try
        {
            await using var service = await ServiceRun.StartAsync(data, ["--Search:Ingestion:InProcess=false", .. arguments]);
            await PutAsync(service);
            await service.Search.SearchAsync(new SearchRequest { Query = "石桥 " + Marker }, cancellationToken: Cancellation);
            await service.Search.SuggestAsync(new SuggestRequest { Prefix = Marker, Limit = 5 }, cancellationToken: Cancellation);
            await service.Admin.AnalyzeAsync(new AnalyzeRequest { Text = Marker, Mode = AnalysisMode.Query }, cancellationToken: Cancellation);
            foreach (string bad in new[] { $"(石桥 {Marker}", $"{Marker}:(", $"\"{Marker}", $"日期:{Marker}" })
            {
                try
                {
                    await service.Search.SearchAsync(new SearchRequest { Query = bad }, cancellationToken: Cancellation);
                }
                catch (RpcException refused)
                {
                    Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
                }
            }

            await Assert.ThrowsAsync<RpcException>(async () =>
                await service.Search.SearchAsync(new SearchRequest { Query = Marker }, new Metadata { { "authorization", "Bearer " + Secret } }, cancellationToken: Cancellation));
            foreach (string path in new[] { $"/?q={Marker}", $"/?q={Marker}%20(", $"/v1/search?query={Marker}", $"/suggest?q={Marker}", $"/nowhere/at/all?q={Marker}" })
                (await service.Http.GetAsync(path, Cancellation)).Dispose();
            string metrics = await service.Http.GetStringAsync("/metrics", Cancellation);
            for (int i = 0; i < 6000 && !isTold(); i++) await Task.Delay(50, Cancellation);
            Assert.Equal(0, (await service.StopAsync()).ExitCode);
            return (service.Log, metrics);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task PutAsync(ServiceRun service)
    {
        var put = await service.Ingestion.BatchPutArticlesAsync(
            new BatchPutArticlesRequest { Articles = { new Article { Id = "telemetry-1", Headline = "云溪石桥修好了", Paragraphs = { "石桥昨天通车。" } } } }, cancellationToken: Cancellation);
        await service.Search.SearchAsync(new SearchRequest { Query = "石桥", MinSequence = put.Sequence }, cancellationToken: Cancellation);
    }

    private static IEnumerable<string> DashboardExpressions()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Deploy, "dashboard.json")));
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray()) yield return target.GetProperty("expr").GetString()!;
        }
    }

    private static IEnumerable<string> AlertExpressions() =>
        File.ReadLines(Path.Combine(Deploy, "alerts.yml")).Where(l => l.TrimStart().StartsWith("expr:", StringComparison.Ordinal));

    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Search.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"\b(search|dotnet|kestrel)_[a-z_]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^## (?<name>\w+)$", RegexOptions.Multiline)]
    private static partial Regex RunbookSection();
}
