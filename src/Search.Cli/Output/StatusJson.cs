using System.Text.Json;
using Search.Contracts.V1;

namespace Search.Cli.Output;

/// <summary>The status as <c>status --json</c> prints it. Numbers are numbers (protobuf's own JSON makes strings of 64-bit ones); what is not there is null.</summary>
internal static class StatusJson
{
    public static void Write(Utf8JsonWriter json, GetStatusResponse status)
    {
        json.WriteStartObject();
        json.WriteBoolean("ready", status.Ready);
        json.WriteString("logId", status.LogId);
        json.WriteNumber("logSequence", status.LogSequence);
        json.WriteNumber("searchableSequence", status.SearchableSequence);
        json.WriteNumber("committedSequence", status.CommittedSequence);
        json.WriteNumber("articleCount", status.ArticleCount);
        json.WriteNumber("storedOnlyCount", status.StoredOnlyCount);
        json.WriteNumber("logSizeBytes", status.LogSizeBytes);
        json.WriteNumber("residentBytes", status.ResidentBytes);
        Write(json, "startedAt", status.StartedAt);
        json.WritePropertyName("generation");
        Write(json, status.Generation);
        json.WritePropertyName("reindex");
        Write(json, status.Reindex);
        json.WritePropertyName("userWords");
        Write(json, status.UserWords);
        json.WriteStartArray("alarms");
        foreach (string alarm in status.Alarms) json.WriteStringValue(alarm);
        json.WriteEndArray();
        json.WritePropertyName("ingestion");
        Write(json, status.Ingestion);
        json.WriteStartArray("lowConfidence");
        foreach (LowConfidenceArticle article in status.LowConfidence)
        {
            json.WriteStartObject();
            json.WriteString("id", article.Id);
            json.WriteString("headline", article.Headline);
            json.WriteNumber("confidence", article.Confidence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Generation? generation)
    {
        if (generation is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("name", generation.Name);
        json.WriteBoolean("live", generation.Live);
        json.WriteNumber("schemaNumber", generation.SchemaNumber);
        json.WriteNumber("analysisNumber", generation.AnalysisNumber);
        json.WriteString("dictionaryHash", generation.DictionaryHash);
        json.WriteNumber("articleCount", generation.ArticleCount);
        json.WriteNumber("sequence", generation.Sequence);
        json.WriteNumber("sizeBytes", generation.SizeBytes);
        Write(json, "createdAt", generation.CreatedAt);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Reindex? reindex)
    {
        if (reindex is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("id", reindex.Id);
        json.WriteString("state", reindex.State.ToString().ToLowerInvariant());
        json.WriteString("reason", reindex.Reason);
        json.WriteNumber("appliedSequence", reindex.AppliedSequence);
        json.WriteNumber("headSequence", reindex.HeadSequence);
        json.WriteNumber("articlesIndexed", reindex.ArticlesIndexed);
        json.WriteNumber("articlesPerSecond", reindex.ArticlesPerSecond);
        json.WriteNumber("remainingSeconds", reindex.RemainingSeconds);
        json.WriteNumber("pagesReparsed", reindex.PagesReparsed);
        Write(json, "startedAt", reindex.StartedAt);
        Write(json, "endedAt", reindex.EndedAt);
        json.WriteString("error", reindex.Error);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, UserWordsStatus? words)
    {
        if (words is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("wordCount", words.WordCount);
        json.WriteNumber("appliedSequence", words.AppliedSequence);
        json.WriteNumber("headSequence", words.HeadSequence);
        json.WriteNumber("articlesPending", words.ArticlesPending);
        json.WriteNumber("articlesReanalyzed", words.ArticlesReanalyzed);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IngestionStatus? ingestion)
    {
        if (ingestion is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteBoolean("inProcess", ingestion.InProcess);
        json.WriteNumber("filesDone", ingestion.FilesDone);
        json.WriteNumber("filesQuarantined", ingestion.FilesQuarantined);
        json.WriteNumber("filesWaiting", ingestion.FilesWaiting);
        json.WriteStartArray("latest");
        foreach (IngestedFile file in ingestion.Latest)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            Write(json, "at", file.At);
            json.WriteNumber("articleCount", file.ArticleCount);
            json.WriteString("error", file.Error);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Google.Protobuf.WellKnownTypes.Timestamp? at)
    {
        if (at is null) json.WriteNull(name);
        else json.WriteString(name, at.ToDateTime());
    }
}
