using System.Diagnostics;
using Grpc.Core;
using Search.Contracts.V1;
using Search.Engine;
using Search.Service.Mapping;

namespace Search.Bare;

/// <summary>
/// Answers searches with the real engine and the real answers, without access rules, telemetry, error boundary, portal or log beside it. What a call through it adds is what
/// the transport costs; whatever the service adds beyond that is its own.
/// </summary>
internal sealed class BareService(SearchEngine engine) : SearchService.SearchServiceBase
{
    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        long begin = Stopwatch.GetTimestamp();
        SearchAnswer answer = await engine.SearchAsync(request.ToEngine(), context.CancellationToken);
        return answer.ToApi(Stopwatch.GetElapsedTime(begin));
    }
}
