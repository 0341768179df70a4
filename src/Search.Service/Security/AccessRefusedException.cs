namespace Search.Service.Security;

internal enum AccessRefusal
{
    /// <summary>Who calls is not known.</summary>
    Unauthenticated,

    /// <summary>Who calls is known and may not.</summary>
    PermissionDenied,

    /// <summary>Too many requests.</summary>
    RateLimited,
}

/// <summary>The caller may not do this, or not now.</summary>
internal sealed class AccessRefusedException : Exception
{
    private AccessRefusedException(AccessRefusal refusal, string message, TimeSpan retryAfter = default)
        : base(message) => (Refusal, RetryAfter) = (refusal, retryAfter);

    public AccessRefusal Refusal { get; }

    /// <summary>When to try again, where that helps.</summary>
    public TimeSpan RetryAfter { get; }

    public static AccessRefusedException Unknown(string message) => new(AccessRefusal.Unauthenticated, message);

    public static AccessRefusedException Denied(Caller caller, CallerRole needed) => caller.Role is CallerRole.None or CallerRole.Anonymous
        ? new(AccessRefusal.Unauthenticated, $"this needs the role {needed.ToString().ToLowerInvariant()}: show an API key or a token (Authorization: Bearer …, or X-Api-Key)")
        : new(AccessRefusal.PermissionDenied, $"this needs the role {needed.ToString().ToLowerInvariant()}; {caller.Name} has the role {caller.Role.ToString().ToLowerInvariant()}");

    public static AccessRefusedException TooMany(TimeSpan retryAfter) => new(AccessRefusal.RateLimited, "too many requests of this caller", retryAfter);
}
