using Search.Engine;

namespace Search.Service.Portal;

internal static partial class PortalRegistration
{
    public static void MapPortal(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Search.Service.Portal");
        app.MapGet("/", (HttpContext context, SearchEngine engine) => TellAsync(context, logger, () => SearchPage.ShowAsync(context, engine)));
        app.MapGet("/articles/{id}", (HttpContext context, SearchEngine engine, string id) => TellAsync(context, logger, () => ArticlePage.ShowAsync(context, engine, id)));
        app.MapGet("/status", (HttpContext context, SearchEngine engine) => TellAsync(context, logger, () => StatusPage.ShowAsync(context, engine)));
        app.MapGet("/assets/portal.css", PortalPage.Style);
    }

    /// <summary>The portal's error boundary: the same kinds of failure as the API's, as pages in plain words.</summary>
    private static async Task TellAsync(HttpContext context, ILogger logger, Func<Task> show)
    {
        string query = context.Request.Query["q"].ToString();
        try
        {
            await show();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader has gone on to something else.
        }
        catch (EngineException refused)
        {
            var (status, title) = refused.Failure switch
            {
                EngineFailure.InvalidArgument => (StatusCodes.Status400BadRequest, "检索式有误"),
                EngineFailure.NotFound => (StatusCodes.Status404NotFound, "没有找到"),
                EngineFailure.Overloaded or EngineFailure.Unavailable => (StatusCodes.Status503ServiceUnavailable, "暂时不能检索，请稍候再试"),
                _ => (StatusCodes.Status500InternalServerError, "服务出错"),
            };
            if (status == StatusCodes.Status500InternalServerError) LogFailure(logger, refused, refused.Message);
            await PortalPage.SendAsync(context, status, title, query, html => html.Write($"<h1>{title}</h1><p>{refused.Message}</p>"));
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            string errorId = Guid.NewGuid().ToString("N")[..12];
            LogFailure(logger, defect, errorId);
            await PortalPage.SendAsync(
                context, StatusCodes.Status500InternalServerError, "服务出错", query, html => html.Write($"<h1>服务出错</h1><p>原因已记入日志，编号 {errorId}。</p>"));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed, error id {ErrorId}")]
    private static partial void LogFailure(ILogger logger, Exception failure, string errorId);
}
