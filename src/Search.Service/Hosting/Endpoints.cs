using System.Net;
using Search.Service.Security;

namespace Search.Service.Hosting;

/// <summary>What Kestrel is told to listen on, and whether that is safe.</summary>
internal static class Endpoints
{
    public const string Section = "Kestrel:Endpoints";

    private static readonly string[] Required = ["Http", "Grpc"];

    /// <summary>
    /// An address that other machines reach needs TLS, so that no key travels readable, and credentials to ask for; unless the operator
    /// says otherwise.
    /// </summary>
    /// <exception cref="SettingException">An address is reachable from other machines, or is none.</exception>
    public static void Check(IConfiguration configuration, AccessOptions access)
    {
        foreach (string name in Required)
        {
            if (string.IsNullOrWhiteSpace(configuration[$"{Section}:{name}:Url"])) throw new SettingException($"{Section}:{name}:Url is missing");
        }

        foreach (var endpoint in configuration.GetSection(Section).GetChildren())
        {
            string url = endpoint["Url"] ?? "";
            string key = $"{Section}:{endpoint.Key}:Url";
            // Kestrel also takes http://*:80 and http://+:80, which are no URIs: every address of the machine.
            bool wildcard = url.Contains("://*", StringComparison.Ordinal) || url.Contains("://+", StringComparison.Ordinal);
            if (!wildcard && !Uri.TryCreate(url, UriKind.Absolute, out _)) throw new SettingException($"{key} is '{url}', which is no URL");
            if (access.AllowInsecure || (!wildcard && IsLoopback(new Uri(url)))) continue;
            if (access.HasCredentials && url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) continue;
            throw new SettingException(
                $"{key} is '{url}', which other machines can reach, {(access.HasCredentials ? "without TLS" : "and no credentials are configured to ask them for")}. " +
                "Use a loopback address, or https with Search:Auth:Keys (or Jwt, or Certificates), or set Search:Auth:AllowInsecure=true " +
                (access.HasCredentials ? "to let keys travel readable." : "to let everybody who reaches it read, write and delete."));
        }
    }

    private static bool IsLoopback(Uri url) =>
        url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || url.Host.Equals("unix", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
