using Search.Engine;
using Search.Service.Api;
using Search.Service.Security;

namespace Search.Service.Portal;

/// <summary>The forms of the status page. Each needs the antiforgery token, all but signing in a session, and each leaves an audit line.</summary>
internal sealed class StatusActions(SearchEngine engine, OperatorAccess access, PageParsing parsing, AuditTrail audit)
{
    public async Task<PortalPage?> SignInAsync(HttpContext context, Visit visit)
    {
        await access.CheckFormAsync(context, visit.Phrases);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        try
        {
            if (await access.SignInAsync(context, form["key"].ToString()))
            {
                audit.Record(context, "signed in");
                return Back(context);
            }
        }
        catch (AccessRefusedException)
        {
            audit.Record(context, "refused: too many tries to sign in");
            throw;
        }

        audit.Record(context, "refused: wrong key");
        return new PortalPage
        {
            Title = visit.Phrases.WrongKey,
            Status = StatusCodes.Status403Forbidden,
            Body = html => html.Write($"""<div class="told"><h1>{visit.Phrases.WrongKey}</h1><p><a href="/status">{visit.Phrases.Status}</a></p></div>"""),
        };
    }

    public async Task<PortalPage?> SignOutAsync(HttpContext context, Visit visit)
    {
        await access.CheckFormAsync(context, visit.Phrases);
        await OperatorAccess.SignOutAsync(context);
        return Back(context);
    }

    public Task<PortalPage?> StartReindexAsync(HttpContext context, Visit visit) => ActAsync(context, visit, form =>
    {
        bool reparse = form["reparse"] == "true";
        var reindex = engine.StartReindex(reparse ? parsing.Reparse : null);
        audit.Record(context, reparse ? $"{reindex.Id} with reparse" : reindex.Id);
    });

    public Task<PortalPage?> CancelReindexAsync(HttpContext context, Visit visit, string id) => ActAsync(context, visit, _ =>
    {
        engine.CancelReindex(id);
        audit.Record(context, id);
    });

    public Task<PortalPage?> AddWordsAsync(HttpContext context, Visit visit) => ActAsync(context, visit, async form =>
    {
        string[] words = [.. form["words"].SelectMany(w => (w ?? "").Split((char[]?)[' ', '\u3000', ',', '，', '、', ';', '；', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
        if (words.Length is 0 or > 1000 || Array.Exists(words, w => w.Length > 50)) throw new EngineException(EngineFailure.InvalidArgument, visit.Phrases.BadWords);
        var (added, _) = await engine.PutUserWordsAsync(words, context.RequestAborted);
        audit.Record(context, string.Join(' ', added));
    });

    public Task<PortalPage?> RemoveWordsAsync(HttpContext context, Visit visit) => ActAsync(context, visit, async form =>
    {
        string[] words = [.. form["words"].Where(w => !string.IsNullOrEmpty(w)).Select(w => w!)];
        if (words.Length == 0) return;
        await engine.DeleteUserWordsAsync(words, context.RequestAborted);
        audit.Record(context, string.Join(' ', words));
    });

    private Task<PortalPage?> ActAsync(HttpContext context, Visit visit, Action<IFormCollection> act) => ActAsync(context, visit, form =>
    {
        act(form);
        return Task.CompletedTask;
    });

    private async Task<PortalPage?> ActAsync(HttpContext context, Visit visit, Func<IFormCollection, Task> act)
    {
        // The session first: the token is bound to whoever is signed in.
        if (!await OperatorAccess.IsSignedInAsync(context)) return OperatorAccess.SignInFirst(visit.Phrases);
        await access.CheckFormAsync(context, visit.Phrases);
        await act(await context.Request.ReadFormAsync(context.RequestAborted));
        return Back(context);
    }

    /// <summary>See other: reloading the page does not send the form again.</summary>
    private static PortalPage? Back(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/status";
        return null;
    }
}
