using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;

namespace Search.Crash.Disk;

/// <summary>The steps that are recorded, and what the log must hold after each: id to headline.</summary>
internal static class DiskScript
{
    public const string Erased = "鸢尾巷七号";
    private const string Newspaper = "云溪日报";

    private static readonly (string Name, Func<SearchEngine, string, Task> Do, Action<Dictionary<string, string>> Expect)[] Steps =
    [
        ("a put", (e, _) => PutAsync(e, ("a-1", "大桥通车")), s => s["a-1"] = "大桥通车"),
        ("a batch", (e, _) => PutAsync(e, [.. Enumerable.Range(0, 30).Select(i => ($"b-{i}", $"消息{i}"))]), s => { for (int i = 0; i < 30; i++) s[$"b-{i}"] = $"消息{i}"; }),
        ("a page with its source", (e, _) => PutPageAsync(e, "菜价回落", "天气转晴"), s => (s["yunxi-2021-05-06-B01-1"], s["yunxi-2021-05-06-B01-2"]) = ("菜价回落", "天气转晴")),
        ("a corrected page", (e, _) => PutPageAsync(e, "菜价普遍回落"), s => { s["yunxi-2021-05-06-B01-1"] = "菜价普遍回落"; s.Remove("yunxi-2021-05-06-B01-2"); }),
        ("a text to erase", (e, _) => PutAsync(e, ("secret", Erased)), s => s["secret"] = Erased),
        ("a delete", (e, _) => e.DeleteArticleAsync("b-7", default), s => s.Remove("b-7")),
        ("a pause for a commit", async (e, _) => { await e.WaitForSequenceAsync(e.GetStatus().LogSequence, Patience()); await Task.Delay(300); }, _ => { }),
        ("a reindex", (e, _) => ReindexAsync(e), _ => { }),
        ("a put after it", (e, _) => PutAsync(e, ("a-2", "二桥开工")), s => s["a-2"] = "二桥开工"),
        ("a backup", (e, root) => e.CreateBackupAsync(Path.Combine(root, "backup"), default), _ => { }),
        ("an erasure", (e, _) => e.EraseArticleAsync("secret", "", Patience()), s => s.Remove("secret")),
        ("a put at the end", (e, _) => PutAsync(e, ("a-3", "三桥设计")), s => s["a-3"] = "三桥设计"),
        ("a backup that is broken off", BreakOffBackupAsync, _ => { }),
        ("a second backup", (e, root) => e.CreateBackupAsync(Path.Combine(root, "backup"), default), _ => { }),
    ];

    /// <summary>The state after each number of acknowledged steps.</summary>
    public static IReadOnlyList<Dictionary<string, string>> States { get; } = BuildStates();

    public static string NameOf(int step) => step < Steps.Length ? Steps[step].Name : "the stop";

    public static int StepOfErasure { get; } = Array.FindIndex(Steps, s => s.Name == "an erasure");

    /// <summary>Articles that are erased after a crash, and all that they ever said.</summary>
    public static IReadOnlyList<string> ToErase { get; } = ["secret", "yunxi-2021-05-06-B01-1"];

    public static IReadOnlyList<string> ErasedTexts { get; } = [Erased, "菜价回落", "菜价普遍回落"];

    /// <summary>As every client does with what was not acknowledged; what is there stays as it is, and what was erased stays out.</summary>
    public static async Task PutAgainAsync(SearchEngine engine)
    {
        await PutAsync(engine, ("secret", Erased));
        await PutPageAsync(engine, "菜价回落", "天气转晴");
        await PutPageAsync(engine, "菜价普遍回落");
    }

