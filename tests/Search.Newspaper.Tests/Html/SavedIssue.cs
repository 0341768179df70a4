using System.Net;
using System.Text;

namespace Search.Newspaper.Tests.Html;

/// <summary>A page of the sample issue as the families of digital newspapers publish it: the page's list, its articles' files, and entries that are no articles.</summary>
internal static class SavedIssue
{
    private const string Notice = "本版责编：桑月　美编：戈文";

    public static string[] Families { get; } = ["founder-classic", "founder-new", "nbs", "paper-index", "html-index"];

    /// <param name="family">One of <see cref="Families"/>.</param>
    /// <param name="page">The page to publish.</param>
    /// <param name="articles">Its articles, which may have been corrected.</param>
    /// <returns>Path to contents; the list comes first.</returns>
    public static List<(string Path, byte[] Bytes)> Of(string family, ParsedPage page, IReadOnlyList<ParsedArticle> articles)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var (folder, list, article, contents) = family switch
        {
            "founder-classic" => ("html/2024-05/17", "node_7.htm", "content_10{0}.htm", "html/2024-05/17"),
            "founder-new" => ("pc/layout/202405/17", $"node_{page.Page}.html", "content_30{0}.html", "pc/content/202405/17"),
            "nbs" => ("html/2024-05/17", "nbs.D110000qlsb_02.htm", "nw.D110000qlsb_20240517_{0}-02.htm", "html/2024-05/17"),
            "paper-index" => ("content/20240517", "Page02TB.htm", "Articel02{0}TB.htm", "content/20240517"),
            _ => ("qlsb/20240517/html", "page_05.htm", "content_{0}.htm", "qlsb/20240517/html"),
        };
        string link = folder == contents ? "" : "../../../content/202405/17/";
        var names = articles.Select((_, i) => string.Format(System.Globalization.CultureInfo.InvariantCulture, article, $"{i + 1:000}")).ToList();
        string notice = string.Format(System.Globalization.CultureInfo.InvariantCulture, article, "999");
        var encoding = family is "paper-index" or "html-index" ? Encoding.GetEncoding("GBK") : Encoding.UTF8;
        var files = new List<(string, byte[])> { ($"{folder}/{list}", encoding.GetBytes(List(family, page, articles, names.ConvertAll(n => link + n), link + notice, list, encoding.WebName))) };
        for (int i = 0; i < articles.Count; i++) files.Add(($"{contents}/{names[i]}", encoding.GetBytes(Article(family, page, articles[i], i + 1, encoding.WebName))));
        files.Add(($"{contents}/{notice}", encoding.GetBytes(Article(family, page, new ParsedArticle { Headline = Notice, Paragraphs = ["电话"] }, 999, encoding.WebName))));
        return files;
    }

    private static string List(string family, ParsedPage page, IReadOnlyList<ParsedArticle> articles, List<string> links, string notice, string own, string charset)
    {
        string label = $"第{page.Page}版：{page.Section}";
        string titles = string.Concat(articles.Select((a, i) => $"<li><a href={links[i]}>{Escaped(a.Headline)}</a></li>")) + $"<li><a href={notice}>{Notice}</a></li>";
        string areas = string.Concat(links.AsEnumerable().Reverse().Select(l => $"<Area coords=\"397,31,397,2\" shape=\"polygon\" href=\"{l}\">"));
        string navigation = $"<a id=pageLink href=node_1.htm>第A09版：文体</a> <a id=pageLink href=./{own}>{label}</a> <a href=node_8.htm>下一版</a>";
        string head = $"<html><head><meta http-equiv=Content-Type content=\"text/html; charset={charset}\"><title>青岚时报数字报-{label}</title></head><body>";
        return head + family switch
        {
            "founder-new" => $"<div class=\"paper-bot\"><span class=\"left ban\">{label}</span></div><div class=\"news-list\"><ul>{titles}</ul></div>",
            "nbs" => $"{navigation}<map name=PagePicMap>{areas}</map><div id=titleList><ul>{titles}</ul></div>",
            "paper-index" => $"{label}<ul class=\"news-list\">{titles}</ul><a href=Page03TB.htm>下一版</a>",
            _ => $"<table><tr><td>{navigation}</td></tr></table><map name=PagePicMap>{areas}</map><ul>{titles}</ul>",
        } + "</body></html>";
    }

    private static string Article(string family, ParsedPage page, ParsedArticle a, int number, string charset)
    {
        var signed = a.Bylines.Where(b => !a.Paragraphs[0].Contains(b.Names[0], StringComparison.Ordinal)).ToList();
        string signature = string.Join(' ', signed.Select(b => $"{(b.Role.Length > 0 ? b.Role : "□")} {string.Join(' ', b.Names.Select(n => n.Length == 2 ? $"{n[0]}　{n[1]}" : n))}"));
        if (a.Credit.Length > 0) signature = $"{signature} {a.Credit}".Trim();
        string text = string.Concat(a.Paragraphs.Select(p => $"<P>　　{Escaped(p)}</P>")) + (signature.Length > 0 ? $"<p align=right>{Escaped(signature)}</p>" : "");
        string properties = $"<!--enpproperty <articleid>{number}</articleid><date>2024-05-17 00:00:00:0</date><author></author><title><p>{a.Headline}</p></title><keyword></keyword><subtitle>{a.Subhead}</subtitle><introtitle>{a.Kicker}</introtitle><nodename>{page.Section}</nodename>/enpproperty-->";
        string head = $"<html><head><meta http-equiv=Content-Type content=\"text/html; charset={charset}\"></head><body>";
        string Optional(string text, string markup) => text.Length > 0 ? string.Format(System.Globalization.CultureInfo.InvariantCulture, markup, Escaped(text)) : "";
        return head + family switch
        {
            "founder-classic" => $"{properties}<table>{Optional(a.Kicker, "<tr><td class=font02>{0}</td></tr>")}<tr><td class=font01>{Escaped(a.Headline)}</td></tr>{Optional(a.Subhead, "<tr><td class=font02>{0}</td></tr>")}</table><founder-author></founder-author><div id=ozoom><founder-content><!--enpcontent-->{text}<!--/enpcontent--></founder-content></div>",
            "founder-new" => $"{properties}{Optional(a.Kicker, "<p id=PreTitle>{0}</p>")}<h2 id=Title>{Escaped(a.Headline)}</h2>{Optional(a.Subhead, "<p id=SubTitle>{0}</p>")}<div id=ozoom><founder-content>{text}</founder-content></div>",
            "nbs" => $"<div class=article>{Optional(a.Kicker, "<h3>{0}</h3>")}<h1>{Escaped(a.Headline)}</h1>{Optional(a.Subhead, "<h2>{0}</h2>")}<p class=sec>《青岚时报》（2024年05月17日 第 {page.Page} 版）</p><div id=ozoom>{text}</div></div>",
            "paper-index" => $"{Optional(a.Kicker, "<p class=introtitle>{0}</p>")}<h1>{Escaped(a.Headline)}</h1>{Optional(a.Subhead, "<p class=subtitle>{0}</p>")}<span id=contenttext>{text}</span>",
            _ => $"{Optional(a.Kicker, "<div class=bmnr_con_yinti>{0}</div>")}<div class=bmnr_con_biaoti>{Escaped(a.Headline)}</div>{Optional(a.Subhead, "<p class=subtitle>{0}</p>")}<div id=zoom class=bmnr_con_con>{text}</div>",
        } + "</body></html>";
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
