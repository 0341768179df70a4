using System.Globalization;
using Search.Contracts.V1;

namespace Search.Cli.Output;

/// <summary>An answer for a person: what matched is coloured on a terminal, and stands in « » elsewhere.</summary>
internal static class HitText
{
    private const string Mark = "\e[1;31m", Bold = "\e[1m", Dim = "\e[2m", Reset = "\e[0m";

    public static void Write(TextWriter output, SearchResponse found, bool coloured)
    {
        long total = found.Total?.Value ?? 0;
        string count = found.Total?.Relation == TotalRelation.Exact ? $"{total}" : $"at least {total}";
        if (found.Hits.Count == 0)
        {
            output.WriteLine("No article matches.");
            WriteUnmatched(output, found);
            foreach (Correction correction in found.Corrections) output.WriteLine($"Did you mean {Clean(correction.Query)} ({correction.ArticleCount})?");
            return;
        }

        WriteUnmatched(output, found);
        foreach (Correction correction in found.Corrections) output.WriteLine($"Did you mean {Clean(correction.Query)} ({correction.ArticleCount})?");
        output.WriteLine($"{count} article{(total == 1 ? "" : "s")}, {found.Hits.Count} shown");
        for (int i = 0; i < found.Hits.Count; i++)
        {
            Hit hit = found.Hits[i];
            output.WriteLine();
            Highlight? headline = hit.Highlights.FirstOrDefault(h => h.Field == "headline");
            string title = headline is not null && headline.Start == 0 && headline.Segments.Sum(s => s.Text.Length) == hit.Headline.Length
                ? Marked(headline, coloured) : Clean(hit.Headline.Length > 0 ? hit.Headline : "(no headline)");
            output.WriteLine(coloured ? $"{i + 1,3}. {Bold}{title}{Reset}" : $"{i + 1,3}. {title}");
            string about = string.Join(" ", new[] { hit.Newspaper, hit.Date, hit.Page, hit.Section, Names(hit) }.Where(s => s.Length > 0));
            string score = hit.Score.ToString("0.###", CultureInfo.InvariantCulture);
            output.WriteLine(coloured ? $"     {Dim}{about}  {hit.Id}  {score}{Reset}" : $"     {about}  {hit.Id}  {score}");
            foreach (Highlight passage in hit.Highlights.Where(h => h != headline)) output.WriteLine($"     {Marked(passage, coloured)}");
        }
    }

    private static void WriteUnmatched(TextWriter output, SearchResponse found)
    {
        foreach (UnmatchedPart part in found.Unmatched)
        {
            string what = part.Field.Length > 0 ? $"the filter {part.Field} {Clean(part.Text)}" : $"“{Clean(part.Text)}”";
            string none = found.Hits.Count == 0 ? "None" : "No article";
            output.WriteLine(part.OnlyTogether ? $"{none} with {what} beside the rest." : $"{none} has {what}.");
        }
    }

    private static string Names(Hit hit) => Clean(string.Join(' ', hit.Bylines.Select(b => $"{b.Role} {string.Join(' ', b.Names)}".Trim())));

    private static string Marked(Highlight passage, bool coloured) => string.Concat(passage.Segments.Select(s =>
        !s.Matched ? Clean(s.Text) : coloured ? $"{Mark}{Clean(s.Text)}{Reset}" : $"«{Clean(s.Text)}»"));

    /// <summary>Stored text may hold anything; control characters must not reach a terminal.</summary>
    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
