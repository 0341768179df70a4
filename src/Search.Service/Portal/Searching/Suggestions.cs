using System.Globalization;
using Google.Protobuf;
using Search.Contracts.V1;
using Search.Engine;
using Search.Service.Api;
using Search.Service.Mapping;

namespace Search.Service.Portal;

/// <summary>
/// <c>/suggestions</c>: the completions of the API's <c>Suggest</c> for the portal's own box. They are a page of the portal, so who may read its pages gets them:
/// the API takes no cookies.
/// </summary>
internal static class Suggestions
{
    public static async Task<PortalPage?> SendAsync(HttpContext context, SearchEngine engine)
    {
        string prefix = context.Request.Query["prefix"].ToString();
        _ = int.TryParse(context.Request.Query["limit"], CultureInfo.InvariantCulture, out int limit);
        var response = new SuggestResponse();
        // Longer than any suggestion: a text that was pasted.
        if (prefix.Length <= ApiLimits.PrefixUnits)
        {
            foreach (var suggestion in await engine.SuggestAsync(new SuggestInquiry(prefix, Math.Clamp(limit, 0, ApiLimits.Suggestions)), context.RequestAborted)) response.Suggestions.Add(suggestion.ToApi());
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(JsonFormatter.Default.Format(response), context.RequestAborted);
        return null;
    }
}
