using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;

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
        await using SearchEngine engine = SearchEngine.Open(DiskScript.Options(data), NullLoggerFactory.Instance, TimeProvider.System);
        for (int i = 0; !engine.IsReady || engine.ListReindexes().Any(r => r.EndedAt is null); i++)
        {
            Broken.Unless(i < 15_000, $"{where}: the engine is not ready in 300 s: {string.Join("; ", engine.GetStatus().Alarms)}");
            await Task.Delay(20);
        }

        await engine.WaitForSequenceAsync(engine.GetStatus().LogSequence, default);
        VerifyReport report = await engine.VerifyAsync(default);
        Broken.Unless(report.Ok, $"{where}: {string.Join("; ", report.Problems)}");
        if (acknowledged > DiskScript.StepOfErasure)
            Broken.Unless((await engine.SearchAsync(new SearchInquiry { Query = DiskScript.Erased }, default)).Total == 0, $"{where}: an erased text is found");
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
