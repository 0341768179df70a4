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

    private struct Token
    {
        /// <summary>The term's number; while the batch is written, the article's.</summary>
        public int Term;
        public int Position;
        public int Start;
        public int End;
    }

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

    public void Add(int article, string text, TermSource source)
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
            column.tokens[column.count++] = new Token { Term = column.dictionary.Add(term), Position = position, Start = start, End = end };
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
    public void Write(TermsConsumer consumer, ReadOnlySpan<int> sorted)
    {
        int[] order = OrderByTerm(out int[] starts);
        ArticlesIntoTokens();
        BytesRef text = new();
        long documents = 0;
        foreach (int term in sorted)
        {
            int from = term == 0 ? 0 : starts[term - 1], to = starts[term];
            if (from == to) continue; // a word of another field
            (text.Bytes, text.Offset, text.Length) = dictionary.Utf8RangeOf(term);
            PostingsConsumer postings = consumer.StartTerm(text);
            int frequency = 0;
            for (int i = from; i < to;)
            {
                int article = tokens[order[i]].Term, next = i + 1;
                while (next < to && tokens[order[next]].Term == article) next++;
                postings.StartDoc(article, next - i);
                for (; i < next; i++)
                {
                    ref readonly Token token = ref tokens[order[i]];
                    postings.AddPosition(token.Position, null, token.Start, token.End);
                }

                postings.FinishDoc();
                frequency++;
            }

            consumer.FinishTerm(text, new TermStats(frequency, to - from));
            documents += frequency;
        }

        consumer.Finish(count, documents, ArticlesWithTokens());
    }

    /// <summary>A counting sort: stable, so a term's tokens stay in the order of articles and positions.</summary>
    /// <param name="starts">By term, where its tokens end in the order; they begin where those of the term before end.</param>
    private int[] OrderByTerm(out int[] starts)
    {
        starts = new int[dictionary.Count + 1];
        for (int i = 0; i < count; i++) starts[tokens[i].Term + 1]++;
        for (int term = 1; term < starts.Length; term++) starts[term] += starts[term - 1];
        int[] order = new int[count];
        for (int i = 0; i < count; i++) order[starts[tokens[i].Term]++] = i;
        return order;
    }

    private void ArticlesIntoTokens()
    {
        int i = 0;
        foreach ((int article, int end) in ends)
        {
            for (; i < end; i++) tokens[i].Term = article;
        }
    }

    private int ArticlesWithTokens()
    {
        int articlesWith = 0, before = 0;
        foreach ((_, int end) in ends)
        {
            if (end > before) articlesWith++;
            before = end;
        }

        return articlesWith;
    }
}
