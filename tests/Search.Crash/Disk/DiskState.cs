using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;
using Search.Engine.Tests;

namespace Search.Crash.Disk;

/// <summary>Compares what is on a disk with the steps that were acknowledged.</summary>
internal static class DiskState
{
    public static async Task CheckLogAsync(string data, int acknowledged, string where)
    {
        await using IArticleLog log = SqliteArticleLog.Open(Path.Combine(data, "log"), DiskScript.Options(data), _ => null, TimeProvider.System, NullLogger.Instance);
        IReadOnlyList<string> problems = log.Verify(default);
        Broken.Unless(problems.Count == 0, $"{where}: {string.Join("; ", problems)}");
        Dictionary<string, string> stored = log.ListArticles().Where(a => !a.Deleted).ToDictionary(a => a.Id, a => log.GetArticle(a.Id)!.Article.Headline);
        Compare(stored, acknowledged, where);
        foreach (KeptSource source in log.ListSources()) SourceStore.Read(Path.Combine(data, "sources", SourceStore.RelativePath(source.Sha256)), source.Sha256);
    }

    public static async Task CheckEngineAsync(string data, int acknowledged, string where)
    {
        await using SearchEngine engine = await OpenAsync(data, where);
        await engine.WaitForSequenceAsync(engine.GetStatus().LogSequence, default);
        VerifyReport report = await engine.VerifyAsync(default);
        Broken.Unless(report.Ok, $"{where}: {string.Join("; ", report.Problems)}");
        if (acknowledged > DiskScript.StepOfErasure)
            Broken.Unless((await engine.SearchAsync(new SearchInquiry { Query = DiskScript.Erased }, default)).Total == 0, $"{where}: an erased text is found");
    }

    /// <summary>Erases what the steps put: whatever a crash left of it, no file may hold it afterwards. Changes what is there.</summary>
    public static async Task CheckErasureAsync(string data, string where)
    {
        await using SearchEngine engine = await OpenAsync(data, where);
        await DiskScript.PutAgainAsync(engine);
        foreach (string id in DiskScript.ToErase) await EraseAsync(engine, id);
        foreach (string text in DiskScript.ErasedTexts)
            Broken.Unless(DataDirectorySearch.Find(data, text) is { Count: 0 }, $"{where}: {text} was erased after it and is in {string.Join(", ", DataDirectorySearch.Find(data, text))}");
    }

    private static async Task<SearchEngine> OpenAsync(string data, string where)
    {
        SearchEngine engine = SearchEngine.Open(DiskScript.Options(data), NullLoggerFactory.Instance, TimeProvider.System);
        for (int i = 0; !engine.IsReady || engine.ListReindexes().Any(r => r.EndedAt is null); i++)
        {
            Broken.Unless(i < 15_000, $"{where}: the engine is not ready in 300 s: {string.Join("; ", engine.GetStatus().Alarms)}");
            await Task.Delay(20);
        }

        return engine;
    }

    private static async Task EraseAsync(SearchEngine engine, string id)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                await engine.EraseArticleAsync(id, "", default);
                return;
            }
            catch (EngineException busy) when (i < 3000 && busy.Failure is EngineFailure.FailedPrecondition or EngineFailure.Unavailable)
            {
                await Task.Delay(100); // an erasure that the crash interrupted is gone on with
            }
        }
    }

    private static void Compare(Dictionary<string, string> stored, int acknowledged, string where)
    {
        bool Same(Dictionary<string, string> state) => state.Count == stored.Count && state.All(e => stored.TryGetValue(e.Key, out string? headline) && headline == e.Value);
        if (Same(DiskScript.States[acknowledged]) || (acknowledged + 1 < DiskScript.States.Count && Same(DiskScript.States[acknowledged + 1]))) return;
        throw new Broken(string.Create(CultureInfo.InvariantCulture, $"{where}: {acknowledged} steps were acknowledged, the log holds [{string.Join(", ", stored.Select(e => e.Key + "=" + e.Value))}]"));
    }

    public static void CheckBackup(string backup, string where)
    {
        if (!Backup.IsBackup(backup)) return;
        VerifyReport report = Backup.Verify(backup, default);
        Broken.Unless(report.Ok, $"{where}: the backup: {string.Join("; ", report.Problems)}");
    }
}