    /// <summary>Runs the steps in the process that is recorded or whose disk fails.</summary>
    /// <param name="root">Holds <c>data</c> and <c>backup</c>.</param>
    /// <param name="acknowledgements">The file that gets a byte an acknowledged step.</param>
    public static async Task RunAsync(string root, string acknowledgements)
    {
        await using SearchEngine engine = SearchEngine.Open(Options(Path.Combine(root, "data")), NullLoggerFactory.Instance, TimeProvider.System);
        for (int i = 0; !engine.IsReady; i++)
        {
            if (i * 20 > LongestWait.TotalMilliseconds) throw new Broken($"the engine did not become ready in {LongestWait.TotalSeconds} s: " + string.Join("; ", engine.GetStatus().Alarms));
            await Task.Delay(20);
        }

        await using FileStream acknowledged = new(acknowledgements, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        foreach ((_, Func<SearchEngine, string, Task> step, _) in Steps)
        {
            await step(engine, root);
            acknowledged.Write("."u8);
        }
    }

    public static EngineOptions Options(string data)
    {
        DirectoryInfo? checkout = new(AppContext.BaseDirectory);
        while (checkout is not null && !File.Exists(Path.Combine(checkout.FullName, "Search.sln"))) checkout = checkout.Parent;
        string index = Path.Combine(checkout?.FullName ?? throw new InvalidOperationException("Search.sln is not above the program"), "index");
        return new EngineOptions { DataDirectory = data, DictionariesDirectory = Path.Combine(index, "dictionaries"), ConfigDirectory = Path.Combine(index, "config"), CommitInterval = TimeSpan.FromMilliseconds(100), IdleMergeDelay = TimeSpan.FromMilliseconds(100) };
    }

    private static List<Dictionary<string, string>> BuildStates()
    {
        Dictionary<string, string> state = [];
        List<Dictionary<string, string>> states = [new(state)];
        foreach ((_, _, Action<Dictionary<string, string>> expect) in Steps)
        {
            expect(state);
            states.Add(new(state));
        }

        return states;
    }

    /// <summary>On a disk that fails the index may neither be built nor follow: whoever waits for it gives up. On one that does not, only a defect is worth the wait.</summary>
    private static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("DISK_FAIL") is null ? 300 : 30);

    private static CancellationToken Patience() => new CancellationTokenSource(LongestWait).Token;

    private static Task PutAsync(SearchEngine engine, params (string Id, string Headline)[] articles) => engine.PutArticlesAsync(
        [.. articles.Select(a => new Article { Id = a.Id, Newspaper = Newspaper, Date = "2021-05-06", Page = "A01", Headline = a.Headline, Paragraphs = [$"本报讯 {a.Headline}的全文。"] })], false, default);

    private static Task PutPageAsync(SearchEngine engine, params string[] headlines) => engine.PutPagesAsync(
        [new PagePut
        {
            Newspaper = "yunxi", Date = "2021-05-06", Page = "B01", FileName = "B01.txt", Source = Encoding.UTF8.GetBytes(string.Join("\n\n", headlines)),
            Articles = [.. headlines.Select(h => new Article { Headline = h, Paragraphs = ["本报讯 记者从市场了解到,本周各类蔬菜供应充足。" + (h.StartsWith("天气", StringComparison.Ordinal) ? "明天晴到多云。" : "")] })],
        }], false, default);

    /// <summary>After its first new block: the next backup uses what it wrote.</summary>
    private static async Task BreakOffBackupAsync(SearchEngine engine, string root)
    {
        string backup = Path.Combine(root, "backup"), objects = Path.Combine(backup, "objects");
        int Blocks() => Directory.EnumerateFiles(objects, "*", SearchOption.AllDirectories).Count();
        int before = Blocks();
        using CancellationTokenSource end = new();
        Task writing = engine.CreateBackupAsync(backup, end.Token);
        while (!writing.IsCompleted && Blocks() <= before) await Task.Delay(1);
        await end.CancelAsync();
        try
        {
            await writing;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    private static async Task ReindexAsync(SearchEngine engine)
    {
        string id = engine.StartReindex(null).Id;
        while (engine.GetReindex(id)!.EndedAt is null) await Task.Delay(10);
        if (engine.GetReindex(id)!.State != ReindexState.Succeeded) throw new Broken(engine.GetReindex(id)!.ToString());
    }
}
