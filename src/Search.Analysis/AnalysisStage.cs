using Search.Analysis.Words;

namespace Search.Analysis;

/// <summary>What one step makes of a text.</summary>
/// <param name="Name">normalized, sentences, smartcn, segments, index, query or grams.</param>
/// <param name="Tokens">
/// With offsets in the stored text. normalized: runs that were kept as they are or changed, so term and offsets together are the map; sentences:
/// what is segmented at once; segments: the words, units and punctuation that segmenting gives, before they become terms.
/// </param>
public sealed record AnalysisStage(string Name, IReadOnlyList<AnalyzedToken> Tokens)
{
    internal static List<AnalyzedToken> Normalized(string text, NormalizedText normalized)
    {
        var runs = new List<AnalyzedToken>();
        for (int start = 0; start < normalized.Length;)
        {
            bool kept = Kept(start);
            int end = start + 1;
            while (end < normalized.Length && Kept(end) == kept)
                end++;
            Add(start, end);
            start = end;
        }
        return runs;

        bool Kept(int unit) => normalized.Units[unit] == text[normalized.SourceStart(unit)];
        void Add(int start, int end) => runs.Add(new AnalyzedToken(
            normalized.Units[start..end].ToString(), normalized.SourceStart(start), normalized.SourceEnd(end), 1));
    }

    internal static (List<AnalyzedToken> Sentences, List<AnalyzedToken> Segments) Cut(string text, WordCutter cutter)
    {
        var sentences = new List<AnalyzedToken>();
        var segments = new List<AnalyzedToken>();
        cutter.Begin(text);
        while (cutter.NextPiece())
        {
            (int start, int length) = cutter.Piece.GetOffsetAndLength(cutter.Text.Length);
            sentences.Add(Token(cutter.Text, start, start + length));
            for (int i = 0; i < cutter.Segments.Count; i++)
                segments.Add(Token(cutter.Text, start + cutter.Segments[i].Start, start + cutter.Segments[i].End));
        }
        return (sentences, segments);
    }

    private static AnalyzedToken Token(NormalizedText text, int start, int end) =>
        new(text.Units[start..end].ToString(), text.SourceStart(start), text.SourceEnd(end), 1);
}
