using System.Collections.Frozen;

namespace Search.Newspaper.Records;

/// <summary>
/// A field of an article under all the names that it may have, in JSON lines as in the head of a CSV file. Of several in one record the first that holds something counts; of bylines all.
/// </summary>
/// <param name="Names">Our own first, then those that mean it best. Latin letters are lower case.</param>
internal sealed record ArticleField(params string[] Names)
{
    public string Name => Names[0];

    /// <summary>Whether JSON may hold it as a number.</summary>
    public bool MayBeNumber { get; init; }

    /// <summary>
    /// Whether names that differ in a record leave open what it says, so that it is refused: one of two texts would be lost. Not so where one is named as we name it; the others are the
    /// source's own then.
    /// </summary>
    public bool MustAgree { get; init; }
}

/// <summary>Every field that is read. Whatever else a record holds is passed over.</summary>
internal static class ArticleFields
{
    /// <summary>Of the article wherever it comes from: the next of the same id takes its place. 编号 alone is in many tables the line's number, which begins anew with each file.</summary>
    public static readonly ArticleField Id = new("id", "稿件编号", "文章编号") { MayBeNumber = true, MustAgree = true };

    public static readonly ArticleField Newspaper = new("newspaper", "报纸", "报名", "报纸名称");

    /// <summary>Of the issue: what is 发布 elsewhere, on the web say, may be so on another day.</summary>
    public static readonly ArticleField Date = new("date", "见报日期", "刊发日期", "出版日期", "日期", "发布日期") { MayBeNumber = true };

    /// <summary>版面 beside 版次 is often the page's name.</summary>
    public static readonly ArticleField Page = new("page", "版次", "版号", "版面") { MayBeNumber = true };

    /// <summary>Of a page, on which there may be several 栏目.</summary>
    public static readonly ArticleField Section = new("section", "版名", "版面名称", "栏目");

    public static readonly ArticleField Kicker = new("kicker", "引题", "肩题", "眉题");
    public static readonly ArticleField Headline = new("headline", "title", "标题", "主标题") { MustAgree = true };
    public static readonly ArticleField Subhead = new("subhead", "副题", "副标题");
    public static readonly ArticleField Dateline = new("dateline", "电头");
    public static readonly ArticleField Credit = new("credit");
    public static readonly ArticleField Bylines = new("bylines", "authors", "author", "记者", "作者", "署名");

    /// <summary>A list of paragraphs; by its other names one text, with a line feed between them.</summary>
    public static readonly ArticleField Paragraphs = new("paragraphs");
    public static readonly ArticleField Body = new("body", "text", "content", "正文", "内容", "全文") { MustAgree = true };

    private static readonly FrozenDictionary<string, ArticleField> ByName =
        new[] { Id, Newspaper, Date, Page, Section, Kicker, Headline, Subhead, Dateline, Credit, Bylines, Paragraphs, Body }
            .SelectMany(field => field.Names.Select(name => (name, field))).ToFrozenDictionary(pair => pair.name, pair => pair.field, StringComparer.Ordinal);

    /// <summary>The names of what holds an article's text.</summary>
    public static string TextNames { get; } = string.Join(", ", [.. Body.Names, .. Paragraphs.Names]);

    /// <returns>Null for a name that means nothing here.</returns>
    public static ArticleField? Find(string name) => ByName.GetValueOrDefault(name);
}
