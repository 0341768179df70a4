using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Cli.Tests;

/// <summary>A reindex that goes through its states, and fails if it is told to.</summary>
public sealed class FakeAdmin : AdminService.AdminServiceBase
{
    private Reindex? running;

    public bool Fails { get; set; }

    public bool Sound { get; set; } = true;

    public override Task<StartReindexResponse> StartReindex(StartReindexRequest request, ServerCallContext context)
    {
        running = State(request.Reparse ? ReindexState.Reparsing : ReindexState.Building);
        return Task.FromResult(new StartReindexResponse { Reindex = running });
    }

    public override async Task WatchReindex(WatchReindexRequest request, IServerStreamWriter<WatchReindexResponse> responseStream, ServerCallContext context)
    {
        foreach (ReindexState state in new[] { ReindexState.Building, ReindexState.CatchingUp, Fails ? ReindexState.Failed : ReindexState.Succeeded })
            await responseStream.WriteAsync(new WatchReindexResponse { Reindex = State(state) });
    }

    public override Task<ListReindexesResponse> ListReindexes(ListReindexesRequest request, ServerCallContext context)
    {
        var all = new ListReindexesResponse { Generations = { new Generation { Name = "g000001", Live = true, ArticleCount = 7 } } };
        if (running is not null) all.Reindexes.Add(running);
        return Task.FromResult(all);
    }

    public override Task<CancelReindexResponse> CancelReindex(CancelReindexRequest request, ServerCallContext context)
    {
        if (running?.Id != request.Id) throw FakeIngestion.Failed(StatusCode.NotFound, "NOT_FOUND", $"there is no reindex {request.Id}");
        running = null;
        return Task.FromResult(new CancelReindexResponse { Reindex = State(ReindexState.Cancelled) });
    }

    public override Task<VerifyIndexResponse> VerifyIndex(VerifyIndexRequest request, ServerCallContext context) =>
        Task.FromResult(Sound ? new VerifyIndexResponse { Ok = true, LogEntries = 9, Articles = 7 } : new VerifyIndexResponse { Problems = { "article a7 is in the log only" } });

    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) => Task.FromResult(new GetStatusResponse
    {
        Ready = true,
        LogId = "L1",
        LogSequence = 9,
        SearchableSequence = 8,
        ArticleCount = 7,
        Alarms = { "磁盘将满" },
        Generation = new Generation { Name = "g000001", Live = true },
        StartedAt = Timestamp.FromDateTime(DateTime.UnixEpoch),
        Ingestion = new IngestionStatus { InProcess = true, FilesDone = 3, Latest = { new IngestedFile { Path = "河东晨报/2031-04-05/A01.txt", ArticleCount = 2 } } },
    });

    public SortedSet<string> Words { get; } = new(StringComparer.Ordinal) { "旧词" };

    public override Task<ListUserWordsResponse> ListUserWords(ListUserWordsRequest request, ServerCallContext context)
    {
        var all = new ListUserWordsResponse { Words = { new UserWord { Word = "文件词" } } };
        all.Words.AddRange(Words.Select(w => new UserWord { Word = w, Runtime = true, Sequence = 7 }));
        return Task.FromResult(all);
    }

    public override Task<PutUserWordsResponse> PutUserWords(PutUserWordsRequest request, ServerCallContext context)
    {
        var answer = new PutUserWordsResponse { Sequence = 12 };
        answer.Added.AddRange(request.Words.Where(Words.Add));
        return Task.FromResult(answer);
    }

    public override Task<DeleteUserWordsResponse> DeleteUserWords(DeleteUserWordsRequest request, ServerCallContext context)
    {
        foreach (string word in request.Words)
            if (!Words.Remove(word)) throw FakeIngestion.Failed(StatusCode.NotFound, "NOT_FOUND", $"\"{word}\" was not put at run time");
        return Task.FromResult(new DeleteUserWordsResponse { Sequence = 13 });
    }

    public override Task<SuggestUserWordsResponse> SuggestUserWords(SuggestUserWordsRequest request, ServerCallContext context)
    {
        var found = new SuggestUserWordsResponse();
        for (int i = 0; i < Math.Min(request.Limit, 3); i++)
            found.Words.Add(new SuggestedWord { Word = $"新词{i}", Kind = i == 0 ? SuggestedWordKind.Person : SuggestedWordKind.Term, Occurrences = 9 - i, ArticleCount = 4, Confidence = 0.9, Examples = { "前新词后", "又一例" } });
        return Task.FromResult(found);
    }

    private Reindex State(ReindexState state) => new()
    {
        Id = "g000002",
        State = state,
        ArticlesIndexed = 7,
        AppliedSequence = 9,
        HeadSequence = 9,
        Error = state == ReindexState.Failed ? "no space" : "",
        StartedAt = Timestamp.FromDateTime(DateTime.UnixEpoch),
        EndedAt = state >= ReindexState.Succeeded ? Timestamp.FromDateTime(DateTime.UnixEpoch.AddSeconds(2)) : null,
    };
}
