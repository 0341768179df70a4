using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Search.Contracts.V1;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Errors;
using Search.Service.Mapping;
using Search.Service.Validation;

namespace Search.Service.Api;

internal sealed class AdminGrpcService(
    SearchEngine engine, PageParsing parsing, AuditTrail audit, IHostApplicationLifetime lifetime, TimeProvider time, InboxWorker? inbox = null) : AdminService.AdminServiceBase
{
    private const int DefaultSuggestions = 50;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    private readonly Timestamp started = Process.GetCurrentProcess().StartTime.ToUniversalTime().ToTimestamp();

    public override Task<StartReindexResponse> StartReindex(StartReindexRequest request, ServerCallContext context)
    {
        var reindex = engine.StartReindex(request.Reparse ? parsing.Reparse : null);
        audit.Record(context, request.Reparse ? $"{reindex.Id} with reparse" : reindex.Id);
        return Task.FromResult(new StartReindexResponse { Reindex = reindex.ToApi() });
    }

    public override Task<GetReindexResponse> GetReindex(GetReindexRequest request, ServerCallContext context) =>
        Task.FromResult(new GetReindexResponse { Reindex = Find(request.Id).ToApi() });

    public override Task<ListReindexesResponse> ListReindexes(ListReindexesRequest request, ServerCallContext context)
    {
        var response = new ListReindexesResponse();
        foreach (var reindex in engine.ListReindexes()) response.Reindexes.Add(reindex.ToApi());
        foreach (var generation in engine.ListGenerations()) response.Generations.Add(generation.ToApi());
        return Task.FromResult(response);
    }

    public override async Task WatchReindex(WatchReindexRequest request, IServerStreamWriter<WatchReindexResponse> responseStream, ServerCallContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        while (true)
        {
            var reindex = Find(request.Id);
            await responseStream.WriteAsync(new WatchReindexResponse { Reindex = reindex.ToApi() }, either.Token);
            if (reindex.HasEnded()) return;
            await Task.Delay(ProgressInterval, time, either.Token);
        }
    }

    public override Task<CancelReindexResponse> CancelReindex(CancelReindexRequest request, ServerCallContext context)
    {
        ReadRules.Name("id", request.Id);
        var reindex = engine.CancelReindex(request.Id);
        audit.Record(context, request.Id);
        return Task.FromResult(new CancelReindexResponse { Reindex = reindex.ToApi() });
    }

    public override async Task<ActivateGenerationResponse> ActivateGeneration(ActivateGenerationRequest request, ServerCallContext context)
    {
        ReadRules.Name("generation", request.Generation);
        var generation = await engine.ActivateGenerationAsync(request.Generation, context.CancellationToken);
        audit.Record(context, request.Generation);
        return new ActivateGenerationResponse { Generation = generation.ToApi() };
    }

    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var response = engine.GetStatus().ToApi();
        response.ResidentBytes = Environment.WorkingSet;
        response.StartedAt = started;
        response.Ingestion = inbox?.Snapshot().ToApi() ?? new IngestionStatus();
        if (inbox?.Snapshot().Trouble is { } trouble) response.Alarms.Add("inbox: " + trouble);
        return Task.FromResult(response);
    }

    public override Task<AnalyzeResponse> Analyze(AnalyzeRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        string mode = request.Mode switch
        {
            AnalysisMode.Smartcn => "smartcn",
            AnalysisMode.Query => "query",
            _ => "index",
        };
        var response = new AnalyzeResponse();
        response.Tokens.AddRange(engine.Analyze(request.Text, mode).Select(ToApi));
        if (request.Explain)
        {
            foreach (var (name, tokens) in engine.ExplainAnalysis(request.Text))
                response.Stages.Add(new AnalysisStage { Name = name, Tokens = { tokens.Select(ToApi) } });
        }
        return Task.FromResult(response);
    }

    public override async Task<VerifyIndexResponse> VerifyIndex(VerifyIndexRequest request, ServerCallContext context)
    {
        var report = await engine.VerifyAsync(context.CancellationToken);
        audit.Record(context, report.Ok ? "sound" : "damaged");
        var response = new VerifyIndexResponse { Ok = report.Ok, LogEntries = report.LogEntries, Articles = report.Articles };
        response.Problems.AddRange(report.Problems);
        return response;
    }

    public override async Task<CreateBackupResponse> CreateBackup(CreateBackupRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        var backup = await engine.CreateBackupAsync(request.Directory, context.CancellationToken);
        audit.Record(context, $"{request.Directory} up to sequence {backup.Sequence}");
        return new CreateBackupResponse { Sequence = backup.Sequence, FilesCopied = backup.FilesWritten, FilesKept = backup.FilesKept, BytesCopied = backup.BytesWritten };
    }

    public override async Task<ListUserWordsResponse> ListUserWords(ListUserWordsRequest request, ServerCallContext context)
    {
        var response = new ListUserWordsResponse();
        foreach (var (word, runtime, sequence) in await engine.ListUserWordsAsync(context.CancellationToken))
            response.Words.Add(new UserWord { Word = word, Runtime = runtime, Sequence = sequence });
        return response;
    }

    public override async Task<PutUserWordsResponse> PutUserWords(PutUserWordsRequest request, ServerCallContext context)
    {
        WordRules.Check(request);
        var (added, sequence) = await engine.PutUserWordsAsync(request.Words, context.CancellationToken);
        audit.Record(context, string.Join(' ', request.Words));
        var response = new PutUserWordsResponse { Sequence = sequence };
        response.Added.AddRange(added);
        return response;
    }

    public override async Task<DeleteUserWordsResponse> DeleteUserWords(DeleteUserWordsRequest request, ServerCallContext context)
    {
        WordRules.Check(request);
        long sequence = await engine.DeleteUserWordsAsync(request.Words, context.CancellationToken);
        audit.Record(context, string.Join(' ', request.Words));
        return new DeleteUserWordsResponse { Sequence = sequence };
    }

    public override async Task<SuggestUserWordsResponse> SuggestUserWords(SuggestUserWordsRequest request, ServerCallContext context)
    {
        WordRules.Check(request);
        var response = new SuggestUserWordsResponse();
        foreach (var word in await engine.SuggestUserWordsAsync(request.Limit == 0 ? DefaultSuggestions : request.Limit, context.CancellationToken))
            response.Words.Add(word.ToApi());
        return response;
    }

    private static AnalyzedToken ToApi(TextToken token) =>
        new() { Term = token.Term, Start = token.Start, End = token.End, PositionIncrement = token.PositionIncrement };

    private ReindexStatus Find(string id)
    {
        ReadRules.Name("id", id);
        return engine.GetReindex(id) ?? throw Failures.NotFound($"there is no reindex {id}");
    }
}
