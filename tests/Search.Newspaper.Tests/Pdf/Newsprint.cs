using System.Net;
using System.Text;

namespace Search.Newspaper.Tests.Pdf;

/// <summary>Articles set as a newspaper page, as HTML that a browser prints.</summary>
internal static class Newsprint
{
    public const string Style = """
        @page { size: 300mm 420mm; margin: 10mm }
        * { margin: 0; padding: 0; box-sizing: border-box }
        body { font: 12px/1.5 "Noto Serif CJK SC"; text-align: justify }
        .page { break-after: page; position: relative; width: 280mm }
        .head { border-bottom: 1px solid black; margin-bottom: 14px; display: flex; justify-content: space-between }
        .foot { margin-top: 20px; font-size: 11px }
        .text p { text-indent: 2em }
        .title { font-family: "Noto Sans CJK SC"; break-inside: avoid; break-after: avoid; text-align: center; margin: 16px 0 8px }
        .kicker { font-size: 17px } .headline { font-size: 30px; font-weight: bold; line-height: 1.3 } .subhead { font-size: 19px }
        .small .kicker, .small .subhead { font-size: 15px } .small .headline { font-size: 20px }
        .row { display: flex; gap: 20px } .row > div { flex: 1 }
        .box { border: 1px solid black; padding: 8px; margin: 8px 0 }
        .tint { background: #e8e8e8; padding: 8px }
        .byline { text-align: right }
        .upright { writing-mode: vertical-rl; height: 220px }
        figure { break-inside: avoid; margin: 4px 0 } figure div { font-size: 10px } img { display: block; width: 100%; height: 120px }
        """;

    private const string Pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR42mNkYPjPwMDAwMjAwMAAAAoJAQHYnb0xAAAAAElFTkSuQmCC";

    /// <param name="head">The running head's parts, left to right.</param>
    public static string Page(string head, string content, string foot = "") =>
        $"<div class=page><div class=head>{string.Concat(head.Split(' ').Select(p => $"<span>{p}</span>"))}</div>{content}<div class=foot>{foot}</div></div>";

    public static string Document(params string[] pages) => $"<!DOCTYPE html><html lang=zh><meta charset=utf-8><style>{Style}</style><body>{string.Concat(pages)}</body></html>";

    /// <summary>A headline block over a text of several columns.</summary>
    public static string Article(ParsedArticle article, int columns, string within = "") =>
        $"<div class=article>{Title(article)}<div class=text style='columns:{columns};column-gap:18px'>{within}{Text(article)}</div></div>";

    /// <summary>Articles that flow one after the other through the same columns.</summary>
    public static string Flow(IEnumerable<ParsedArticle> articles, int columns) =>
        $"<div class='text small' style='columns:{columns};column-gap:18px'>{string.Concat(articles.Select(a => Title(a) + Text(a)))}</div>";

    /// <summary>The headline stands upright beside the text, as in supplements.</summary>
    public static string Upright(ParsedArticle article, int columns) =>
        $"<div class=row style='margin-top:24px'><div class='upright headline' style='flex:none'>{Escaped(article.Headline)}</div><div class=text style='columns:{columns};column-gap:18px'>{Text(article)}</div></div>";

    public static string Row(params string[] cells) => $"<div class=row>{string.Concat(cells.Select(c => $"<div>{c}</div>"))}</div>";

    public static string Box(string content, string kind = "box") => $"<div class='small {kind}'>{content}</div>";

    public static string Picture(string caption) => $"<figure><img src='{Pixel}'><div>{Escaped(caption)}</div></figure>";

    public static string Scan() => $"<img src='{Pixel}' style='width:280mm;height:390mm'>";

    private static string Title(ParsedArticle article)
    {
        var html = new StringBuilder("<div class=title>");
        foreach (var (kind, text) in new[] { ("kicker", article.Kicker), ("headline", article.Headline), ("subhead", article.Subhead) })
        {
            if (text.Length > 0) html.Append($"<div class={kind}>{Escaped(text)}</div>");
        }
        return html.Append("</div>").ToString();
    }

    private static string Text(ParsedArticle article)
    {
        var html = new StringBuilder();
        foreach (string paragraph in article.Paragraphs) html.Append($"<p>{Escaped(paragraph)}</p>");
        // What stands in the lead's brackets is printed there already.
        var signed = article.Bylines.Where(b => !article.Paragraphs[0].Contains(b.Names[0], StringComparison.Ordinal) || !article.Paragraphs[0].Contains(b.Role, StringComparison.Ordinal)).ToList();
        string signature = string.Join(' ', signed.Select(b => $"{(b.Role.Length > 0 ? b.Role : "□")} {string.Join(' ', b.Names.Select((n, i) => b.Organisations.Count > i && b.Organisations[i].Length > 0 ? $"{b.Organisations[i]} {n}" : n))}"));
        if ((signature + article.Credit).Length > 0) html.Append($"<p class=byline>{Escaped($"{signature} {article.Credit}".Trim())}</p>");
        return html.ToString();
    }

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
