using System.Diagnostics;
using System.Globalization;
using System.Text;
using Search.EndToEnd.Tests.Processes;

namespace Search.EndToEnd.Tests.Operations;

/// <summary>The worker in a process of its own tells how it is, as the service does.</summary>
public sealed class WorkerTelemetryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("search-worker-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Inbox => Path.Combine(folder, "inbox");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Its_metrics_are_served_to_this_machine_and_sent_over_OTLP()
    {
        await using var service = await ServiceRun.StartAsync(Path.Combine(folder, "data"), "--Search:Ingestion:InProcess=false");
        using OtlpReceiver receiver = new();
        (Process worker, int port) = StartWithMetrics(service, receiver);
        try
        {
            Drop("河东晨报/2031-04-05/A01.txt", "河东晨报\n河东晨报 2031年4月5日 第A01版 要闻\n\n旧渡口装上路灯\n\n本报讯 旧渡口昨日装上路灯三十盏,夜里过河的人方便多了。\n");
            Drop("河东晨报/2031-04-05/broken.jsonl", "{\"headline\": \n");

            string metrics = "";
            using HttpClient http = new();
            while (!(metrics.Contains("outcome=\"done\"} 1", StringComparison.Ordinal) && metrics.Contains("outcome=\"quarantined\"} 1", StringComparison.Ordinal)))
            {
                if (worker.HasExited)
                {
                    string said = await worker.StandardError.ReadToEndAsync(Cancellation);
                    Assert.True(FreePort.IsTaken(said), "the worker has ended: " + said);
                    worker.Dispose();
                    (worker, port) = StartWithMetrics(service, receiver);
                }

                await Task.Delay(100, Cancellation);
                metrics = await ScrapeAsync(http, port) ?? metrics;
            }

            foreach (string name in (string[])["search_inbox_files_total", "search_inbox_waiting", "search_inbox_trouble"]) Assert.Contains("\n" + name, metrics, StringComparison.Ordinal);
            Assert.Contains("\ndotnet_gc_", metrics, StringComparison.Ordinal);
            while (!(receiver.Received.Contains("/v1/metrics", StringComparison.Ordinal) && receiver.Received.Contains("search.inbox.files", StringComparison.Ordinal))) await Task.Delay(50, Cancellation);
            Assert.Contains("search-worker", receiver.Received, StringComparison.Ordinal);
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None); // it writes into the folder that is deleted next
            worker.Dispose();
        }
    }

    [Theory]
    [InlineData("--Search:Telemetry:MetricsPort=70000", "MetricsPort must be")]
    [InlineData("--Search:Telemetry:OtlpEndpoint=nowhere", "which is no address")]
    public async Task A_setting_that_makes_no_sense_is_refused(string argument, string told)
    {
        using var worker = Start("--inbox", Inbox, argument);
        string errors = await worker.StandardError.ReadToEndAsync(Cancellation);
        await worker.WaitForExitAsync(Cancellation);

        Assert.Equal(2, worker.ExitCode);
        Assert.Contains(told, errors, StringComparison.Ordinal);
    }

    /// <returns>Null while it does not listen yet.</returns>
    private static async Task<string?> ScrapeAsync(HttpClient http, int port)
    {
        try
        {
            return await http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}/metrics")), Cancellation);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private (Process Worker, int Port) StartWithMetrics(ServiceRun service, OtlpReceiver receiver)
    {
        int port = FreePort.Find();
        return (Start(
            "--inbox", Inbox, "--address", service.Address, "--Search:Ingestion:Settle=00:00:00.1", "--Search:Ingestion:ScanInterval=00:00:00.2",
            $"--Search:Telemetry:MetricsPort={port}", $"--Search:Telemetry:OtlpEndpoint={receiver.Address}", "--Search:Telemetry:OtlpProtocol=HttpProtobuf"), port);
    }

    private static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Search.Ingestion.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
        return Process.Start(start)!;
    }

    private void Drop(string path, string content)
    {
        string file = Path.Combine(Inbox, path), aside = Path.Combine(folder, "aside");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(aside, content, new UTF8Encoding(false));
        File.Move(aside, file); // whole at once
    }
}
