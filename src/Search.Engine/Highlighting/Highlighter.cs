using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Marks what matched in an article's stored text. Words come from the offsets in the postings, so exactly what was found is
/// marked, never half a word; pieces are looked for in the folded text, so a phrase is one range and its scattered parts are none.
/// </summary>
internal sealed class Highlighter(CharacterFolding folding)
{
    /// <param name="reader">The article's segment.</param>
    /// <param name="document">Its number there.</param>
    public IReadOnlyList<Passage> Highlight(Article article, AtomicReader reader, int document, HighlightTerms terms, bool wholeFields, int maxPassages, int passageLength)
    {
        List<Passage> passages = [];
        foreach (TextField field in TextFields.All)
        {
            string text = field.TextOf(article);
            if (text.Length == 0) continue;
            List<MatchedRange> ranges = Find(text, field, reader, document, terms);
            if (field != TextField.Body)
            {
                if (ranges.Count > 0) passages.Add(PassageCutter.Cut(field, text, 0, text.Length, ranges));
            }
            else if (wholeFields)
            {
                passages.Add(PassageCutter.Cut(field, text, 0, text.Length, ranges));
            }
            else
            {
                passages.AddRange(new PassageCutter(field, text, ranges, passageLength).Best(maxPassages));
            }
        }

        return passages;
    }

    /// <summary>Sorted and without overlaps.</summary>
    internal List<MatchedRange> Find(string text, TextField field, AtomicReader? reader, int document, HighlightTerms terms)
    {
        List<MatchedRange> ranges = [];
        int mark = 0;
        foreach (HighlightWord word in terms.Words)
        {
            mark++;
            if (reader is not null && word.Fields.Contains(field)) AddWord(ranges, reader, field, word, document, mark, text.Length);
        }

        FoldedText? folded = null;
        foreach (HighlightPiece piece in terms.Pieces)
        {
            mark++;
            if (piece.Fields.Contains(field)) (folded ??= new FoldedText(text, folding)).AddOccurrences(ranges, piece, mark);
        }

        return Merge(ranges);
    }

    private static void AddWord(List<MatchedRange> ranges, AtomicReader reader, TextField field, HighlightWord word, int document, int mark, int length)
    {
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        if (dictionaries.Find(reader, isGram: false, word.Term)[(int)field] is not { } term) return;
        DocsAndPositionsEnum postings = dictionaries.OpenPositions(reader, field, term, offsets: true);
        int occurrences = postings.Advance(document) == document ? postings.Freq : 0;
        for (int i = 0; i < occurrences; i++)
        {
            postings.NextPosition();
            if (postings.StartOffset >= 0 && postings.EndOffset <= length) ranges.Add(new MatchedRange(postings.StartOffset, postings.EndOffset, mark, word.Weight));
        }

        dictionaries.ReturnPositions(field, postings, offsets: true);
    }

    /// <summary>Ranges that overlap become one; ranges that only touch stay two words.</summary>
    private static List<MatchedRange> Merge(List<MatchedRange> ranges)
    {
        ranges.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        List<MatchedRange> merged = new(ranges.Count);
        foreach (MatchedRange range in ranges)
        {
            if (merged.Count > 0 && range.Start < merged[^1].End)
            {
                MatchedRange last = merged[^1];
                merged[^1] = last with { End = Math.Max(last.End, range.End), Weight = Math.Max(last.Weight, range.Weight), LeastLength = Math.Min(last.LeastLength, range.LeastLength) };
            }
            else
            {
                merged.Add(range);
            }
        }

        merged.RemoveAll(range => range.End - range.Start < range.LeastLength);
        return merged;
    }
}
