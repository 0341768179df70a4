using Search.Service.Mapping;

namespace Search.Service.Portal;

/// <summary>Addresses of pages. Names that are not known have a word in a path, which cannot hold nothing.</summary>
internal static class Addresses
{
    public const string Newspapers = "/newspapers";

    /// <param name="query">What to mark; may be empty.</param>
    public static string Article(string id, string query = "") =>
        "/articles/" + Uri.EscapeDataString(id) + (query.Length > 0 ? "?q=" + Uri.EscapeDataString(query) : "");

    public static string Newspaper(string newspaper) => $"{Newspapers}/{Uri.EscapeDataString(ArticleMapping.NameToApi(newspaper))}";

    public static string Issue(string newspaper, string date) => $"{Newspaper(newspaper)}/{(date.Length > 0 ? date : Validation.Rules.Undated)}";

    public static string Page(string newspaper, string date, string page) => $"{Issue(newspaper, date)}/{Uri.EscapeDataString(ArticleMapping.NameToApi(page))}";

    /// <summary>As another program must be given it.</summary>
    public static string Whole(HttpRequest request, string address) => $"{request.Scheme}://{request.Host}{address}";

    public static string Source(string newspaper, string date, string page) => Page(newspaper, date, page) + "/source";
}
