using System.Globalization;

namespace Search.Contracts.Citations;

/// <summary>RIS as reference managers import it: a tag of two characters, two spaces, a dash, a space, the value; CR LF ends a line, ER a reference.</summary>
public static class RisFormat
{
    public static void Write(TextWriter output, Citation citation)
    {
        Line("TY", "NEWS");
        Line("TI", citation.Title);
        foreach (string author in citation.Authors) Line("AU", author);
        Line("T2", citation.Newspaper);
        if (citation.Date is { } date)
        {
            Line("PY", date.Year.ToString("0000", CultureInfo.InvariantCulture));
            Line("DA", date.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture));
        }

        Line("IS", citation.IssueNumber);
        Line("SP", citation.Page);
        Line("SE", citation.Section);
        Line("LA", "zh");
        Line("ID", citation.Id);
        Line("UR", citation.Address);
        output.Write("ER  - \r\n\r\n");

        void Line(string tag, string value)
        {
            if (value.Length > 0) output.Write($"{tag}  - {value}\r\n");
        }
    }
}
