using System.IO.Compression;
using System.Text.RegularExpressions;
using Search.Newspaper.Identity;
using Search.Newspaper.Text;

namespace Search.Newspaper.Html;

/// <summary>
/// Files of a digital newspaper as they were saved, with links between them: lists of pages, and the articles that they list. A page's list and its articles make one page, so that a saved
/// issue that was corrected replaces its pages.
/// </summary>
/// <param name="names">All files, paths with / from one root.</param>
/// <param name="read">A file's bytes, or null when it is too large or gone.</param>
internal sealed partial class SavedSite(IReadOnlyCollection<string> names, Func<string, byte[]?> read)
{
    /// <summary>Says that an archive was made by <see cref="Packed"/>: what it lacks was reported when it was made.</summary>
    public const string KeptMark = "one page with its articles";

    private static readonly string[] Extensions = [".html", ".htm", ".shtml", ".xhtml"];
    private static readonly string[] PictureExtensions = [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".css", ".js"];
    private static readonly string[] ArticleNames = ["content", "nw.", "articel", "article", "con_", "c_"];
    private readonly HashSet<string> names = new(names, StringComparer.Ordinal);
    private readonly Dictionary<string, bool> articles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ListedPage>> listedPages = new(StringComparer.Ordinal);

    [GeneratedRegex("""\b(?:src|href|background)\s*=\s*["']?(?<file>[^"'\s>?#]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Shown();

    public static bool IsHtml(string name) => Array.Exists(Extensions, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    public static bool IsPicture(string name) => Array.Exists(PictureExtensions, e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>For every list that gives a page: its name and its pages, each with the files of its articles. A list of the whole issue gives only what no page's own list gives.</summary>
    public IReadOnlyList<(string List, IReadOnlyList<SavedPage> Pages)> Lists()
    {
        var found = names.Where(n => IsHtml(n) && !LooksLikeArticle(n)).Order(StringComparer.Ordinal).Select(n => (List: n, Pages: PagesOf(n))).Where(l => l.Pages.Count > 0).OrderBy(l => l.Pages.Count).ToList();
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        var lists = new List<(string, IReadOnlyList<SavedPage>)>();
        foreach (var (list, pages) in found)
        {
            var own = pages.Select(p => p with { Articles = [.. p.Articles.Where(a => claimed.Add(a.Name))] }).Where(p => p.Articles.Count > 0).ToList();
            if (own.Count > 0) lists.Add((list, own));
        }
        return lists;
    }

    /// <summary>The pages that one file lists; none when it is no list, or none of its articles was saved with it.</summary>
    public IReadOnlyList<SavedPage> PagesOf(string list)
    {
        var pages = new List<SavedPage>();
        foreach (var listed in Listed(list))
        {
            var there = new List<SavedArticle>();
            var missing = new List<string>();
            var noise = new List<string>();
            foreach (var entry in listed.Articles)
            {
                string name = Resolve(list, entry.Target);
                if (name.Length == 0 || name == list) continue;
                if (entry.Noise) noise.Add(name);
                else if (names.Contains(name)) there.Add(new SavedArticle(name, entry.Title));
                else missing.Add(name);
            }
            if (there.Count > 0) pages.Add(new SavedPage(listed.Identity, there, missing, noise));
        }
        return pages;
    }

    /// <summary>Files that lists tie together, also several lists by a list of the whole issue; a list without any of its files stands alone.</summary>
    public SavedFiles Deliveries()
    {
        var noArticles = names.Where(n => IsHtml(n) && !IsArticle(n)).ToHashSet(StringComparer.Ordinal);
        var tied = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var missing = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string list in noArticles.Order(StringComparer.Ordinal))
        {
            var listed = Listed(list).SelectMany(p => p.Articles).Select(a => (Name: Resolve(list, a.Target), a.Noise)).Where(a => a.Name.Length > 0 && a.Name != list).ToList();
            if (listed.Count == 0) continue;
            missing[list] = listed.FindAll(a => !a.Noise && !names.Contains(a.Name)).ConvertAll(a => a.Name);
            var together = new HashSet<string>(listed.Select(a => a.Name).Where(names.Contains), StringComparer.Ordinal) { list };
            foreach (var other in together.Select(n => tied.GetValueOrDefault(n)).OfType<HashSet<string>>().Distinct().ToList()) together.UnionWith(other);
            foreach (string name in together) tied[name] = together;
        }
        var shown = new HashSet<string>(StringComparer.Ordinal);
        var deliveries = new List<SavedDelivery>();
        foreach (var together in tied.Values.Distinct())
        {
            var files = together.Order(StringComparer.Ordinal).ToLookup(missing.ContainsKey);
            deliveries.Add(new SavedDelivery([.. files[true]], [.. files[false]], [.. together.SelectMany(PicturesOf).Where(shown.Add)], [.. files[true].SelectMany(l => missing[l]).Distinct()]));
        }
        return new SavedFiles(deliveries, noArticles);
    }

    private IEnumerable<string> PicturesOf(string name) =>
        Undamaged(name) is { } bytes && TextDecoder.TryDecode(bytes, HtmlArticlePage.DeclaredEncoding(bytes), out string html) is null
            ? Shown().Matches(html).Select(m => Resolve(name, Uri.UnescapeDataString(m.Groups["file"].Value.Replace('\\', '/')))).Where(p => IsPicture(p) && names.Contains(p))
            : [];

    /// <summary>One page with all that belongs to it, as the source that is kept; the same files give the same bytes.</summary>
    public byte[] Packed(string list, SavedPage page)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = KeptMark;
            foreach (string name in page.Articles.Select(a => a.Name).Prepend(list))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(read(name) ?? []);
            }
        }
        return bytes.ToArray();
    }

    public byte[]? Bytes(string name) => read(name);

    /// <summary>A file of an archive that is damaged is no list and says of no other what it is; whoever reads it reports it.</summary>
    private byte[]? Undamaged(string name)
    {
        try
        {
            return read(name);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private IReadOnlyList<ListedPage> Listed(string name)
    {
        if (listedPages.TryGetValue(name, out var known)) return known;
        IReadOnlyList<ListedPage> listed = [];
        if (!IsArticle(name) && Undamaged(name) is { } bytes && TextDecoder.TryDecode(bytes, HtmlArticlePage.DeclaredEncoding(bytes), out string html) is null)
            listed = HtmlList.Read(html, name, target => Resolve(name, target) is var other && (other == name || names.Contains(other) && !IsArticle(other)));
        return listedPages[name] = listed;
    }

    /// <summary>By its name where that tells, else by its contents.</summary>
    private bool IsArticle(string name)
    {
        if (LooksLikeArticle(name)) return true;
        if (articles.TryGetValue(name, out bool known)) return known;
        bool article = Undamaged(name) is { } bytes && TextDecoder.TryDecode(bytes, HtmlArticlePage.DeclaredEncoding(bytes), out string html) is null
            && HtmlArticlePage.Parse(html, name, PageIdentity.Unknown, PageIdentity.Unknown, out _, out _) is null;
        return articles[name] = article;
    }

    private static bool LooksLikeArticle(string name) => Array.Exists(ArticleNames, n => Path.GetFileName(name).StartsWith(n, StringComparison.OrdinalIgnoreCase));

    /// <summary>"" for a link that leads out of what was saved.</summary>
    private static string Resolve(string from, string target)
    {
        if (target.Length == 0 || target[0] == '/') return "";
        var parts = new List<string>(from.Split('/')[..^1]);
        foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count == 0) return "";
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }
        return string.Join('/', parts);
    }
}

/// <summary>A file of the site that holds an article, with the title that the list gives it.</summary>
internal sealed record SavedArticle(string Name, string Title);

/// <summary>A page with its articles' files in order, and the files that it lists but that were not saved, or that hold no article.</summary>
internal sealed record SavedPage(PageIdentity Identity, IReadOnlyList<SavedArticle> Articles, IReadOnlyList<string> Missing, IReadOnlyList<string> Noise);
