using Search.Analysis.Words;

namespace Search.Analysis;

/// <summary>
/// Gives the terms of texts straight to a sink, the same ones as the token streams of <see cref="ChineseAnalysis"/> and without their cost. From
/// <see cref="ChineseAnalysis.CreateTermSource"/>; keep one for each thread and reuse it, then nothing is allocated for a text.
/// </summary>
public sealed class TermSource
{
    private readonly WordCutter cutter;
    private readonly CharacterFolding folding;

    internal TermSource(WordVocabulary vocabulary, bool withInnerWords, CharacterFolding folding)
    {
        cutter = new WordCutter(vocabulary, withInnerWords);
        this.folding = folding;
    }

    /// <summary>The words of <paramref name="text"/>; returns the positions left out after the last one, such as closing punctuation.</summary>
    public int GiveWords<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : ITermSink, allows ref struct
    {
        cutter.Begin(text);
        while (cutter.NextPiece())
        {
            while (!cutter.Terms.IsEmpty)
            {
                ReadOnlySpan<char> term = cutter.Terms.Take(out int start, out int end, out int increment);
                sink.Add(term, start, end, increment);
            }
        }
        return cutter.Skipped;
    }

    /// <summary>The grams of <paramref name="text"/>; every one is two units long and one position after the one before.</summary>
    public void GiveGrams<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : ITermSink, allows ref struct
    {
        Span<char> gram = stackalloc char[2];
        int previousAt = -1;
        for (int at = 0; at < text.Length; at++)
        {
            char unit = text[at];
            if (folding.IsSkipped(unit)) continue;
            gram[1] = GramQuery.Unit(folding, unit);
            if (previousAt >= 0)
                sink.Add(gram, previousAt, at + 1, 1);
            gram[0] = gram[1];
            previousAt = at;
        }
        if (previousAt < 0) return;
        gram[1] = GramQuery.EndMark;
        sink.Add(gram, previousAt, previousAt + 1, 1);
    }
}
