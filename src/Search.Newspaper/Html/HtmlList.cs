using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Search.Newspaper.Identity;
using Search.Newspaper.Segmentation;

namespace Search.Newspaper.Html;

/// <summary>An entry of a page's list.</summary>
/// <param name="Target">The article's file as linked, without query and fragment.</param>
/// <param name="Title">The link's text, "" for an area of the page's picture.</param>
/// <param name="Noise">An editors' line, an advertisement or the like: a file of the page, but no article.</param>
internal sealed record ListedArticle(string Target, string Title, bool Noise = false);

/// <summary>The entries that a list gives for one page.</summary>
internal sealed record ListedPage(PageIdentity Identity, IReadOnlyList<ListedArticle> Articles);

/// <summary>
/// A page's list of a digital newspaper (node list, map of areas), or the list of a whole issue. Links with a page's label part the list where articles stand between them; where labels stand
/// together they are the navigation, and all articles are this page's.
/// </summary>
internal static partial class HtmlList
{
    private const int MaxLinks = 5000;

    [GeneratedRegex(@"^(?:第\s*)?(?<page>[A-Za-z]{0,2}\d{1,3}|[一二三四五六七八九十]{1,3})\s*版\s*[:：·\-—\s]*(?<section>[\p{IsCJKUnifiedIdeographs}·\s]{0,12})$|^(?<page>[A-Za-z]{1,2}\d{1,3}|\d{2,3})\s*[\-—:：\s]\s*(?<section>[\p{IsCJKUnifiedIdeographs}·]{2,10})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();

    [GeneratedRegex(@"\.(?:html?|shtml|xhtml)$", RegexOptions.IgnoreCase)]
    private static partial Regex Page();

    [GeneratedRegex(@"^(?<name>[\p{IsCJKUnifiedIdeographs}]{1,9}?(?:日报|晚报|早报|晨报|时报|商报|周报|导报|快报|都市报|报))(?:多媒体|数字|电子|报刊)*(?:报|版)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex NewspaperTitle();

    /// <param name="html">The decoded list.</param>
    /// <param name="name">Its file's name as links may give it.</param>
    /// <param name="isList">Whether a linked file is itself a list.</param>
    public static IReadOnlyList<ListedPage> Read(string html, string name, Func<string, bool> isList)
    {
        if (HtmlArticlePage.Refuse(html) is not null) return [];
        var document = new HtmlParser().ParseDocument(html);
        var common = new PageIdentity(Newspaper(document), HtmlArticlePage.DateOf(document, name), false, "", "", "");
        var groups = new List<(PageIdentity Label, List<ListedArticle> Articles)>();
        var own = PageIdentity.Unknown;
        int labelled = 0;
        foreach (var link in document.QuerySelectorAll("a[href], area[href]").Take(MaxLinks))
        {
            string target = Target(link.GetAttribute("href")!), title = HtmlArticlePage.Clean(link);
            if (LabelOf(title) is { } label)
            {
                if (target.Length > 0 && Path.GetFileName(target) == Path.GetFileName(name)) own = label;
                groups.Add((label, []));
                continue;
            }
            if (!Page().IsMatch(target) || isList(target)) continue;
            if (groups.Count == 0) groups.Add((PageIdentity.Unknown, []));
            if (groups[^1].Articles.Count == 0 && groups[^1].Label.Page.Length > 0) labelled++;
            groups[^1].Articles.Add(new ListedArticle(target, title, HtmlArticlePage.IsNoise(title)));
        }
        if (labelled > 1 && groups.Where(g => g.Articles.Count > 0).Select(g => g.Label.Page).Distinct().Count() > 1)
        {
            return [.. groups.Where(g => g.Articles.Count > 0).GroupBy(g => g.Label.Page)
                .Select(g => new ListedPage(g.First().Label.Or(common), Distinct(g.SelectMany(x => x.Articles))))];
        }
        if (own.Page.Length == 0) own = Printed(document, groups.ConvertAll(g => g.Label.Page));
        var articles = Distinct(groups.SelectMany(g => g.Articles));
        return articles.Count == 0 ? [] : [new ListedPage(own.Or(common), articles)];
    }

    /// <summary>An article is listed by its title and by its area of the picture: the titles' order counts.</summary>
    private static List<ListedArticle> Distinct(IEnumerable<ListedArticle> articles) =>
        [.. articles.Select((a, i) => (Article: a, Place: i)).GroupBy(x => x.Article.Target).Select(g => g.OrderBy(x => x.Article.Title.Length == 0).First())
            .OrderBy(x => x.Article.Title.Length == 0).ThenBy(x => x.Place).Select(x => x.Article)];

    private static string Target(string href)
    {
        string path = href.Trim().Split('?', '#')[0].Replace('\\', '/');
        return path.Contains(':') || path.StartsWith("//", StringComparison.Ordinal) ? "" : Uri.UnescapeDataString(path);
    }

    private static PageIdentity? LabelOf(string text) => text.Length <= 24 && Label().Match(text) is { Success: true } m
        ? PageIdentity.Unknown with { Page = Furniture.CleanPage(m.Groups["page"].Value), Section = string.Concat(m.Groups["section"].Value.Where(c => !char.IsWhiteSpace(c))) }
        : null;

    /// <summary>The page's own label stands outside the links; the navigation's are inside.</summary>
    private static PageIdentity Printed(IDocument document, List<string> linked)
    {
        foreach (var text in document.Descendants<IText>())
        {
            if (text.ParentElement is null or { LocalName: "script" or "style" or "a" } || text.Data.Length > 60) continue;
            if (LabelOf(HtmlArticlePage.Tidy(text.Data)) is { } label) return label;
        }
        return linked.Count == 1 ? PageIdentity.Unknown with { Page = linked[0] } : PageIdentity.Unknown;
    }

    private static string Newspaper(IDocument document)
    {
        foreach (string part in (document.Title ?? "").Split(['-', '_', '|', '—', '－', ' ', '\u3000', '>', '·'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (NewspaperTitle().Match(part.Trim()) is { Success: true } m) return m.Groups["name"].Value;
        }
        return "";
    }
}
