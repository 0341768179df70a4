using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Net.Client;
using Search.Contracts.V1;

namespace Search.Benchmarks.Serving;

/// <summary>The built service as a process of its own over a data directory, on free loopback ports. Ends with its owner.</summary>
internal sealed partial class ServiceUnderTest : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient http;
    private readonly List<GrpcChannel> channels = [];

    private ServiceUnderTest(Process process, string http, string grpc)
    {
        this.process = process;
        this.http = new HttpClient { BaseAddress = new Uri(http) };
        Address = grpc;
    }

    public string Address { get; }

    /// <param name="data">Made if it is not there.</param>
    public static Task<ServiceUnderTest> StartAsync(string data, params IEnumerable<string> settings) => BeginAsync("dotnet", [BuiltFile("src", "Search.Service"), .. ArgumentsFor(data), .. settings]);

    /// <summary>The service as it was published into a folder.</summary>
    public static Task<ServiceUnderTest> StartPublishedAsync(string folder, string data) => BeginAsync(Path.Combine(folder, "Search.Service"), ArgumentsFor(data));

    private static IEnumerable<string> ArgumentsFor(string data) => [$"--Search:DataDirectory={data}", "--Search:Ingestion:InProcess=false", "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0", "--Logging:LogLevel:Search=Error"];

    /// <summary>The engine behind Grpc.AspNetCore and nothing else (<c>tests/Search.Bare</c>), over what <c>index</c> built.</summary>
    public static Task<ServiceUnderTest> StartBareAsync(string data) => BeginAsync("dotnet", [BuiltFile("tests", "Search.Bare"), data, Path.Combine(Root(), "index")]);

    private static async Task<ServiceUnderTest> BeginAsync(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(process);
        string? line = await process.StandardOutput.ReadLineAsync();
        Match ready = ReadyLine().Match(line ?? "");
        if (ready.Success) return new ServiceUnderTest(process, ready.Groups["http"].Value, ready.Groups["grpc"].Value);
        Kill(process);
        throw new InvalidOperationException($"the service did not become ready; it printed '{line}'");
    }

    /// <summary>A connection of its own.</summary>
    public GrpcChannel Connect()
    {
        GrpcChannel channel = GrpcChannel.ForAddress(Address);
        channels.Add(channel);
        return channel;
    }

    /// <summary>Puts articles and waits until they are found.</summary>
    public async Task FeedAsync(IEnumerable<Engine.Article> articles)
    {
        GrpcChannel channel = Connect();
        IngestionService.IngestionServiceClient ingestion = new(channel);
        long sequence = 0;
        foreach (Engine.Article[] group in articles.Chunk(500))
        {
            BatchPutArticlesRequest request = new();
            request.Articles.AddRange(group.Select(ToApi));
            sequence = (await ingestion.BatchPutArticlesAsync(request)).Sequence;
        }

        await new SearchService.SearchServiceClient(channel).SearchAsync(new SearchRequest { Query = "的", MinSequence = sequence });
    }

    public static Article ToApi(Engine.Article article)
    {
        Article api = new() { Id = article.Id, Newspaper = article.Newspaper, Date = article.Date, Page = article.Page, Section = article.Section, Headline = article.Headline };
        api.Paragraphs.AddRange(article.Paragraphs);
        return api;
    }

    /// <summary>What <c>/metrics</c> serves, summed over labels.</summary>
    public async Task<Dictionary<string, double>> MetricsAsync()
    {
        Dictionary<string, double> values = new(StringComparer.Ordinal);
        foreach (string line in (await http.GetStringAsync("/metrics")).Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            string name = line[..line.AsSpan().IndexOfAny('{', ' ')];
            string value = line[(line.LastIndexOf('}') + 1)..].TrimStart().Split(' ')[line.Contains('}') ? 0 : 1];
            values[name] = values.GetValueOrDefault(name) + double.Parse(value, CultureInfo.InvariantCulture);
        }

        return values;
    }

    /// <summary>As the kernel counts; Linux only.</summary>
    public (double ResidentMegabytes, int FileDescriptors, int Threads) Resources()
    {
        string folder = $"/proc/{process.Id}";
        Dictionary<string, string> status = File.ReadLines(folder + "/status").Select(l => l.Split(':', 2)).ToDictionary(l => l[0], l => l[1].Trim(), StringComparer.Ordinal);
        double kilobytes = double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture);
        return (kilobytes / 1024, Directory.EnumerateFileSystemEntries(folder + "/fd").Count(), int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (GrpcChannel channel in channels) channel.Dispose();
        http.Dispose();
        Kill(process);
        await process.WaitForExitAsync();
        process.Dispose();
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

    private static string BuiltFile(string folder, string project)
    {
        string file = Path.Combine(Root(), folder, project, "bin", "Release", "net10.0", project + ".dll");
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} is not there: dotnet build {folder}/{project} -c Release");
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Search.sln"))) folder = folder.Parent;
        return folder?.FullName ?? ".";
    }

    [GeneratedRegex(@"^Search is ready: (?<http>http://\S+) .* and (?<grpc>http://\S+) ")]
    private static partial Regex ReadyLine();
}
