using Google.Protobuf.WellKnownTypes;
using Search.Engine;
using Search.Ingestion;
using Proto = Search.Contracts.V1;

namespace Search.Service.Mapping;

/// <summary>Reindexes, generations and status, from the engine to the API.</summary>
internal static class AdminMapping
{
    public static Proto.Reindex ToApi(this ReindexStatus status) => new()
    {
        Id = status.Id,
        State = ToApi(status.State),
        AppliedSequence = status.AppliedSequence,
        HeadSequence = status.HeadSequence,
        ArticlesIndexed = status.ArticlesIndexed,
        ArticlesPerSecond = status.ArticlesPerSecond,
        RemainingSeconds = status.RemainingSeconds,
        StartedAt = status.StartedAt.ToTimestamp(),
        EndedAt = status.EndedAt?.ToTimestamp(),
        Error = status.Error,
        Reason = status.Reason,
        PagesReparsed = status.PagesReparsed,
    };

    public static Proto.Generation ToApi(this GenerationStatus generation) => new()
    {
        Name = generation.Name,
        Live = generation.Live,
        SchemaNumber = generation.SchemaNumber,
        AnalysisNumber = generation.AnalysisNumber,
        DictionaryHash = generation.DictionaryHash,
        ArticleCount = generation.ArticleCount,
        Sequence = generation.Sequence,
        SizeBytes = generation.SizeBytes,
        CreatedAt = generation.CreatedAt.ToTimestamp(),
    };

    public static Proto.GetStatusResponse ToApi(this EngineStatus status)
    {
        var response = new Proto.GetStatusResponse
        {
            Ready = status.Ready,
            LogId = status.LogId,
            LogSequence = status.LogSequence,
            SearchableSequence = status.SearchableSequence,
            CommittedSequence = status.CommittedSequence,
            ArticleCount = status.ArticleCount,
            StoredOnlyCount = status.StoredOnlyCount,
            Generation = status.Generation?.ToApi(),
            Reindex = status.Reindex?.ToApi(),
            LogSizeBytes = status.LogSizeBytes,
            UserWords = new Proto.UserWordsStatus
            {
                WordCount = status.UserWords.WordCount,
                AppliedSequence = status.UserWords.AppliedSequence,
                HeadSequence = status.UserWords.HeadSequence,
                ArticlesPending = status.UserWords.ArticlesPending,
                ArticlesReanalyzed = status.UserWords.ArticlesReanalyzed,
            },
        };
        response.Alarms.AddRange(status.Alarms);
        foreach (var (id, headline, confidence) in status.LowConfidence)
            response.LowConfidence.Add(new Proto.LowConfidenceArticle { Id = id, Headline = headline, Confidence = confidence });
        return response;
    }

    public static Proto.IngestionStatus ToApi(this IngestionSnapshot snapshot)
    {
        var status = new Proto.IngestionStatus
        {
            InProcess = true,
            FilesDone = snapshot.FilesDone,
            FilesQuarantined = snapshot.FilesQuarantined,
            FilesWaiting = snapshot.FilesWaiting,
        };
        foreach (var (path, at, articles, error) in snapshot.Latest)
            status.Latest.Add(new Proto.IngestedFile { Path = path, At = at.ToTimestamp(), ArticleCount = articles, Error = error });
        return status;
    }

    public static Proto.SuggestedWord ToApi(this SuggestedUserWord word)
    {
        var suggested = new Proto.SuggestedWord
        {
            Word = word.Word,
            Kind = word.IsPerson ? Proto.SuggestedWordKind.Person : Proto.SuggestedWordKind.Term,
            Occurrences = word.Occurrences,
            ArticleCount = word.ArticleCount,
            Confidence = word.Confidence,
        };
        suggested.Examples.AddRange(word.Examples);
        return suggested;
    }

    public static bool HasEnded(this ReindexStatus status) => status.State is ReindexState.Succeeded or ReindexState.Failed or ReindexState.Cancelled;

    private static Proto.ReindexState ToApi(ReindexState state) => state switch
    {
        ReindexState.Reparsing => Proto.ReindexState.Reparsing,
        ReindexState.Building => Proto.ReindexState.Building,
        ReindexState.CatchingUp => Proto.ReindexState.CatchingUp,
        ReindexState.Succeeded => Proto.ReindexState.Succeeded,
        ReindexState.Failed => Proto.ReindexState.Failed,
        ReindexState.Cancelled => Proto.ReindexState.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a state the API does not know"),
    };
}
