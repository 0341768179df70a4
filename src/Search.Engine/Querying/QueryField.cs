using System.Collections.Frozen;

namespace Search.Engine;

/// <summary>A field that can be named in the search box.</summary>
internal enum QueryField { Kicker, Headline, Subhead, Bylines, Section, Body, Newspaper, Page, Reporter, Date, Id }

internal static class QueryFields
{
    private static readonly FrozenDictionary<string, QueryField> Names = new Dictionary<string, QueryField>
    {
        ["kicker"] = QueryField.Kicker,
        ["引题"] = QueryField.Kicker,
        ["眉题"] = QueryField.Kicker,
        ["headline"] = QueryField.Headline,
        ["title"] = QueryField.Headline,
        ["标题"] = QueryField.Headline,
        ["subhead"] = QueryField.Subhead,
        ["副题"] = QueryField.Subhead,
        ["body"] = QueryField.Body,
        ["text"] = QueryField.Body,
        ["正文"] = QueryField.Body,
        ["byline"] = QueryField.Bylines,
        ["bylines"] = QueryField.Bylines,
        ["署名"] = QueryField.Bylines,
        ["section"] = QueryField.Section,
        ["版名"] = QueryField.Section,
        ["栏目"] = QueryField.Section,
        ["newspaper"] = QueryField.Newspaper,
        ["报纸"] = QueryField.Newspaper,
        ["报名"] = QueryField.Newspaper,
        ["page"] = QueryField.Page,
        ["版"] = QueryField.Page,
        ["版次"] = QueryField.Page,
        ["reporter"] = QueryField.Reporter,
        ["author"] = QueryField.Reporter,
        ["记者"] = QueryField.Reporter,
        ["作者"] = QueryField.Reporter,
        ["通讯员"] = QueryField.Reporter,
        ["date"] = QueryField.Date,
        ["日期"] = QueryField.Date,
        ["id"] = QueryField.Id,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, QueryField>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool TryParse(ReadOnlySpan<char> name, out QueryField field) => Lookup.TryGetValue(name, out field);

    /// <summary>The longest name is of this many UTF-16 units.</summary>
    public static int LongestName { get; } = Names.Keys.Max(name => name.Length);

    /// <summary>For the hint of an unknown name.</summary>
    public const string Known = "headline, kicker, subhead, body, byline, section, newspaper, page, reporter, date, id";

    /// <summary>The text field it stands for, or null for one of whole values.</summary>
    public static TextField? AsText(this QueryField field) => field <= QueryField.Body ? (TextField)field : null;
}
