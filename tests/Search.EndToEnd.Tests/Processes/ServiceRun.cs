using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Search.Contracts.V1;

namespace Search.EndToEnd.Tests.Processes;

/// <summary>The built service as a process of its own on free loopback ports. Whatever happens to a test, the process ends with it.</summary>
internal sealed partial class ServiceRun : IAsyncDisposable
{
    /// <summary>A guard against hanging for ever, not a measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    private readonly Process process;
    private readonly StringBuilder log;
    private bool disposed;

    private ServiceRun(Process process, StringBuilder log, string http, string grpc)
    {
        this.process = process;
        this.log = log;
        Http = new HttpClient { BaseAddress = new Uri(http) };
        Address = grpc;
        Channel = GrpcChannel.ForAddress(grpc);
        Search = new SearchService.SearchServiceClient(Channel);
        Ingestion = new IngestionService.IngestionServiceClient(Channel);
        Admin = new AdminService.AdminServiceClient(Channel);
    }

    public string Address { get; }

    public HttpClient Http { get; }

    public GrpcChannel Channel { get; }

    public SearchService.SearchServiceClient Search { get; }

    public IngestionService.IngestionServiceClient Ingestion { get; }

    public AdminService.AdminServiceClient Admin { get; }

    /// <summary>Standard error so far.</summary>
    public string Log
    {
        get
        {
            lock (log) return log.ToString();
        }
    }

    /// <summary>Starts it and waits for the ready line.</summary>
    public static async Task<ServiceRun> StartAsync(string data, params string[] arguments)
    {
        var process = Launch(data, arguments);
        var log = new StringBuilder();
        try
        {
            process.ErrorDataReceived += (_, line) =>
            {
                lock (log) log.AppendLine(line.Data);
            };
            process.BeginErrorReadLine();
            string? ready = await process.StandardOutput.ReadLineAsync(new CancellationTokenSource(Patience).Token);
            var match = ReadyLine().Match(ready ?? "");
            if (!match.Success) throw new InvalidOperationException($"the service did not become ready; it printed '{ready}' and logged:\n{log}");
            return new ServiceRun(process, log, match.Groups["http"].Value, match.Groups["grpc"].Value);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    /// <summary>Starts it and kills it after a while, whether it is ready or not.</summary>
    public static async Task KillAtStartAsync(string data, TimeSpan after, params string[] arguments)
    {
        using var process = Launch(data, arguments);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await Task.Delay(after);
        Kill(process);
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
    }

    /// <summary>Runs it to its end: for arguments that are refused.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string data, params string[] arguments)
    {
        using var process = Launch(data, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is told.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code and how long the stop took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync()
    {
        long begin = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
        return (process.ExitCode, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>When it returns nothing writes into the data directory any more, which a test may delete next.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        Channel.Dispose();
        Http.Dispose();
        Kill(process);
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
        process.Dispose();
    }

    private static Process Launch(string data, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            // Anywhere but where it was built: nothing may depend on it.
            WorkingDirectory = Path.GetTempPath(),
        };
        // Traces and metrics, where a test has them sent, come soon and not after a minute.
        start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Search.Service.dll"));
        start.ArgumentList.Add($"--Search:DataDirectory={data}");
        start.ArgumentList.Add("--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0");
        start.ArgumentList.Add("--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0");
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        // A test run that is broken off must not leave a service behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(process);
        return process;
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Ended and disposed already.
        }
    }

    [GeneratedRegex(@"^Search is ready: (?<http>http://\S+) .* and (?<grpc>http://\S+) ")]
    private static partial Regex ReadyLine();
}
