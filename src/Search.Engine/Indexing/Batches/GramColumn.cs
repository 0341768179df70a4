using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// One field's character bigrams of a batch. A gram is a number whose order is the order of terms (first character, then second),
/// so inverting is a stable sort in two passes; no term is ever looked up.
/// </summary>
internal sealed class GramColumn
{
    private const int HintShift = 6;

    private uint[] keys = [];
    private int count;
    private readonly List<(int Article, int End)> ends = [];

    public bool IsPresent { get; private set; }

    public bool HasTokens => count > 0;

    public void Clear()
    {
        count = 0;
        IsPresent = false;
        ends.Clear();
    }

    public void Add(int article, ReadOnlySpan<char> text, TermSource source)
    {
        if (keys.Length - count < text.Length) keys = Columns.Grow(keys, count, count + text.Length); // a text has no more grams than characters
        Sink sink = new() { Keys = keys.AsSpan(count) };
        source.GiveGrams(text, ref sink);
        count += sink.Count;
        ends.Add((article, count));
        IsPresent = true;
    }

    private ref struct Sink : ITermSink
    {
        public Span<uint> Keys;
        public int Count;

        public void Add(scoped ReadOnlySpan<char> term, int start, int end, int positionIncrement) => Keys[Count++] = ((uint)term[0] << 16) | term[1];
    }

    /// <summary>Takes back what an article added, whose analysis failed.</summary>
    public void Remove(int article)
    {
        if (ends.Count > 0 && ends[^1].Article == article) ends.RemoveAt(ends.Count - 1);
        count = ends.Count > 0 ? ends[^1].End : 0;
        IsPresent = ends.Count > 0;
    }

    public void Write(GramTermsWriter writer, GramSorter sorter)
    {
        ReadOnlySpan<ulong> sorted = sorter.Sort(keys.AsSpan(0, count));
        int[] firstOf = FirstTextOf();
        for (int i = 0; i < sorted.Length;)
        {
            uint key = (uint)(sorted[i] >> 32);
            writer.StartTerm(key);
            int text = -1, start = 0, end = 0;
            for (; i < sorted.Length && (uint)(sorted[i] >> 32) == key; i++)
            {
                int index = (int)(uint)sorted[i];
                if (index >= end)
                {
                    text = Math.Max(text + 1, firstOf[index >> HintShift]);
                    while (ends[text].End <= index) text++;
                    start = text == 0 ? 0 : ends[text - 1].End;
                    end = ends[text].End;
                    writer.StartArticle(ends[text].Article);
                }

                writer.AddPosition(index - start);
            }

            writer.FinishTerm();
        }

        writer.FinishField(Columns.ArticlesWithTokens(ends));
    }

    /// <summary>For every 64th gram, the text that holds it: from there to the text of a gram it is a step or two.</summary>
    private int[] FirstTextOf()
    {
        int[] first = new int[(count >> HintShift) + 1];
        int text = 0;
        for (int i = 0; i < first.Length; i++)
        {
            while (text < ends.Count - 1 && ends[text].End <= i << HintShift) text++;
            first[i] = text;
        }

        return first;
    }
}

/// <summary>Sorts grams stably with arrays that are kept from batch to batch.</summary>
internal sealed class GramSorter
{
    /// <summary>Below it, clearing the counters of two passes costs more than a sort by comparing.</summary>
    private const int Few = 8192;

    private readonly int[] counters = new int[1 << 16];
    private ulong[] first = [];
    private ulong[] second = [];

    /// <returns>Gram (upper half) and index (lower half), ascending.</returns>
    public ReadOnlySpan<ulong> Sort(ReadOnlySpan<uint> keys)
    {
        if (second.Length < keys.Length) second = Columns.Room<ulong>(keys.Length);
        if (keys.Length < Few)
        {
            for (int i = 0; i < keys.Length; i++) second[i] = ((ulong)keys[i] << 32) | (uint)i;
            second.AsSpan(0, keys.Length).Sort();
            return second.AsSpan(0, keys.Length);
        }

        if (first.Length < keys.Length) first = Columns.Room<ulong>(keys.Length);
        Array.Clear(counters);
        foreach (uint key in keys) counters[(ushort)key]++;
        IntoStarts();
        for (int i = 0; i < keys.Length; i++) first[counters[(ushort)keys[i]]++] = ((ulong)keys[i] << 32) | (uint)i;

        Array.Clear(counters);
        foreach (uint key in keys) counters[key >> 16]++;
        IntoStarts();
        foreach (ulong entry in first.AsSpan(0, keys.Length)) second[counters[entry >> 48]++] = entry;
        return second.AsSpan(0, keys.Length);
    }

    private void IntoStarts()
    {
        int start = 0;
        for (int i = 0; i < counters.Length; i++)
        {
            int occurrences = counters[i];
            counters[i] = start;
            start += occurrences;
        }
    }
}
