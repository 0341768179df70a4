using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;

namespace Search.Service.Security;

/// <summary>
/// Finds out who calls: by <c>Authorization: Bearer</c> (an API key or a token), <c>X-Api-Key</c>, or a client certificate. The same for
/// gRPC, gRPC-Web, JSON and pages. Credentials that are shown but not good are refused, never taken for none.
/// </summary>
internal sealed class Credentials
{
    public const string TokenScheme = "search-token";

    private readonly AccessOptions options;
    private readonly (byte[] Hash, Caller Caller)[] keys;
    private readonly Dictionary<string, Caller> certificates;

    public Credentials(AccessOptions options)
    {
        this.options = options;
        List<(byte[], Caller)> known = [.. options.Keys.Select(k => (Convert.FromHexString(k.Sha256), new Caller(k.Name, k.Role, k.RequestsPerSecond, "key:" + k.Name)))];
        if (options.AdminKeySha256.Length > 0) known.Add((Convert.FromHexString(options.AdminKeySha256), new Caller("operator", CallerRole.Admin, 0, "")));
        keys = [.. known];
        certificates = options.Certificates.ToDictionary(c => c.Sha256, c => new Caller(c.Name.Length > 0 ? c.Name : c.Sha256[..12], c.Role, 0, ""), StringComparer.OrdinalIgnoreCase);
    }

    public async ValueTask<Caller> IdentifyAsync(HttpContext context)
    {
        if (WorkerConnection.Is(context)) return Caller.Worker;
        if (Shown(context.Request) is { } shown)
            return FindKey(shown) ?? await FindTokenAsync(context) ?? throw AccessRefusedException.Unknown("the key or token is not known here, or has expired");
        if (context.Connection.ClientCertificate is { } certificate && certificates.TryGetValue(certificate.GetCertHashString(HashAlgorithmName.SHA256), out var holder)) return holder;
        // Without credentials configured this machine's users may do everything; a page of another origin in one of their browsers may not.
        if (!options.HasCredentials && !IsFromAnotherOrigin(context.Request)) return Caller.Local;
        return options.Anonymous
            ? new Caller("anonymous", CallerRole.Anonymous, options.AnonymousRequestsPerSecond, "address:" + Network(context.Connection.RemoteIpAddress))
            : new Caller("anonymous", CallerRole.None, 0, "");
    }

    /// <summary>Whose key it is; null if nobody's. Takes the same time whichever it is.</summary>
    public Caller? FindKey(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        Caller? found = null;
        foreach (var (known, caller) in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known)) found = caller;
        }

        return found;
    }

    private static string? Shown(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"].ToString() is { Length: > 0 } key) return key;
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.Length == 0) return null;
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && authorization["Bearer ".Length..].Trim() is { Length: > 0 } bearer
            ? bearer
            : throw AccessRefusedException.Unknown("the Authorization header must be: Bearer, a space, and an API key or a token");
    }

    private async ValueTask<Caller?> FindTokenAsync(HttpContext context)
    {
        if (options.Jwt is null) return null;
        var result = await context.AuthenticateAsync(TokenScheme);
        if (!result.Succeeded) return null;
        var role = result.Principal.FindAll(options.Jwt.RoleClaim).Select(c => RoleOf(c.Value)).DefaultIfEmpty(CallerRole.None).Max();
        string name = result.Principal.FindFirstValue("sub") ?? result.Principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "a token without a subject";
        return new Caller(name, role, 0, "");
    }

    /// <summary>By its name alone: a number is a role to .NET's parser too, so a claim with numbers of groups would have given more than admin.</summary>
    private static CallerRole RoleOf(string claim) =>
        Enum.GetValues<CallerRole>().FirstOrDefault(role => role.ToString().Equals(claim, StringComparison.OrdinalIgnoreCase));

    private static bool IsFromAnotherOrigin(HttpRequest request)
    {
        string origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A household of IPv6 addresses counts as one.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }
}
