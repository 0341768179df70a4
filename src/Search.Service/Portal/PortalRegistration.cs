using System.Globalization;
using Microsoft.AspNetCore.ResponseCompression;
using Search.Contracts.Citations;
using Search.Engine;
using Search.Service.Hosting;
using Search.Service.Mapping;

namespace Search.Service.Portal;

internal static class PortalRegistration
{
    public const string ReadingFromElsewhere = "search-box";

    public static void AddPortal(this IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton<PortalAssets>();
        services.AddSingleton<PortalFrame>();
        services.AddSingleton<PortalBoundary>();
        services.AddSingleton<StatusActions>();
        OperatorAccess.Register(services);
        services.AddResponseCompression(compression => (compression.EnableForHttps, compression.MimeTypes) = (true, ["text/html"]));
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = System.IO.Compression.CompressionLevel.Fastest);
        // Never with credentials: whoever reads from another page reads as nobody in particular.
        services.AddCors(cors => cors.AddPolicy(ReadingFromElsewhere, policy => policy
            .WithOrigins([.. settings.AllowedOrigins])
            .WithMethods("GET", "POST")
            .WithHeaders("content-type", "x-grpc-web", "x-user-agent", "grpc-timeout")
            .WithExposedHeaders("grpc-status", "grpc-message", "grpc-status-details-bin")));
    }

    public static void MapPortal(this WebApplication app)
    {
        Page("/", (context, visit, engine) => SearchPage.ShowAsync(context, visit, engine));
        Page("/suggestions", (context, _, engine) => Suggestions.SendAsync(context, engine));
        Page("/articles/{id}", async (context, visit, engine) => await ArticlePage.ShowAsync(context, visit, engine, Value(context, "id")));
        Page("/articles/{id}/citation.ris", (context, visit, engine) => CitationAsync(context, visit, engine, "application/x-research-info-systems", "ris", RisFormat.Write));
        Page("/articles/{id}/citation.bib", (context, visit, engine) => CitationAsync(context, visit, engine, "application/x-bibtex", "bib", BibTexFormat.Write));
        Page(Addresses.Newspapers, async (context, visit, engine) => await NewspapersPage.ShowAsync(context, visit, engine));
        Page("/newspapers/{newspaper}", async (context, visit, engine) => await NewspaperPage.ShowAsync(context, visit, engine, Name(context, "newspaper")));
        Page("/newspapers/{newspaper}/{date}", async (context, visit, engine) => await IssuePage.ShowIssueAsync(context, visit, engine, Name(context, "newspaper"), Date(context)));
        Page("/newspapers/{newspaper}/{date}/{page}", async (context, visit, engine) =>
            await IssuePage.ShowPageAsync(context, visit, engine, Name(context, "newspaper"), Date(context), Name(context, "page")));
        Page("/newspapers/{newspaper}/{date}/{page}/source", SourceAsync);
        var assets = app.Services.GetRequiredService<PortalAssets>();
        Page("/embed/", (context, visit, _) => Task.FromResult<PortalPage?>(EmbedSample.Show(context.Request, visit, assets)));
        var access = app.Services.GetRequiredService<OperatorAccess>();
        Page("/status", async (context, visit, engine) => await StatusPage.ShowAsync(context, visit, engine, access));

        Page("/status/words", async (context, visit, engine) => await NewWordsPage.ShowAsync(context, visit, engine, access));

        var actions = app.Services.GetRequiredService<StatusActions>();
        Form("/status/sign-in", actions.SignInAsync);
        Form("/status/sign-out", actions.SignOutAsync);
        Form("/status/words", actions.AddWordsAsync);
        Form("/status/words/remove", actions.RemoveWordsAsync);
        Form("/status/reindexes", actions.StartReindexAsync);
        Form("/status/reindexes/{id}/cancel", (context, visit) => actions.CancelReindexAsync(context, visit, Value(context, "id")));

        foreach (string path in assets.Paths) app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], assets.SendAsync);
        // Last of all; unknown methods of the API keep their own answers.
        app.MapGet("/{**path}", context => Boundary(context).NotFoundAsync(context)).WithOrder(int.MaxValue);

        // Plain delegates: one whose parameters are bound is compiled at the start, and there are two dozen of them.
        void Page(string pattern, Func<HttpContext, Visit, SearchEngine, Task<PortalPage?>> show)
        {
            app.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], SendAsync);

            Task SendAsync(HttpContext context) => Boundary(context).ShowAsync(context, visit => show(context, visit, context.RequestServices.GetRequiredService<SearchEngine>()));
        }

        void Form(string pattern, Func<HttpContext, Visit, Task<PortalPage?>> act)
        {
            app.MapPost(pattern, SendAsync);

            Task SendAsync(HttpContext context) => Boundary(context).ShowAsync(context, visit => act(context, visit));
        }
    }

    private static PortalBoundary Boundary(HttpContext context) => context.RequestServices.GetRequiredService<PortalBoundary>();

    private static async Task<PortalPage?> CitationAsync(HttpContext context, Visit visit, SearchEngine engine, string type, string extension, Action<TextWriter, Citation> write)
    {
        string id = Value(context, "id");
        var logged = await engine.GetArticleAsync(id, context.RequestAborted) ?? throw new EngineException(EngineFailure.NotFound, visit.Phrases.NoSuchArticle);
        context.Response.ContentType = type + "; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}.{extension}\"";
        var file = new StringWriter(CultureInfo.InvariantCulture);
        write(file, Citation.Of(logged.ToApi()) with { Address = Addresses.Whole(context.Request, Addresses.Article(id)) });
        await context.Response.WriteAsync(file.ToString(), context.RequestAborted);
        return null;
    }

    private static async Task<PortalPage?> SourceAsync(HttpContext context, Visit visit, SearchEngine engine)
    {
        var source = await engine.GetSourceAsync(Name(context, "newspaper"), Date(context), Name(context, "page"), context.RequestAborted)
            ?? throw new EngineException(EngineFailure.NotFound, visit.Phrases.NoSource);
        await SourceFile.SendAsync(context, source);
        return null;
    }

    private static string Value(HttpContext context, string key) => (string)context.Request.RouteValues[key]!;

    /// <summary>The server leaves a slash in a path's part encoded, so that it divides nothing.</summary>
    private static string Name(HttpContext context, string key) => ArticleMapping.NameFromApi(Value(context, key).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    private static string Date(HttpContext context) => ArticleMapping.DateFromApi(Value(context, "date"));
}
