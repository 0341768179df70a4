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
            if (reader is not null && terms.Words[i].Fields.Contains(field)) AddWord(room, reader, field, terms.Words[i], document, mark, text.Length);
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

    private static void AddWord(Room room, AtomicReader reader, TextField field, HighlightWord word, int document, int mark, int length)
    {
        SegmentTerms dictionaries = SegmentTerms.Of(reader);
        if (dictionaries.Find(reader, isGram: false, word.Term)[(int)field] is not SegmentWord term) return;
        WordPositions postings = dictionaries.OpenPositions(term, offsets: true);
        if (postings.MoveTo(document))
        {
            int occurrences = postings.Frequency;
            Span<int> starts = room.Starts(occurrences), ends = room.Ends(occurrences);
            postings.ReadOffsets(starts, ends);
            for (int i = 0; i < starts.Length; i++)
            {
                if (starts[i] >= 0 && ends[i] <= length) room.Ranges.Add(new MatchedRange(starts[i], ends[i], mark, word.Weight));
            }
        }

        dictionaries.ReturnPositions(postings);
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
        private int[] starts = [], ends = [];

        public List<MatchedRange> Ranges { get; } = [];

        public FoldedText Text { get; } = new(folding);

        public Span<int> Starts(int count) => Of(ref starts, count);

        public Span<int> Ends(int count) => Of(ref ends, count);

        private static Span<int> Of(ref int[] room, int count)
        {
            if (room.Length < count) room = new int[Math.Max(16, 2 * count)];
            return room.AsSpan(0, count);
        }
    }
}
