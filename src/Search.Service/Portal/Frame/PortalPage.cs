using System.Text;

namespace Search.Service.Portal;

/// <summary>A page: its title and what stands in it.</summary>
internal sealed record PortalPage
{
    public required string Title { get; init; }

    public required Action<HtmlWriter> Body { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Stands in the search box.</summary>
    public string Query { get; init; } = "";

    /// <summary>The start page has the box in its middle instead of its head.</summary>
    public bool IsStart { get; init; }

    /// <summary>The address of a script beside the portal's own; empty for none.</summary>
    public string Script { get; init; } = "";

    /// <summary>Without scripts the page loads itself again after so many seconds; 0 never.</summary>
    public int RefreshSeconds { get; init; }
}

/// <summary>The frame of every page and its security headers.</summary>
internal sealed class PortalFrame(PortalAssets assets)
{
    /// <summary>
    /// Nothing but this service's own style sheet and script may load, nothing inline runs, and the script itself cannot turn text
    /// into markup except through its one named policy, whatever a page contains.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types portal";

    public async Task SendAsync(HttpContext context, Visit visit, PortalPage page)
    {
        var html = new HtmlWriter();
        Write(html, context.Request, visit, page);
        var response = context.Response;
        response.StatusCode = page.Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.ContentLanguage = visit.Phrases.Language;
        // Kept for the back button, asked for again before anything else.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Accept-Language, Cookie, Accept-Encoding";
        if (page.Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = "5";
        if (!HttpMethods.IsHead(context.Request.Method)) await response.WriteAsync(html.ToString(), Encoding.UTF8, context.RequestAborted);
    }

    private void Write(HtmlWriter html, HttpRequest request, Visit visit, PortalPage page)
    {
        var say = visit.Phrases;
        string theme = visit.Theme switch { Theme.Light => "light", Theme.Dark => "dark", _ => "system" };
        html.Write($"""
            <!DOCTYPE html>
            <html lang="{say.Language}" data-theme="{theme}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="{(visit.Theme == Theme.System ? "light dark" : theme)}">
            <title>{(page.Title.Length > 0 ? page.Title + " – " : "")}{say.Name}</title>
            <link rel="icon" href="{assets.AddressOf("/assets/icon.svg")}" type="image/svg+xml">
            <link rel="stylesheet" href="{assets.AddressOf("/assets/portal.css")}">
            <script src="{assets.AddressOf("/assets/portal.js")}" defer></script>

            """);
        if (page.Script.Length > 0) html.Write($"""<script src="{page.Script}" defer></script>""");
        if (page.RefreshSeconds > 0) html.Write($"""<noscript><meta http-equiv="refresh" content="{page.RefreshSeconds:D}"></noscript>""");
        html.Write($"""
            </head>
            <body{w => { if (page.IsStart) w.Write($" class=\"start\""); }}>
            <a class="skip" href="#main">{say.SkipToContent}</a>
            <header class="masthead">
            <a class="name" href="/">{say.Name}</a>
            <search>
            <form class="search-form" action="/" method="get">
            <label class="unseen" for="q">{say.QueryLabel}</label>
            <div class="combobox" data-recent="{say.RecentSearches}" data-clear="{say.ClearRecent}" data-list="{say.SuggestionsLabel}" data-headline="{say.KindHeadline}" data-name="{say.KindName}" data-word="{say.KindWord}" data-title="{say.KindTitle}" data-query="{say.KindQuery}">
            <input id="q" name="q" type="search" value="{page.Query}" placeholder="{say.QueryHint}" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="10000" enterkeyhint="search">
            </div>
            <button>{say.Search}</button>
            </form>
            </search>
            <nav aria-label="{say.MainNavigation}"><a href="/newspapers">{say.Newspapers}</a><a href="/status">{say.Status}</a></nav>
            </header>
            <main id="main">
            {page.Body}
            </main>
            <p id="announcement" class="unseen" role="status"></p>
            <footer>
            <nav aria-label="{say.Display}">
            {w => Choices(w, request, "lang", visit.IsEnglish ? "en" : "zh", ("zh", "中文"), ("en", "English"))}
            {w => Choices(w, request, "theme", theme, ("system", say.ThemeSystem), ("light", say.ThemeLight), ("dark", say.ThemeDark))}
            </nav>
            </footer>
            </body>
            </html>

            """);
    }

    private static void Choices(HtmlWriter html, HttpRequest request, string key, string current, params (string Value, string Label)[] choices)
    {
        html.Write($"""<ul class="choices">""");
        foreach (var (value, label) in choices)
        {
            if (value == current) html.Write($"""<li><span aria-current="true">{label}</span></li>""");
            else html.Write($"""<li><a href="{Visit.AddressWith(request, key, value)}" rel="nofollow">{label}</a></li>""");
        }

        html.Write($"</ul>");
    }
}
