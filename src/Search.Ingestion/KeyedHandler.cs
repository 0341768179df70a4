using System.Net.Http.Headers;

namespace Search.Ingestion;

/// <summary>Shows an API key or token with every call.</summary>
internal sealed class KeyedHandler(string key, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly AuthenticationHeaderValue authorization = new("Bearer", key);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = authorization;
        return base.SendAsync(request, cancellationToken);
    }
}
