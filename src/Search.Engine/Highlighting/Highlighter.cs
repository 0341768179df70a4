using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Marks what matched in an article's stored text. Words come from the offsets in the postings, so exactly what was found is
/// marked, never half a word; pieces are looked for in the folded text, so a phrase is one range and its scattered parts are none.
/// </summary>
internal sealed class Highlighter(CharacterFolding folding)
{
    /// <summary>Of searches that highlight at the same moment.</summary>
    private const int MostRooms = 8;

    /// <summary>Longer texts are rare, and what was made for one is not kept for the next.</summary>
    private const int LongestKept = 65_536;

    private readonly Spares<Room> rooms = new(MostRooms);

    /// <param name="reader">The article's segment.</param>
    /// <param name="document">Its number there.</param>
    public IReadOnlyList<Passage> Highlight(Article article, AtomicReader reader, int document, HighlightTerms terms, bool wholeFields, int maxPassages, int passageLength)
    {
        List<Passage> passages = [];
        Room room = rooms.Take() ?? new Room(folding);
        int longest = 0;
        foreach (TextField field in TextFields.All)
        {
            string text = field.TextOf(article);
            if (text.Length == 0) continue;
            longest = Math.Max(longest, text.Length);
            List<MatchedRange> ranges = Find(text, field, reader, document, terms, room);
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

        if (longest <= LongestKept) rooms.Give(room);
        return passages;
    }

    /// <summary>Sorted and without overlaps.</summary>
    internal List<MatchedRange> Find(string text, TextField field, AtomicReader? reader, int document, HighlightTerms terms) =>
        Find(text, field, reader, document, terms, new Room(folding));

    /// <returns>The room's ranges.</returns>
    private static List<MatchedRange> Find(string text, TextField field, AtomicReader? reader, int document, HighlightTerms terms, Room room)
    {
        List<MatchedRange> ranges = room.Ranges;
        ranges.Clear();
        int mark = 0;
        for (int i = 0; i < terms.Words.Count; i++)
        {
            mark++;
            if (reader is not null && terms.Words[i].Fields.Contains(field)) AddWord(ranges, reader, field, terms.Words[i], document, mark, text.Length);
        }

        bool isRead = false;
        for (int i = 0; i < terms.Pieces.Count; i++)
        {
            mark++;
            if (!terms.Pieces[i].Fields.Contains(field)) continue;
            if (!isRead) room.Text.Read(text);
            isRead = true;
            room.Text.AddOccurrences(ranges, terms.Pieces[i], mark);
        }

        Merge(ranges);
        return ranges;
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
    private static void Merge(List<MatchedRange> ranges)
    {
        ranges.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        int merged = 0;
        for (int i = 0; i < ranges.Count; i++)
        {
            MatchedRange range = ranges[i];
            if (merged > 0 && range.Start < ranges[merged - 1].End)
            {
                MatchedRange last = ranges[merged - 1];
                ranges[merged - 1] = last with { End = Math.Max(last.End, range.End), Weight = Math.Max(last.Weight, range.Weight), LeastLength = Math.Min(last.LeastLength, range.LeastLength) };
            }
            else
            {
                ranges[merged++] = range;
            }
        }

        ranges.RemoveRange(merged, ranges.Count - merged);
        ranges.RemoveAll(static range => range.End - range.Start < range.LeastLength);
    }

    /// <summary>What the matches of one field after the other are found in.</summary>
    private sealed class Room(CharacterFolding folding)
    {
        public List<MatchedRange> Ranges { get; } = [];

        public FoldedText Text { get; } = new(folding);
    }
}
