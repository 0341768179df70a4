using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Answers what searches the index: each takes a place at the gate and one reader, and gives both back.</summary>
internal sealed class Searches(IArticleLog log, LiveGeneration live, SearchGate gate, HeldSearchers held, SuggestionFollower suggestions, AskedQueries? asked, EngineOptions options)
{
    /// <summary>Where searches leave little of the processors, those beforehand must not keep a generation from being shown.</summary>
    private static readonly TimeSpan LongestRehearsal = TimeSpan.FromSeconds(10);

    /// <summary>Headlines that are looked at for one to ask for: an archive may have none.</summary>
    private const int MostHeadlines = 64;

    private readonly RecentInquiries recent = new();

    public async Task<SearchAnswer> SearchAsync(SearchInquiry inquiry, CancellationToken cancellation)
    {
        using Activity? activity = EngineInstruments.Activities.StartActivity("search.query");
        long arrived = Stopwatch.GetTimestamp();
        using (await gate.EnterAsync(cancellation).ConfigureAwait(false))
        {
            TimeSpan waited = Stopwatch.GetElapsedTime(arrived);
            using SearcherLease lease = AcquireFor(inquiry);
            long suggested = suggestions.Sequence;
            SearchAnswer? known = options.KeepsAnswers ? lease.Answers.Find(inquiry, suggested) : null;
            SearchAnswer answer = known ?? Search(lease, inquiry, cancellation);
            // Tokens of further pages lead to the reader of the first one, or by date, when that is gone, to none.
            if (inquiry.PageToken.Length == 0 && answer.NextPageToken.Length > 0) held.Hold(lease);
            long found = Stopwatch.GetTimestamp();
            if (known is null)
            {
                answer = Help(answer, lease, inquiry, cancellation);
                if (options.KeepsAnswers) lease.Answers.Keep(inquiry, suggested, answer with { Stages = default });
            }

            recent.Note(inquiry);
            asked?.Count(inquiry.Query, inquiry.Client, answer.Total);
            answer = answer with { Sequence = lease.Sequence, Generation = lease.Generation.Name, Stages = answer.Stages with { Wait = waited, Help = Stopwatch.GetElapsedTime(found) } };
            EngineInstruments.Searched(answer.Stages);
            if (activity is not null) Trace(activity, answer);
            return answer;
        }
    }

    /// <summary>Asks a reader that nobody has searched yet what was asked last, on threads that give way to those who search another one.</summary>
    public void Rehearse(SearcherLease lease, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<SearchInquiry> inquiries = recent.List();
        int next = -1;
        BackgroundThread.RunAll("rehearsal", Environment.ProcessorCount, _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < inquiries.Count && Stopwatch.GetElapsedTime(began) < LongestRehearsal; i = Interlocked.Increment(ref next))
            {
                try
                {
                    Help(Search(lease, inquiries[i], cancellation), lease, inquiries[i], cancellation);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // Other dictionaries, other words: what fails on this reader fails for whoever asks, and says so there. It is no reason to throw away what was built.
                }
            }
        });
    }

    /// <summary>Makes what the first search of a process would wait for, code that is not compiled yet and tables that are not read yet: asks for an article by its headline.</summary>
    /// <returns>Null where there is none that can be asked for.</returns>
    public SearchAnswer? Warm(CancellationToken cancellation)
    {
        using SearcherLease lease = live.Acquire();
        // Many articles have none, and one with a lone quotation mark is no query.
        if (Headlines(lease.Searcher.IndexReader).Take(MostHeadlines).FirstOrDefault(headline => headline.Length > 0 && QueryReader.Read(headline) is ParsedQuery) is not { } asked) return null;
        SearchInquiry inquiry = new() { Query = asked };
        return Help(Search(lease, inquiry, cancellation), lease, inquiry, cancellation);
    }

    public async Task<IReadOnlyList<Passage>> MarkAsync(LoggedArticle logged, string query, CancellationToken cancellation)
    {
        using (await gate.EnterAsync(cancellation).ConfigureAwait(false))
        {
            using SearcherLease lease = live.Acquire();
            return lease.Articles.Mark(lease.Searcher, logged, new SearchInquiry { Query = query });
        }
    }

    public async Task<IReadOnlyList<ArticleHit>?> FindSimilarAsync(string id, int limit, CancellationToken cancellation)
    {
        if (limit is < 1 or > 50) throw new EngineException(EngineFailure.InvalidArgument, $"limit is {limit}; it must be 1 to 50", "limit");
        using (await gate.EnterAsync(cancellation).ConfigureAwait(false))
        {
            using SearcherLease lease = live.Acquire();
            return lease.Articles.FindSimilar(lease.Searcher, id, limit, cancellation);
        }
    }

    public async IAsyncEnumerable<LoggedArticle> ExportAsync(SearchInquiry inquiry, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using SearcherLease lease = live.Acquire();
        MatchedArticles matched;
        // Only the search itself takes a place among searches: a slow reader of the export must not keep others from theirs.
        using (await gate.EnterAsync(cancellation).ConfigureAwait(false))
            matched = lease.Articles.FindAll(lease.Searcher, inquiry, cancellation);
        foreach (int document in matched.InOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return ArticleIndexer.ReadStored(lease.Searcher, document);
        }
    }

    private SearchAnswer Search(SearcherLease lease, SearchInquiry inquiry, CancellationToken cancellation) =>
        lease.Articles.Search(lease.Searcher, inquiry, log.LogId, lease.Sequence, cancellation);

    private SearchAnswer Help(SearchAnswer answer, SearcherLease lease, SearchInquiry inquiry, CancellationToken cancellation) =>
        options.HelpsOn ? new FindingHelp(lease.Articles, suggestions).Help(answer, lease.Searcher, inquiry, cancellation) : answer;

    private static IEnumerable<string> Headlines(IndexReader reader)
    {
        foreach (AtomicReader segment in reader.Leaves.Select(leaf => leaf.AtomicReader))
        {
            for (int document = segment.MaxDoc - 1; document >= 0; document--)
            {
                if (segment.LiveDocs?.Get(document) != false) yield return StoredArticle.Read(segment, document).Article.Headline;
            }
        }
    }

    /// <summary>Never the query: what people look for is theirs.</summary>
    private static void Trace(Activity activity, SearchAnswer answer)
    {
        activity.SetTag("search.generation", answer.Generation).SetTag("search.sequence", answer.Sequence).SetTag("search.total", answer.Total).SetTag("search.hits", answer.Hits.Count);
        foreach ((string stage, TimeSpan took) in answer.Stages.All()) activity.SetTag($"search.stage.{stage}_ms", took.TotalMilliseconds);
    }

    /// <summary>The reader of the first page for a further one, or by date a later one; the live one for a first.</summary>
    private SearcherLease AcquireFor(SearchInquiry inquiry)
    {
        if (inquiry.PageToken.Length == 0) return live.Acquire();
        PageToken token = PageToken.Decode(inquiry.PageToken, inquiry, log.LogId);
        if (held.Find(token.Sequence, token.Reader) is { } kept) return kept;
        if (inquiry.Order == HitOrder.Relevance)
            throw new EngineException(EngineFailure.InvalidArgument, "the page token is refused: it is older than 5 minutes or from before a restart; begin again with the first page", "page_token");
        // By date and id an article has the same place on any reader; what came since is left out by its sequence.
        SearcherLease later = live.Acquire();
        if (later.Sequence >= token.Sequence) return later;
        later.Dispose();
        throw new EngineException(EngineFailure.Unavailable, $"the index is not as far as the page token's sequence {token.Sequence} again");
    }
}
