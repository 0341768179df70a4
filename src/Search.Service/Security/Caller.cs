namespace Search.Service.Security;

/// <summary>Who calls.</summary>
/// <param name="Name">As audit records name it: a key's name, a token's subject, <c>anonymous</c>, <c>local</c>, <c>inbox worker</c>.</param>
/// <param name="RequestsPerSecond">Sustained rate allowed; 0 does not limit.</param>
/// <param name="Limited">What the rate is counted by: the key, or the address of somebody unknown.</param>
internal sealed record Caller(string Name, CallerRole Role, int RequestsPerSecond, string Limited)
{
    /// <summary>Whoever reaches a service that has no credentials configured: only this machine, unless the operator said otherwise.</summary>
    public static readonly Caller Local = new("local", CallerRole.Admin, 0, "");

    /// <summary>The worker in this process, over a socket that only this user can open.</summary>
    public static readonly Caller Worker = new("inbox worker", CallerRole.Writer, 0, "");
}
