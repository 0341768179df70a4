using System.Security.Cryptography;
using System.Text;

namespace Search.Engine;

/// <summary>Ids and the codes they are made of: <c>&lt;newspaper code&gt;-&lt;date&gt;-&lt;page&gt;-&lt;number&gt;</c>, only <c>A-Z a-z 0-9 . _ -</c>.</summary>
public static class ArticleIds
{
    public const int MaximumLength = 200;

    /// <summary>Whether a text can be an id as it is.</summary>
    public static bool IsValid(string id) => id.Length is > 0 and <= MaximumLength && id.All(IsIdCharacter) && id.Any(char.IsAsciiLetterOrDigit);

    internal static string Make(string newspaperCode, string date, string page, int number) =>
        $"{newspaperCode}-{(date.Length > 0 ? date : "undated")}-{PagePart(page)}-{number}";

    /// <summary>
    /// The code of a newspaper that has none configured: the name itself where it fits, else a hash of it. A hash and not a
    /// romanisation, so that it never depends on a table of readings that may change.
    /// </summary>
    internal static string DeriveCode(string newspaper, int hashLength = 8)
    {
        if (newspaper.Length == 0) return "unknown";
        if (newspaper.Length <= 40 && newspaper.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_')) return newspaper.ToLowerInvariant();
        return "n" + Hash(newspaper, hashLength);
    }

    private static string PagePart(string page)
    {
        if (page.Length == 0) return "unknown";
        return page.Length <= 40 && page.All(IsIdCharacter) ? page : "p" + Hash(page, 8);
    }

    private static bool IsIdCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';

    private static string Hash(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}
