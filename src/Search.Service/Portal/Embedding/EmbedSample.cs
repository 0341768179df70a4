namespace Search.Service.Portal;

/// <summary><c>/embed/</c>: the box for other portals, at work, with the lines that put it into a page.</summary>
internal static class EmbedSample
{
    public static PortalPage Show(HttpRequest request, Visit visit, PortalAssets assets)
    {
        var say = visit.Phrases;
        string endpoint = $"{request.Scheme}://{request.Host}";
        string lines = $"""
            <script src="{endpoint}/embed/search-box.js" defer></script>
            <newspaper-search endpoint="{endpoint}" lang="{say.Language}"></newspaper-search>
            """;
        const string Style = """
            newspaper-search {
              --search-accent: #0b4f9c;
              --search-radius: 4px;
              --search-font: 16px/1.6 sans-serif;
            }
            """;
        return new PortalPage
        {
            Title = say.Embed,
            Script = assets.AddressOf("/embed/search-box.js"),
            Body = html =>
            {
                html.Write($"""
                    <div class="embed-sample">
                    <h1>{say.Embed}</h1>
                    <p>{say.EmbedExplained}</p>
                    <newspaper-search endpoint="{endpoint}" lang="{say.Language}"></newspaper-search>
                    <h2>{say.EmbedLines}</h2>
                    <pre tabindex="0"><code>{lines}</code></pre>
                    <p>{say.EmbedOrigins}</p>
                    <pre tabindex="0"><code>"Search": {w => w.Write($"{"{ \"Portal\": { \"AllowedOrigins\": [\"https://portal.example\"] } }"}")}</code></pre>
                    <h2>{say.EmbedStyle}</h2>
                    <pre tabindex="0"><code>{Style}</code></pre>
                    <div class="scroll" tabindex="0" role="region" aria-label="{say.EmbedAttributes}"><table class="list"><caption>{say.EmbedAttributes}</caption><tbody>

                    """);
                foreach (var (name, meaning) in say.EmbedParts) html.Write($"""<tr><th scope="row"><code>{name}</code></th><td>{meaning}</td></tr>""");
                html.Write($"</tbody></table></div></div>");
            },
        };
    }
}
