using Search.Engine;

namespace Search.Service.Portal;

/// <summary>
/// The body's paragraphs with their marks. The engine marks the body as one text with a line feed between paragraphs; a mark that
/// spans one becomes two.
/// </summary>
internal static class ArticleBody
{
    public static void Write(HtmlWriter html, Article article, Passage? body)
    {
        var marks = Marks(body);
        int start = 0, next = 0;
        foreach (string paragraph in article.Paragraphs)
        {
            int end = start + paragraph.Length, written = start;
            html.Write($"<p>");
            while (next < marks.Count && marks[next].Start < end)
            {
                var (from, to) = (Math.Max(marks[next].Start, written), Math.Min(marks[next].End, end));
                html.Write($"{paragraph[(written - start)..(from - start)]}");
                if (to > from) html.Write($"<mark>{paragraph[(from - start)..(to - start)]}</mark>");
                written = Math.Max(written, to);
                if (marks[next].End > end) break;
                next++;
            }

            html.Write($"{paragraph[(written - start)..]}</p>");
            start = end + 1;
        }
    }

    private static List<(int Start, int End)> Marks(Passage? body)
    {
        List<(int, int)> marks = [];
        int at = body?.Start ?? 0;
        foreach (var (text, matched) in body?.Segments ?? [])
        {
            if (matched) marks.Add((at, at + text.Length));
            at += text.Length;
        }

        return marks;
    }
}
