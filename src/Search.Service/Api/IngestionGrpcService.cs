using Grpc.Core;
using Search.Contracts.V1;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Mapping;
using Search.Service.Validation;

namespace Search.Service.Api;

/// <summary>Writes. The engine answers after the log is on stable storage; nothing is answered before it.</summary>
internal sealed class IngestionGrpcService(SearchEngine engine, AuditTrail audit, PutStreams streams, InboxWorker? inbox = null) : IngestionService.IngestionServiceBase
{
    public override async Task<PutIssueResponse> PutIssue(PutIssueRequest request, ServerCallContext context)
    {
        PutRules.Check(request);
        var pages = new PagePut[request.Pages.Count];
        for (int i = 0; i < pages.Length; i++) pages[i] = PageParsing.ToEngine(request, i);
        var (receipts, sequence) = await engine.PutPagesAsync(pages, request.Force, context.CancellationToken);
        var response = new PutIssueResponse { Sequence = sequence };
        foreach (var receipt in receipts) response.Pages.Add(receipt.ToApi());
        return response;
    }

    public override async Task<BatchPutArticlesResponse> BatchPutArticles(BatchPutArticlesRequest request, ServerCallContext context)
    {
        PutRules.Check(request);
        var articles = new Engine.Article[request.Articles.Count];
        for (int i = 0; i < articles.Length; i++) articles[i] = request.Articles[i].ToEngine();
        var (receipts, sequence) = await engine.PutArticlesAsync(articles, request.Force, context.CancellationToken);
        var response = new BatchPutArticlesResponse { Sequence = sequence };
        foreach (var receipt in receipts) response.Results.Add(receipt.ToApi());
        return response;
    }

    public override Task PutArticles(IAsyncStreamReader<PutArticlesRequest> requestStream, IServerStreamWriter<PutArticlesResponse> responseStream, ServerCallContext context) =>
        streams.RunAsync(stopping => new ArticleStream(engine, requestStream, responseStream).RunAsync(context.CancellationToken, stopping));

    public override async Task<DeleteArticleResponse> DeleteArticle(DeleteArticleRequest request, ServerCallContext context)
    {
        ReadRules.Name("id", request.Id);
        long sequence = await engine.DeleteArticleAsync(request.Id, context.CancellationToken);
        audit.Record(context, request.Id);
        return new DeleteArticleResponse { Sequence = sequence };
    }

    public override async Task<DeleteIssueResponse> DeleteIssue(DeleteIssueRequest request, ServerCallContext context)
    {
        PutRules.Check(request);
        var (deleted, sequence) = await engine.DeleteIssueAsync(
            ArticleMapping.NameFromApi(request.Newspaper), ArticleMapping.DateFromApi(request.Date), context.CancellationToken);
        audit.Record(context, $"{request.Newspaper} {request.Date}");
        var response = new DeleteIssueResponse { Sequence = sequence };
        response.DeletedIds.AddRange(deleted);
        return response;
    }

    public override async Task<EraseArticleResponse> EraseArticle(EraseArticleRequest request, ServerCallContext context)
    {
        ReadRules.Check(request);
        var traces = await engine.TraceArticleAsync(request.Id, context.CancellationToken);
        var removal = inbox?.RemovalOfKept(traces.IsIn, traces.IsIn, DurableFile.FlushDirectory);
        int copies = removal is null ? 0 : (await removal.BeginAsync(context.CancellationToken)).Count;
        EraseReceipt erased;
        try
        {
            erased = await engine.EraseArticleAsync(request.Id, request.Reason, context.CancellationToken);
        }
        finally
        {
            // Not cancelled: the erasure of a caller who gives up goes on too.
            if (removal is not null) copies += (await removal.EndAsync(CancellationToken.None)).Count;
        }

        audit.Record(context, $"{request.Id} ({erased.Entries} entries, {copies} files of the inbox) because: {request.Reason}");
        return new EraseArticleResponse { Sequence = erased.Sequence, EntriesErased = erased.Entries, SourceErased = erased.SourceErased };
    }
}
