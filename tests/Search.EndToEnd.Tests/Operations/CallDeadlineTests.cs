using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;

namespace Search.EndToEnd.Tests.Operations;

/// <summary>Deadlines as the service keeps them: sent by hand, since a client's library would give up by itself and hide what the service does.</summary>
public sealed partial class CallDeadlineTests : IDisposable
{
    private const int Calls = 60;

    private readonly string data = Directory.CreateTempSubdirectory("search-deadline-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Searches_with_a_millisecond_are_cut_there_and_leave_no_work_behind()
    {
        await using var service = await ServiceRun.StartAsync(data, "--Search:Ingestion:InProcess=false");
        for (int batch = 0; batch < 8; batch++)
        {
            BatchPutArticlesRequest put = new();
            for (int i = 0; i < 500; i++) put.Articles.Add(Story((batch * 500) + i));
            await service.Ingestion.BatchPutArticlesAsync(put, cancellationToken: Cancellation);
        }

        // Every article matches each of many words, and four kinds of facets are counted: far more than a millisecond's work.
        SearchRequest request = new() { Query = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"水杉{i} 东堤 沿岸 看护 开春 补种")), PageSize = 50 };
        request.Facets.AddRange([FacetField.Newspaper, FacetField.Day, FacetField.Month, FacetField.Page]);
        await service.Search.SearchAsync(new SearchRequest { Query = "水杉", MinSequence = (await service.Admin.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancellation)).LogSequence }, cancellationToken: Cancellation);
        string metrics = await MetricsAsync(service);
        double before = Sum(metrics, FinishedSearches()), answered = Sum(metrics, AnsweredSearches());

        using HttpClient http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }) { BaseAddress = new Uri(service.Address) };
        int[] statuses = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => CallAsync(http, request, "1m")));

        const int DeadlineExceeded = 4, ResourceExhausted = 8;
        Assert.All(statuses, status => Assert.True(status is 0 or DeadlineExceeded or ResourceExhausted, $"status {status}"));
        Assert.Contains(DeadlineExceeded, statuses);
        Assert.Equal(0, await CallAsync(http, new SearchRequest { Query = "东堤" }, "60S"));
        // What is served may be a third of a second old, of before the calls; once it knows of the last one it knows of them all.
        do metrics = await MetricsAsync(service);
        while (Sum(metrics, AnsweredSearches()) <= answered + statuses.Count(s => s == 0) || Sum(metrics, AtWork()) > 0);
        // Those that were cut did not go on to their end behind the answer.
        Assert.InRange(Sum(metrics, FinishedSearches()) - before - 1, statuses.Count(s => s == 0), Calls - 1);
    }

    private static Article Story(int number)
    {
        string marker = number.ToString(CultureInfo.InvariantCulture);
        Article article = new() { Id = "d-" + marker, Newspaper = "东堤报" + (number % 7), Date = $"2024-05-{1 + (number % 28):00}", Page = "A0" + (number % 9), Headline = "水杉" + marker };
        for (int i = 0; i < 4; i++) article.Paragraphs.Add($"东堤昨日栽下{number + i}株水杉,由沿岸第{i}村看护,来年开春再补种一次。");
        return article;
    }

    /// <returns>The status in the service's own words.</returns>
    private static async Task<int> CallAsync(HttpClient http, SearchRequest request, string timeout)
    {
        byte[] message = request.ToByteArray(), frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        using HttpRequestMessage call = new(HttpMethod.Post, "/search.v1.SearchService/Search")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { { "te", "trailers" }, { "grpc-timeout", timeout } },
        };
        using var response = await http.SendAsync(call, Cancellation);
        await response.Content.ReadAsByteArrayAsync(Cancellation);
        string status = (response.Headers.TryGetValues("grpc-status", out var early) ? early : response.TrailingHeaders.GetValues("grpc-status")).Single();
        return int.Parse(status, CultureInfo.InvariantCulture);
    }

    private static Task<string> MetricsAsync(ServiceRun service) => service.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);

    private static double Sum(string metrics, Regex series) => series.Matches(metrics).Sum(m => double.Parse(m.Groups["value"].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex("""^search_stage_duration_seconds_count\{[^}]*stage="search"[^}]*\} (?<value>[0-9.e+]+)""", RegexOptions.Multiline)]
    private static partial Regex FinishedSearches();

    [GeneratedRegex("""^search_rpc_duration_seconds_count\{[^}]*code="OK"[^}]*method="/search.v1.SearchService/Search"[^}]*\} (?<value>[0-9.e+]+)""", RegexOptions.Multiline)]
    private static partial Regex AnsweredSearches();

    [GeneratedRegex("""^search_queries_(running|waiting)(\{[^}]*\})? (?<value>[0-9.e+]+)""", RegexOptions.Multiline)]
    private static partial Regex AtWork();
}
