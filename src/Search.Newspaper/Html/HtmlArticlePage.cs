using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Search.Newspaper.Identity;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper.Html;

/// <summary>An article page of a digital newspaper. The families' own marks come first (Founder's elements and comments), then what all of them share.</summary>
internal static partial class HtmlArticlePage
{
    /// <summary>The first that is found and holds text wins.</summary>
    private static readonly string[] KickerMarks = ["#PreTitle", "p.introtitle", ".bmnr_con_yinti", "founder-introtitle"];
    private static readonly string[] HeadlineMarks = ["founder-title", "#Title", "td.font01", ".art-title", ".totalTitle", ".newsdetatit h3", ".bmnr_con_biaoti", "#art_title", ".article h1", ".text_c h1", "h1"];
    private static readonly string[] SubheadMarks = ["#SubTitle", "p.subtitle", "founder-subtitle"];
    private static readonly string[] AuthorMarks = ["founder-author", "#Author", "p.sec", ".author"];
    private static readonly string[] BodyMarks = ["founder-content", "#ozoom", "#zoom", "#articleContent", "#contenttext", ".bmnr_con_con", ".cms-content", ".article-content", "div.con", "div.content", "article"];

    /// <summary>Fewer ideographs than this are a caption, a notice or a list entry, not an article.</summary>
    private const int MinIdeographs = 20;

    /// <summary>A table with a picture and more text than this is the page's layout.</summary>
    private const int MaxCaption = 200;

