using System.Globalization;
using Search.Contracts.V1;

namespace Search.Cli.Output;

/// <summary>The status for a person; what needs attention comes first.</summary>
internal static class StatusText
{
    public static void Write(TextWriter output, GetStatusResponse status)
    {
        foreach (string alarm in status.Alarms) output.WriteLine($"ALARM       {alarm}");
        output.WriteLine($"service     {(status.Ready ? "ready" : "not ready")}, since {Time(status.StartedAt)}, {Size(status.ResidentBytes)} of memory");
        output.WriteLine($"log         {status.ArticleCount} articles, sequence {status.LogSequence}, {Size(status.LogSizeBytes)}");
        output.WriteLine($"index       searchable {status.SearchableSequence}, committed {status.CommittedSequence}, behind by {Math.Max(0, status.LogSequence - status.SearchableSequence)}");
        if (status.Generation is { } generation) output.WriteLine($"generation  {Line(generation)}");
        if (status.Reindex is { } reindex) output.WriteLine($"reindex     {ReindexText.Line(reindex)}");
        if (status.UserWords is { } words)
            output.WriteLine($"words       {words.WordCount} of the user's, {(words.ArticlesPending > 0 ? $"{words.ArticlesPending} articles still to analyse again" : "in all articles")}, {words.ArticlesReanalyzed} analysed again");
        if (status.StoredOnlyCount > 0) output.WriteLine($"stored only {status.StoredOnlyCount} articles that could not be analysed");
        if (status.Ingestion is { InProcess: true } inbox)
        {
            output.WriteLine($"inbox       {inbox.FilesDone} files done, {inbox.FilesQuarantined} in quarantine, {inbox.FilesWaiting} waiting");
            foreach (IngestedFile file in inbox.Latest)
                output.WriteLine($"            {Time(file.At)} {file.Path}: {(file.Error.Length > 0 ? file.Error : $"{file.ArticleCount} articles")}");
        }
        foreach (LowConfidenceArticle article in status.LowConfidence)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"unsure      {article.Id} {article.Confidence:0.00} {article.Headline}"));
    }

    public static string Line(Generation generation) =>
        $"{generation.Name}{(generation.Live ? " (live)" : "")}: {generation.ArticleCount} articles, sequence {generation.Sequence}, {Size(generation.SizeBytes)}, "
        + $"schema {generation.SchemaNumber}, analysis {generation.AnalysisNumber}, begun {Time(generation.CreatedAt)}";

    public static string Time(Google.Protobuf.WellKnownTypes.Timestamp? at) =>
        at is null ? "unknown" : at.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
