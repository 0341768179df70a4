using System.Globalization;
using Search.Engine;
using Search.Service.Security;

namespace Search.Service.Portal;

/// <summary>The portal's error boundary: the same kinds of failure as the API's, as pages in plain words.</summary>
internal sealed partial class PortalBoundary(PortalFrame frame, ILogger<PortalBoundary> logger)
{
    /// <param name="show">Gives the page, or null where it has answered itself.</param>
    public async Task ShowAsync(HttpContext context, Func<Visit, Task<PortalPage?>> show)
    {
        var visit = Visit.Of(context);
        try
        {
            if (await show(visit) is { } page) await frame.SendAsync(context, visit, page);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader has gone on to something else.
        }
        catch (AccessRefusedException refused) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, refused);
        }
        catch (EngineException refused) when (!context.Response.HasStarted)
        {
            await TellAsync(context, visit, refused);
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            string errorId = Guid.NewGuid().ToString("N")[..12];
            LogFailure(defect, errorId);
            await frame.SendAsync(context, visit, Told(context, StatusCodes.Status500InternalServerError, visit.Phrases.ServiceFailed, visit.Phrases.FailureLogged(errorId)));
        }
    }

    public Task NotFoundAsync(HttpContext context)
    {
        // Programs that ask the JSON routes want no page.
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        if (context.Request.Path.StartsWithSegments("/v1")) return Task.CompletedTask;
        var visit = Visit.Of(context);
        return frame.SendAsync(context, visit, Told(context, StatusCodes.Status404NotFound, visit.Phrases.NotFound, visit.Phrases.NoSuchAddress));
    }

    public Task RefuseAsync(HttpContext context, AccessRefusedException refused)
    {
        var visit = Visit.Of(context);
        var say = visit.Phrases;
        if (refused.RetryAfter > TimeSpan.Zero) context.Response.Headers.RetryAfter = Math.Ceiling(refused.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var (status, title, words) = refused.Refusal switch
        {
            AccessRefusal.RateLimited => (StatusCodes.Status429TooManyRequests, say.Busy, say.TooManyRequests),
            AccessRefusal.PermissionDenied => (StatusCodes.Status403Forbidden, say.NotAllowed, say.SignInFirst),
            _ => (StatusCodes.Status401Unauthorized, say.NotAllowed, say.SignInFirst),
        };
        return frame.SendAsync(context, visit, Told(context, status, title, words));
    }

    private Task TellAsync(HttpContext context, Visit visit, EngineException refused)
    {
        var say = visit.Phrases;
        var (status, title) = refused.Failure switch
        {
            EngineFailure.InvalidArgument => (StatusCodes.Status400BadRequest, say.BadRequest),
            EngineFailure.NotFound => (StatusCodes.Status404NotFound, say.NotFound),
            EngineFailure.FailedPrecondition => (StatusCodes.Status409Conflict, say.NotNow),
            EngineFailure.Overloaded => (StatusCodes.Status503ServiceUnavailable, say.Busy),
            EngineFailure.Unavailable => (StatusCodes.Status503ServiceUnavailable, say.Starting),
            _ => (StatusCodes.Status500InternalServerError, say.ServiceFailed),
        };
        if (status == StatusCodes.Status500InternalServerError) LogFailure(refused, refused.Message);
        string words = refused.Failure == EngineFailure.Unavailable ? say.StartingExplained : say.QueryRefused(refused.Fault, refused.FaultyPart) ?? refused.Message;
        return frame.SendAsync(context, visit, Told(context, status, title, words) with
        {
            RefreshSeconds = refused.Failure is EngineFailure.Unavailable ? 5 : 0,
        });
    }

    private static PortalPage Told(HttpContext context, int status, string title, string words) => new()
    {
        Title = title,
        Status = status,
        Query = context.Request.Query["q"].ToString(),
        Body = html => html.Write($"""<div class="told"><h1>{title}</h1><p>{words}</p></div>"""),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed, error id {ErrorId}")]
    private partial void LogFailure(Exception failure, string errorId);
}