    [GeneratedRegex(@"<(?<k>articleid|date|author|title|subtitle|introtitle|nodename)>(?<v>.*?)</\k<k>>", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Property();

    [GeneratedRegex(@"<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"<meta[^>]+charset\s*=\s*[""']?\s*(?<c>[\w-]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex MetaCharset();

    [GeneratedRegex(@"第\s*(?<page>[A-Za-z]?\d{1,3})\s*版\s*[:：]?\s*(?<section>[\p{IsCJKUnifiedIdeographs}]{2,8})?", RegexOptions.ExplicitCapture)]
    private static partial Regex PageLabel();

    [GeneratedRegex(@"(?<y>20\d{2}|19\d{2})[-/_]?(?<m>\d{2})[-/_]?(?<d>\d{2})(?!\d)")]
    private static partial Regex DateInPath();

    [GeneratedRegex(@"^(?:(?:本版|[一二三四五六七八九十]版)?(?:责编|责任编辑|编辑|美编|校对)\s*[:：\s]|(?:本版责编|责编|图片报道|图片新闻|导读|今日导读|版式设计|本版邮箱|广告|公告|公益广告|征集|PDF下载|版面概览|标题导航|返回首页|上一版|下一版|上一期|下一期|上一篇|下一篇|放大|缩小|默认)\s*$|PDF|[«»<>]+)")]
    private static partial Regex NoiseTitle();

    /// <summary>Deeper than any page that a browser wrote.</summary>
    private const int MaxNesting = 1000;

    /// <summary>Elements that are made once more because a paragraph left them open; some hundred bytes each.</summary>
    private const int MaxMadeAgain = 2_000_000;

    /// <summary>As HTML's standard has it, from tags that differ in nothing.</summary>
    private const int MostAlike = 3;

    /// <summary>A longer one counts as like no other.</summary>
    private const int LongestTag = 500;

    /// <summary>The deepest nesting that the tags can have, elements that close themselves or each other left out.</summary>
    private static int Nesting(string html)
    {
        int depth = 0, deepest = 0;
        foreach (var tag in OpenOrClose().EnumerateMatches(html))
        {
            if (html[tag.Index + 1] == '/') depth = Math.Max(0, depth - 1);
            else deepest = Math.Max(deepest, ++depth);
        }
        return deepest;
    }

    /// <summary>
    /// The most elements of those that style text which may be open at once: a parser makes what a paragraph leaves open again in each that follows, but of the same tag no more than
    /// <see cref="MostAlike"/>, however many a careless editor left. Only an end of its own kind closes one.
    /// </summary>
    private static int Unclosed(string html)
    {
        var kinds = new Dictionary<string, (int Open, int Made)>(StringComparer.OrdinalIgnoreCase);
        var alike = new Dictionary<string, int>(StringComparer.Ordinal);
        int all = 0, most = 0;
        foreach (Match tag in Styling().Matches(html))
        {
            ref (int Open, int Made) kind = ref CollectionsMarshal.GetValueRefOrAddDefault(kinds, tag.Groups["name"].Value, out _);
            int before = Math.Min(kind.Open, kind.Made);
            if (html[tag.Index + 1] == '/')
            {
                kind.Open = Math.Max(0, kind.Open - 1);
            }
            else
            {
                kind.Open++;
                int length = html.AsSpan(tag.Index, Math.Min(LongestTag, html.Length - tag.Index)).IndexOf('>');
                if (length < 0 || ++CollectionsMarshal.GetValueRefOrAddDefault(alike, html.Substring(tag.Index, length), out _) <= MostAlike) kind.Made++;
            }

            most = Math.Max(most, all += Math.Min(kind.Open, kind.Made) - before);
        }
        return most;
    }

    [GeneratedRegex(@"</?(?<name>b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Styling();

    [GeneratedRegex(@"</?(?!p\b|li\b|t[rdh]\b|d[td]\b|br\b|hr\b|img\b|input\b|meta\b|link\b|area\b|base\b|col\b|wbr\b|option\b|/)[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex OpenOrClose();

    public static string? DeclaredEncoding(ReadOnlySpan<byte> bytes)
    {
        string head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 4096)]);
        return MetaCharset().Match(head) is { Success: true } m ? m.Groups["c"].Value : null;
    }

    /// <summary>Broken markup nests without end, and work in a deep tree grows as the square of its depth.</summary>
    public static PageFailure? Refuse(string html)
    {
        int tags = html.AsSpan().Count('<');
        if (tags > 200_000) return new PageFailure(FailureReason.TooLarge, 0, "The page has more than 200,000 tags.");
        if ((long)tags * Unclosed(html) > MaxMadeAgain) return new PageFailure(FailureReason.TooLarge, 0, "The page leaves open so many elements that each paragraph would have them all again.");
        return Nesting(html) > MaxNesting ? new PageFailure(FailureReason.TooLarge, 0, $"The page's elements are nested more than {MaxNesting} deep.") : null;
    }

    public static bool IsNoise(string title) => title.Length > 0 && NoiseTitle().IsMatch(title);

    /// <summary>From the path, else as printed; "" when neither tells.</summary>
    public static string DateOf(IDocument document, string file)
    {
        if (DateInPath().Match(file.Replace("/", "-", StringComparison.Ordinal)) is { Success: true } path && PageDates.Normalise(path) is { } day) return day;
        return Furniture.FullDate().Match(document.Body?.TextContent ?? "") is { Success: true } printed ? PageDates.Normalise(printed) ?? "" : "";
    }

    public static PageFailure? Parse(string html, string file, PageIdentity stated, PageIdentity fallback, out ParsedArticle? article, out PageIdentity identity)
    {
        article = null;
        identity = stated;
        if (Refuse(html) is { } refused) return refused;
        var document = new HtmlParser().ParseDocument(html);
        var properties = Properties(document);
        var body = BodyMarks.Select(m => document.QuerySelector(m)).FirstOrDefault(e => e is not null && Ideographs(e.TextContent) >= MinIdeographs);
        if (body is null) return new PageFailure(FailureReason.NoArticles, 0, "No element of the page holds an article's text.");
        string headline = First(document, HeadlineMarks, properties.GetValueOrDefault("title"));
        if (headline.Length > 0 && NoiseTitle().IsMatch(headline)) return new PageFailure(FailureReason.NoArticles, 0, $"'{headline}' is an entry of the page's list, not an article.");
        var cells = document.QuerySelectorAll("td.font02");
        string kicker = First(document, KickerMarks, properties.GetValueOrDefault("introtitle")), subhead = First(document, SubheadMarks, properties.GetValueOrDefault("subtitle"));
        if (document.QuerySelector("td.font01") is { } main)
        {
            foreach (var cell in cells)
            {
                bool above = cell.CompareDocumentPosition(main).HasFlag(DocumentPositions.Following);
                if (above && kicker.Length == 0) kicker = Clean(cell);
                else if (!above && subhead.Length == 0) subhead = Clean(cell);
            }
        }
        if (document.QuerySelector(".article > h1, .text_c > h1") is { } h1)
        {
            if (kicker.Length == 0 && h1.ParentElement!.Children.FirstOrDefault(e => e.LocalName == "h3") is { } h3) kicker = Clean(h3);
            if (subhead.Length == 0 && h1.ParentElement!.Children.FirstOrDefault(e => e.LocalName == "h2") is { } h2) subhead = Clean(h2);
        }
        string author = First(document, AuthorMarks, properties.GetValueOrDefault("author"));
        int quote = author.IndexOf('《', StringComparison.Ordinal);
        var marked = ArticleAssembly.FromMarked(kicker, headline, subhead, Paragraphs(body), [quote > 0 ? author[..quote] : author]);
        article = marked with { Paragraphs = [.. marked.Paragraphs, .. Captions(document, body)], SourceId = properties.GetValueOrDefault("articleid") is { Length: > 0 } id ? id : null };
        identity = stated.Or(Identify(document, file, properties)).Or(fallback);
        return article.Paragraphs.Count == 0 ? new PageFailure(FailureReason.NoArticles, 0, "The article has no text.") : null;
    }

    /// <summary>The metadata comment of both generations of Founder's system.</summary>
    private static Dictionary<string, string> Properties(IDocument document)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var comment in document.Descendants<IComment>().Where(c => c.Data.Contains("enpproperty", StringComparison.Ordinal)))
        {
            foreach (Match match in Property().Matches(comment.Data))
                found.TryAdd(match.Groups["k"].Value.ToLowerInvariant(), Tidy(System.Net.WebUtility.HtmlDecode(Tag().Replace(match.Groups["v"].Value, " "))));
        }
        return found;
    }

    private static PageIdentity Identify(IDocument document, string file, Dictionary<string, string> properties)
    {
        string date = "";
        if (properties.GetValueOrDefault("date") is { Length: >= 10 } stamped) date = PageDates.FromField(stamped[..10]) ?? "";
        string text = document.Body?.TextContent ?? "";
        if (date.Length == 0) date = DateOf(document, file);
        var label = PageLabel().Match(text);
        return new PageIdentity("", date, false, label.Success ? label.Groups["page"].Value.ToUpperInvariant() : "", properties.GetValueOrDefault("nodename") ?? label.Groups["section"].Value, "");
    }

    private static string First(IDocument document, string[] marks, string? property)
    {
        foreach (string mark in marks)
        {
            foreach (var element in document.QuerySelectorAll(mark))
            {
                if (Clean(element) is { Length: > 0 } text) return text;
            }
        }
        return property ?? "";
    }

    public static string Clean(IElement element)
    {
        foreach (var br in element.QuerySelectorAll("br").ToList()) br.Replace(element.Owner!.CreateTextNode(" "));
        return Tidy(element.TextContent);
    }

    public static string Tidy(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static int Ideographs(string text) => text.Count(Glyphs.IsHan);

    /// <summary>Text between block boundaries, without recursion: saved pages can nest thousands deep.</summary>
    /// <param name="withCaptions">Whether what stands with a picture is read where it stands; else see <see cref="Captions"/>.</param>
    public static List<string> Paragraphs(IElement body, bool withCaptions = false)
    {
        var paragraphs = new List<string>();
        var current = new StringBuilder();
        INode? node = body.FirstChild;
        while (node is not null)
        {
            bool enter = node is not IElement { LocalName: "script" or "style" or "noscript" or "founder-title" or "founder-author" } && (withCaptions || !IsPicture(node));
            if (node is IText text) current.Append(text.Data.ReplaceLineEndings(" "));
            else if (IsBlock(node)) Flush();
            if (enter && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }
            while (node is not null && node.NextSibling is null && node != body)
            {
                node = node.Parent;
                if (node is not null && IsBlock(node)) Flush();
            }
            node = node is null || node == body ? null : node.NextSibling;
        }
        Flush();
        return paragraphs;

        void Flush()
        {
            string paragraph = PageLine.TrimSpaces(current.ToString().Replace('\u00A0', ' '));
            if (paragraph.Length > 0) paragraphs.Add(paragraph);
            current.Clear();
        }
    }

    /// <summary>A table or figure that shows a picture; what else it holds is the caption.</summary>
    private static bool IsPicture(INode node) => node is IElement { LocalName: "table" or "figure" } frame && frame.QuerySelector("img") is not null && Ideographs(frame.TextContent) <= MaxCaption;

    /// <summary>Captions of the article's pictures, wherever the family sets them.</summary>
    private static List<string> Captions(IDocument document, IElement body)
    {
        var captions = new List<string>();
        foreach (var frame in document.QuerySelectorAll("table.pic_c, table.c_c, table[bgcolor='#d8d9bd'], figure, .attachment, .picture").Concat(body.QuerySelectorAll("table")).Where(f => f.QuerySelector("img") is not null).Distinct())
        {
            string caption = Clean(frame);
            if (Ideographs(caption) is >= 4 and <= MaxCaption && !captions.Exists(c => c.Contains(caption, StringComparison.Ordinal) || caption.Contains(c, StringComparison.Ordinal))) captions.Add(caption);
        }
        return captions;
    }

    private static bool IsBlock(INode node) => node is IElement { LocalName: "p" or "div" or "br" or "li" or "tr" or "td" or "h1" or "h2" or "h3" or "h4" or "section" or "table" or "figure" or "figcaption" };
}
