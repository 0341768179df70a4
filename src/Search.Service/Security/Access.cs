namespace Search.Service.Security;

/// <summary>Whether a request may do what it asks for. Who calls is found out once a request.</summary>
internal sealed class Access(Credentials credentials, RateLimits limits)
{
    private static readonly object Key = new();

    /// <exception cref="AccessRefusedException">It may not, or not now.</exception>
    public async ValueTask RequireAsync(HttpContext context, CallerRole needed)
    {
        if (needed == CallerRole.None) return;
        var caller = await credentials.IdentifyAsync(context);
        context.Items[Key] = caller;
        if (caller.Role < needed) throw AccessRefusedException.Denied(caller, needed);
        limits.Take(caller);
    }

    /// <summary>Who called, for audit records; only after <see cref="RequireAsync"/>.</summary>
    public static string NameOf(HttpContext context) => (context.Items[Key] as Caller)?.Name ?? "nobody known";
}
