using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Search.Service.Security;

/// <summary>
/// The section <c>Search:Auth</c>. Without keys, tokens and certificates everybody who reaches the service may do everything, so only
/// loopback addresses are bound then.
/// </summary>
internal sealed record AccessOptions
{
    /// <summary>Allow addresses that other machines reach without TLS or without credentials (default false).</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>Whether callers without credentials may search and read (default true).</summary>
    public bool Anonymous { get; init; } = true;

    /// <summary>Requests a second that an address without credentials may sustain, 0 (no limit) to 100,000 (default 50). In bursts four times as many.</summary>
    public int AnonymousRequestsPerSecond { get; init; } = 50;

    /// <summary>
    /// SHA-256 of a key that signs in on the status page, in hexadecimal. Shown with a call it has the role admin; alone it does not make
    /// the service ask others for credentials.
    /// </summary>
    public string AdminKeySha256 { get; init; } = "";

    public IReadOnlyList<KeyOptions> Keys { get; init; } = [];

    public TokenOptions? Jwt { get; init; }

    public IReadOnlyList<CertificateOptions> Certificates { get; init; } = [];

    /// <summary>Whether callers are asked who they are.</summary>
    public bool HasCredentials => Keys.Count > 0 || Jwt is not null || Certificates.Count > 0;

    /// <summary>Whether the certificate is one of those configured.</summary>
    public bool Knows(X509Certificate2 certificate) => Certificates.Any(c => c.Sha256.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparison.OrdinalIgnoreCase));

    /// <summary>Each problem names its key.</summary>
    public IEnumerable<string> Problems()
    {
        if (AnonymousRequestsPerSecond is < 0 or > 100_000) yield return "Search:Auth:AnonymousRequestsPerSecond must be 0 to 100,000.";
        if (AdminKeySha256.Length > 0 && !IsSha256(AdminKeySha256)) yield return "Search:Auth:AdminKeySha256 must be 64 hexadecimal digits: the SHA-256 of the key.";
        for (int i = 0; i < Keys.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(Keys[i].Name)) yield return $"Search:Auth:Keys:{i}:Name is missing: audit records name it.";
            if (!IsSha256(Keys[i].Sha256)) yield return $"Search:Auth:Keys:{i}:Sha256 must be 64 hexadecimal digits: the SHA-256 of the key.";
            if (Keys[i].Role is not (CallerRole.Reader or CallerRole.Writer or CallerRole.Admin)) yield return $"Search:Auth:Keys:{i}:Role must be Reader, Writer or Admin.";
            if (Keys[i].RequestsPerSecond is < 0 or > 100_000) yield return $"Search:Auth:Keys:{i}:RequestsPerSecond must be 0 to 100,000.";
        }

        for (int i = 0; i < Certificates.Count; i++)
        {
            if (!IsSha256(Certificates[i].Sha256)) yield return $"Search:Auth:Certificates:{i}:Sha256 must be 64 hexadecimal digits: the certificate's SHA-256 fingerprint.";
            if (Certificates[i].Role is not (CallerRole.Reader or CallerRole.Writer or CallerRole.Admin)) yield return $"Search:Auth:Certificates:{i}:Role must be Reader, Writer or Admin.";
        }

        if (Jwt is null) yield break;
        if (string.IsNullOrWhiteSpace(Jwt.Audience)) yield return "Search:Auth:Jwt:Audience is missing: a token made for another service must not open this one.";
        if (string.IsNullOrWhiteSpace(Jwt.Authority) && string.IsNullOrWhiteSpace(Jwt.SigningKey)) yield return "Search:Auth:Jwt needs an Authority (https://…) or a SigningKey.";
        if (!string.IsNullOrWhiteSpace(Jwt.SigningKey) && (Jwt.KeyBytes is not { Length: >= 32 } || string.IsNullOrWhiteSpace(Jwt.Issuer)))
            yield return "Search:Auth:Jwt:SigningKey must be base64 of at least 32 bytes, with Search:Auth:Jwt:Issuer beside it.";
    }

    private static bool IsSha256(string value) => value.Length == 64 && value.All(char.IsAsciiHexDigit);
}

/// <summary>An API key. The key itself is nowhere: only its SHA-256 (keys are random, so a slow hash would protect nothing more).</summary>
internal sealed record KeyOptions
{
    public string Name { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public CallerRole Role { get; init; } = CallerRole.Reader;

    /// <summary>Requests a second the key may sustain; 0 (the default) does not limit.</summary>
    public int RequestsPerSecond { get; init; }
}

/// <summary>A client certificate; Kestrel's <c>ClientCertificateMode</c> makes clients show one.</summary>
internal sealed record CertificateOptions
{
    public string Name { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public CallerRole Role { get; init; } = CallerRole.Reader;
}

/// <summary>Bearer tokens of an identity provider.</summary>
internal sealed record TokenOptions
{
    /// <summary>The provider, whose keys are read from its metadata and followed when they change.</summary>
    public string Authority { get; init; } = "";

    public string Issuer { get; init; } = "";

    public string Audience { get; init; } = "";

    /// <summary>Base64 of an HMAC key, where there is no provider to ask.</summary>
    public string SigningKey { get; init; } = "";

    /// <summary>The claim that holds <c>reader</c>, <c>writer</c> or <c>admin</c>; of several the highest counts.</summary>
    public string RoleClaim { get; init; } = "search_role";

    public byte[]? KeyBytes
    {
        get
        {
            byte[] bytes = new byte[SigningKey.Length];
            return Convert.TryFromBase64String(SigningKey, bytes, out int length) ? bytes[..length] : null;
        }
    }
}
