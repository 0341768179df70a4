using System.Text;
using Lucene.Net.Codecs;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>How a whole value is kept beside being a term that finds its articles.</summary>
internal enum ValueKind { TermOnly, Single, Several }

/// <summary>One field's whole values of a batch: each a term, and a doc value where the kind says so.</summary>
internal sealed class ValueColumn(ValueKind kind)
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> values = [];
    private readonly List<(int Article, int Value)> entries = [];

    public ValueKind Kind { get; } = kind;

    public bool IsPresent => entries.Count > 0;

    public void Clear()
    {
        numbers.Clear();
        values.Clear();
        entries.Clear();
    }

    public void Add(int article, string value)
    {
        if (!numbers.TryGetValue(value, out int number))
        {
            number = values.Count;
            numbers.Add(value, number);
            values.Add(value);
        }

        entries.Add((article, number));
    }

    /// <summary>Takes back what an article added, whose analysis failed.</summary>
    public void Remove(int article)
    {
        while (entries.Count > 0 && entries[^1].Article == article) entries.RemoveAt(entries.Count - 1);
    }

    /// <summary>The values in use in the order of their UTF-8 bytes, with each article's.</summary>
    public SortedValues Sort(int articles) => new(values, entries, articles);
}

/// <summary>A column's values in the order of terms: ordinal 0, 1, 2 …</summary>
internal sealed class SortedValues
{
    private readonly byte[][] terms;
    private readonly int[] ordinals;
    private readonly int[] ends;

    public SortedValues(List<string> values, List<(int Article, int Value)> entries, int articles)
    {
        bool[] used = new bool[values.Count];
        foreach ((_, int value) in entries) used[value] = true;
        byte[][] encoded = [.. values.Select(Encoding.UTF8.GetBytes)];
        int[] order = [.. Enumerable.Range(0, values.Count).Where(value => used[value])];
        Array.Sort(order, (a, b) => encoded[a].AsSpan().SequenceCompareTo(encoded[b]));
        int[] ordinalOf = new int[values.Count];
        for (int ordinal = 0; ordinal < order.Length; ordinal++) ordinalOf[order[ordinal]] = ordinal;
        terms = [.. order.Select(value => encoded[value])];

        ends = new int[articles];
        ordinals = new int[entries.Count];
        int next = 0;
        for (int article = 0; article < articles; article++)
        {
            int from = next;
            for (; next < entries.Count && entries[next].Article == article; next++) ordinals[next] = ordinalOf[entries[next].Value];
            ordinals.AsSpan(from, next - from).Sort();
            ends[article] = next;
        }
    }

    public int Count => terms.Length;

    public byte[] TermOf(int ordinal) => terms[ordinal];

    /// <summary>Ascending; a value given twice to an article is here twice.</summary>
    public ReadOnlySpan<int> OrdinalsOf(int article)
    {
        int from = article == 0 ? 0 : ends[article - 1];
        return ordinals.AsSpan(from, ends[article] - from);
    }

    public void Write(TermsConsumer consumer)
    {
        List<int>[] articlesOf = new List<int>[terms.Length];
        int documents = 0, articles = 0;
        for (int article = 0; article < ends.Length; article++)
        {
            int previous = -1;
            foreach (int ordinal in OrdinalsOf(article))
            {
                if (ordinal != previous) (articlesOf[ordinal] ??= []).Add(article);
                previous = ordinal;
            }

            if (previous >= 0) articles++;
        }

        BytesRef text = new();
        for (int ordinal = 0; ordinal < terms.Length; ordinal++)
        {
            (text.Bytes, text.Offset, text.Length) = (terms[ordinal], 0, terms[ordinal].Length);
            PostingsConsumer postings = consumer.StartTerm(text);
            foreach (int article in articlesOf[ordinal])
            {
                postings.StartDoc(article, -1); // no frequencies are kept
                postings.FinishDoc();
            }

            consumer.FinishTerm(text, new TermStats(articlesOf[ordinal].Count, -1));
            documents += articlesOf[ordinal].Count;
        }

        consumer.Finish(-1, documents, articles);
    }
}
