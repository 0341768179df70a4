using System.Text;
using Search.Engine;

namespace Search.Service.Portal;

/// <summary>An article as a reference manager reads it.</summary>
internal static class CitationFile
{
    public const string RisType = "application/x-research-info-systems";

    public const string BibTexType = "application/x-bibtex";

    /// <summary>One line a tag; a value never begins a line of its own.</summary>
    public static string Ris(Article article, string address)
    {
        var lines = new StringBuilder();
        Tag("TY", "NEWS");
        Tag("TI", Citation.Title(article));
        foreach (string author in Citation.Authors(article)) Tag("AU", author);
        Tag("T2", article.Newspaper);
        Tag("PY", article.Date.Length >= 4 ? article.Date[..4] : "");
        Tag("DA", article.Date.Replace('-', '/'));
        Tag("SE", article.Section);
        Tag("SP", article.Page);
        Tag("LA", "zh");
        Tag("ID", article.Id);
        Tag("UR", address);
        lines.Append("ER  - \r\n");
        return lines.ToString();

        void Tag(string tag, string value)
        {
            if (value.Length > 0) lines.Append(tag).Append("  - ").Append(value.ReplaceLineEndings(" ")).Append("\r\n");
        }
    }

    public static string BibTex(Article article, string address)
    {
        var entry = new StringBuilder("@article{").Append(article.Id);
        Field("title", "{" + Escaped(Citation.Title(article)) + "}");
        Field("author", string.Join(" and ", Citation.Authors(article).Select(a => "{" + Escaped(a) + "}")));
        Field("journal", Escaped(article.Newspaper));
        Field("year", article.Date.Length >= 4 ? article.Date[..4] : "");
        Field("date", article.Date);
        Field("pages", Escaped(article.Page));
        Field("url", address);
        Field("langid", "chinese");
        return entry.Append("\n}\n").ToString();

        void Field(string name, string value)
        {
            if (value.Length > 0) entry.Append(",\n  ").Append(name).Append(" = {").Append(value).Append('}');
        }
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text.ReplaceLineEndings(" "))
        {
            escaped.Append(c switch
            {
                '\\' => "\\textbackslash{}",
                '{' or '}' or '%' or '&' or '$' or '#' or '_' => "\\" + c,
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
