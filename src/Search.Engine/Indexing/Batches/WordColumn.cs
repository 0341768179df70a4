using Lucene.Net.Codecs;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>One field's words of a batch: a flat row of tokens in the order they stand, sorted by term only when the batch is written.</summary>
internal sealed class WordColumn(TermDictionary dictionary)
{
    private readonly TermDictionary dictionary = dictionary;
    private Token[] tokens = [];
    private byte[] norms = [];
    private int count;
    private int articles;

    /// <param name="Term">The term's number.</param>
    private readonly record struct Token(int Term, int Position, int Start, int End);

    /// <summary>Whether any article has the field, be it without a single word.</summary>
    public bool IsPresent { get; private set; }

    public bool HasTokens => count > 0;

    /// <summary>Field lengths by article, for articles up to the last that has the field.</summary>
    public ReadOnlySpan<byte> Norms => norms.AsSpan(0, articles);

    private readonly List<(int Article, int End)> ends = [];

    public void Clear()
    {
        count = articles = 0;
        IsPresent = false;
        ends.Clear();
    }

    public void Add(int article, ReadOnlySpan<char> text, TermSource source)
    {
        Sink sink = new(this);
        int first = count;
        source.GiveWords(text, ref sink);
        if (norms.Length <= article) Array.Resize(ref norms, Math.Max(256, (article + 1) * 2));
        norms.AsSpan(articles, article - articles).Clear();
        norms[article] = FieldLength.Encode(count - first - sink.Overlaps);
        articles = article + 1;
        ends.Add((article, count));
        IsPresent = true;
    }

    /// <summary>The words of the article that was added last, in the order they stand.</summary>
    public IEnumerable<(int Position, int Start, int End)> LastArticle()
    {
        for (int i = ends.Count > 1 ? ends[^2].End : 0; i < count; i++) yield return (tokens[i].Position, tokens[i].Start, tokens[i].End);
    }

    /// <summary>Takes one text's words; what Lucene refuses in a field is refused here.</summary>
    private struct Sink(WordColumn column) : ITermSink
    {
        private int position = -1;
        private int lastStart;

        /// <summary>Words that stand where another does: they do not make the field longer.</summary>
        public int Overlaps { get; private set; }

        public void Add(scoped ReadOnlySpan<char> term, int start, int end, int positionIncrement)
        {
            if (positionIncrement < 0 || (positionIncrement == 0 && position < 0) || start < lastStart || end < start)
                throw new InvalidOperationException($"the analysis gave a term that goes back: position step {positionIncrement}, offsets {start} to {end} behind {lastStart}");
            if (positionIncrement == 0) Overlaps++;
            position += positionIncrement;
            lastStart = start;
            if (column.count == column.tokens.Length) column.tokens = Columns.Grow(column.tokens, column.count, column.count + 1);
            column.tokens[column.count++] = new Token(column.dictionary.Add(term), position, start, end);
        }
    }

    /// <summary>Takes back what an article added, whose analysis failed in this or another field.</summary>
    public void Remove(int article)
    {
        if (ends.Count > 0 && ends[^1].Article == article)
        {
            ends.RemoveAt(ends.Count - 1);
            articles = article;
        }

        count = ends.Count > 0 ? ends[^1].End : 0;
        IsPresent = ends.Count > 0;
    }

    /// <param name="sorted">The dictionary's numbers in the order of terms.</param>
    public void Write(TermsConsumer consumer, ReadOnlySpan<int> sorted, WordSorter sorter)
    {
        WordOccurrence[] occurrences = Sort(sorted, sorter, out int[] termEnds);
        BytesRef text = new();
        long documents = 0;
        int from = 0;
        foreach (int term in sorted)
        {
            int to = termEnds[term];
            if (from == to) continue; // a word of another field
            (text.Bytes, text.Offset, text.Length) = dictionary.Utf8RangeOf(term);
            PostingsConsumer postings = consumer.StartTerm(text);
            int frequency = 0;
            for (int i = from; i < to;)
            {
                int article = occurrences[i].Article, next = i + 1;
                while (next < to && occurrences[next].Article == article) next++;
                postings.StartDoc(article, next - i);
                for (; i < next; i++)
                {
                    ref readonly WordOccurrence word = ref occurrences[i];
                    postings.AddPosition(word.Position, null, word.Start, word.End);
                }

                postings.FinishDoc();
                frequency++;
            }

            consumer.FinishTerm(text, new TermStats(frequency, to - from));
            documents += frequency;
            from = to;
        }

        consumer.Finish(count, documents, Columns.ArticlesWithTokens(ends));
    }

    /// <summary>
    /// A counting sort: stable, so a term's tokens stay in the order of articles and positions. They are moved to where they will be read, since reading them where they stand
    /// waited for memory at each.
    /// </summary>
    /// <param name="termEnds">By term, where its tokens end; they begin where those of the term before it in the order end.</param>
    private WordOccurrence[] Sort(ReadOnlySpan<int> sorted, WordSorter sorter, out int[] termEnds)
    {
        (WordOccurrence[] occurrences, int[] next) = sorter.Room(count, dictionary.Count);
        foreach (ref readonly Token token in tokens.AsSpan(0, count)) next[token.Term]++;
        int start = 0;
        foreach (int term in sorted)
        {
            int frequency = next[term];
            next[term] = start;
            start += frequency;
        }

        int i = 0;
        foreach ((int article, int end) in ends)
        {
            for (; i < end; i++)
            {
                ref readonly Token token = ref tokens[i];
                occurrences[next[token.Term]++] = new WordOccurrence(article, token.Position, token.Start, token.End);
            }
        }

        termEnds = next;
        return occurrences;
    }
}

/// <summary>A word where it stands.</summary>
internal readonly record struct WordOccurrence(int Article, int Position, int Start, int End);

/// <summary>Room for one field's words to be sorted, kept from field to field and batch to batch.</summary>
internal sealed class WordSorter
{
    private WordOccurrence[] occurrences = [];
    private int[] counters = [];

    /// <returns>At least so many occurrences, with any content, and a counter of 0 for each term.</returns>
    public (WordOccurrence[] Occurrences, int[] Counters) Room(int words, int terms)
    {
        if (occurrences.Length < words) occurrences = Columns.Room<WordOccurrence>(words);
        if (counters.Length < terms) counters = new int[terms];
        else Array.Clear(counters, 0, terms);
        return (occurrences, counters);
    }
}
