using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>
/// One reader of a generation with the sequence it shows and the analysis that fits it: a query is read with the words that its
/// articles were put with. Lives until the last lease on it is given back.
/// </summary>
internal sealed class SearcherVersion
{
    public SearcherVersion(DirectoryReader reader, Lucene.Net.Search.Similarities.Similarity similarity, ArticleSearcher articles, long sequence, UserWordProgress words)
    {
        Reader = reader;
        Sequence = sequence;
        Articles = articles;
        Words = words;
        Searcher = new IndexSearcher(reader) { Similarity = similarity };
    }

    public DirectoryReader Reader { get; }

    public IndexSearcher Searcher { get; }

    public ArticleSearcher Articles { get; }

    public long Sequence { get; }

    public UserWordProgress Words { get; }

    public AnswerCache Answers { get; } = new();

    /// <summary>
    /// When another takes its place: who pages on may hold it for minutes, and what a whole second generation keeps beside the live one makes every collection longer.
    /// </summary>
    /// <param name="next">What it shares with this one it needs; null if the generation is closed.</param>
    public void GiveUpCaches(DirectoryReader? next)
    {
        SegmentTerms.Forget(Reader, next);
        Answers.Forget();
    }
}

/// <summary>Keeps a reader open while it is searched.</summary>
internal readonly struct SearcherLease(SearcherVersion version, GenerationIndex generation) : IDisposable
{
    public IndexSearcher Searcher => version.Searcher;

    public ArticleSearcher Articles => version.Articles;

    public AnswerCache Answers => version.Answers;

    /// <summary>The log sequence this reader shows: all entries up to it, none behind it.</summary>
    public long Sequence => version.Sequence;

    /// <summary>Tells this reader from others that show the same sequence.</summary>
    public long Reader => version.Articles.NumberOf(version.Reader);

    public GenerationIndex Generation => generation;

    /// <summary>A second lease on the same reader, given back by itself.</summary>
    public SearcherLease Again()
    {
        version.Reader.IncRef();
        return new SearcherLease(version, generation);
    }

    public void Dispose() => version.Reader.DecRef();
}
