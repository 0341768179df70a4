using Lucene.Net.Index;
using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// The words of an open generation: its dictionaries with the user words that the last applied entry left, what is analysed and asked with them, and how far
/// its articles reflect them. What changes them runs under the lock that entries are applied under.
/// </summary>
internal sealed class GenerationWords
{
    private readonly RankingOptions ranking;
    private readonly Func<IReadOnlyList<LogEntry>> changes;
    private readonly ArticleReplacer articles;
    private readonly Reanalysis reanalysis;
    private ChineseAnalysis dictionaries;

    /// <param name="commit">The commit's user data; null or empty if nothing was committed.</param>
    /// <param name="changes">Of the user words, from the log.</param>
    public GenerationWords(IDictionary<string, string>? commit, ChineseAnalysis dictionaries, RankingOptions ranking, Func<IReadOnlyList<LogEntry>> changes, ArticleReplacer articles, EngineOptions options)
    {
        this.ranking = ranking;
        this.changes = changes;
        this.articles = articles;
        this.dictionaries = dictionaries;
        reanalysis = new Reanalysis(options);
        Progress = Of(commit);
        (Analysis, Searcher) = TakeUp();
    }

    public UserWordProgress Progress { get; private set; }

    public ChineseAnalysis Analysis { get; private set; }

    /// <summary>For readers opened from now on.</summary>
    public ArticleSearcher Searcher { get; private set; }

    /// <summary>Articles to be analysed again, as far as they are found yet; and those done since the generation was opened.</summary>
    public (long Pending, long Done) Reanalyzed => (Progress.IsDone ? 0 : Math.Max(reanalysis.Left ?? 1, 1), reanalysis.Done);

    /// <summary>Goes back to what a commit says.</summary>
    public void Read(IDictionary<string, string>? commit)
    {
        reanalysis.Forget();
        Use(Of(commit));
    }

    public void Follow(LogEntry change) => Use(Progress.After(change));

    /// <summary>Takes other synonyms and function words for queries; what is indexed does not depend on them.</summary>
    /// <returns>Whether they are others.</returns>
    public bool UseDictionaries(ChineseAnalysis changed)
    {
        if (changed == dictionaries) return false;
        dictionaries = changed;
        Use(Progress);
        return true;
    }

    /// <summary>Analyses some of the articles again that a change concerns.</summary>
    /// <param name="acquire">A lease on the newest reader, which shows every entry that is applied.</param>
    /// <param name="newest">That reader.</param>
    /// <param name="writer">Gets them.</param>
    /// <returns>Whether anything was rewritten, or nothing is left to do.</returns>
    public bool Reanalyze(Func<SearcherLease> acquire, IndexSearcher newest, IndexWriter writer, CancellationToken cancellation)
    {
        (Progress, int rewritten) = reanalysis.Step(Progress, acquire, newest, Analysis, current => articles.Rewrite(current, writer), cancellation);
        return rewritten > 0 || Progress.IsDone;
    }

    public void Forget() => reanalysis.Forget();

    private void Use(UserWordProgress progress)
    {
        if (progress.Touched.Count != Progress.Touched.Count || progress.Words.Sequence != Progress.Words.Sequence) reanalysis.Forget();
        Progress = progress;
        (Analysis, Searcher) = TakeUp();
    }

    /// <summary>What is put is analysed with <see cref="Progress"/> from now on, and what is asked too.</summary>
    private (ChineseAnalysis, ArticleSearcher) TakeUp()
    {
        ChineseAnalysis analysis = dictionaries.WithUserWords(Progress.Words.Words);
        articles.Use(analysis);
        return (analysis, new ArticleSearcher(analysis, ranking));
    }

    private UserWordProgress Of(IDictionary<string, string>? commit) => commit is null or { Count: 0 } ? UserWordProgress.AtHead(changes()) : UserWordProgress.OfCommit(commit, changes());
}
