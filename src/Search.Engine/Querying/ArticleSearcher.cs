using Lucene.Net.Index;
using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Answers inquiries on one reader: reads the query, collects and ranks, counts facets, cuts the page, highlights it. Thread-safe.</summary>
internal sealed class ArticleSearcher(ChineseAnalysis analysis, RankingOptions ranking)
{
    private readonly Highlighter highlighter = new(analysis.Folding);

    /// <param name="searcher">With a page token, the one that answered its first page: scores depend on what else an index holds.</param>
    /// <param name="logId">Signs page tokens.</param>
    /// <param name="sequence">What <paramref name="searcher"/> shows; page tokens name it.</param>
    /// <exception cref="EngineException">InvalidArgument; the field is named, and for the query the position.</exception>
    public SearchAnswer Search(IndexSearcher searcher, SearchInquiry inquiry, string logId, long sequence, CancellationToken cancellation)
    {
        SearchSettings settings = SearchSettings.Of(inquiry);
        PageToken? token = inquiry.PageToken.Length > 0 ? PageToken.Decode(inquiry.PageToken, inquiry, logId) : null;
        QueryPlan plan = Plan(searcher, inquiry);
        int given = token?.Given ?? settings.Skip;

        // Hits behind the reranked ones are in the order of their keys, so a deep page begins right behind the last key.
        bool reranks = inquiry.Order == HitOrder.Relevance && plan.Ranking.Pairs.Count > 0;
        bool byKey = token is not null && given >= (reranks ? ranking.RerankedHits : 0);
        int wanted = byKey ? settings.PageSize + 1 : Math.Max(given + settings.PageSize + 1, reranks ? ranking.RerankedHits : 0);

        ArticleCollector collector = new(searcher, plan, inquiry, settings, new TopHits(wanted, new CandidateOrder(searcher.IndexReader)), token, byKey, cancellation);
        collector.Collect();
        Candidate[] best = collector.Best();
        Candidate[] byBaseKey = [.. best];
        if (reranks && !byKey) new ProximityReranker(plan.Ranking, searcher.IndexReader).Rerank(best, ranking.RerankedHits, cancellation);

        int first = byKey ? 0 : given;
        Candidate[] page = [.. best.Skip(first).Take(settings.PageSize)];
        bool more = best.Length > first + page.Length;
        ArticleHit[] hits = new ArticleHit[page.Length];
        for (int i = 0; i < page.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            hits[i] = ToHit(searcher, page[i], plan, inquiry, settings);
        }

        return new SearchAnswer
        {
            Hits = hits,
            Total = collector.Total,
            TotalIsExact = true,
            Facets = collector.Facets(inquiry.Facets),
            NextPageToken = more && page.Length > 0 ? NextPage(byBaseKey[first + page.Length - 1]).Encode(inquiry, logId) : "",
        };

        // Reranking only changes the order before the last hit that it looks at, so keys as collected divide the pages.
        PageToken NextPage(Candidate last) =>
            new(sequence, given + page.Length, last.Key, new CandidateOrder(searcher.IndexReader).IdOf(last));
    }

    private QueryPlan Plan(IndexSearcher searcher, SearchInquiry inquiry)
    {
        QueryPlanner planner = new(analysis, ranking, searcher);
        if (inquiry.Literal) return planner.PlanLiteral(inquiry.Query);
        return QueryReader.Read(inquiry.Query) switch
        {
            ParsedQuery parsed => planner.Plan(parsed),
            QuerySyntaxError error => throw new EngineException(EngineFailure.InvalidArgument, $"{error.Message} (position {error.Position + 1}): {error.Hint}", "query"),
            QueryReading other => throw new InvalidOperationException($"{other.GetType()} is no reading of a query"),
        };
    }

    private ArticleHit ToHit(IndexSearcher searcher, Candidate candidate, QueryPlan plan, SearchInquiry inquiry, SearchSettings settings)
    {
        AtomicReaderContext segment = searcher.IndexReader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        LoggedArticle logged = ArticleIndexer.ReadStored(searcher, candidate.Document);
        return new ArticleHit
        {
            Logged = logged,
            Score = inquiry.Order == HitOrder.Relevance ? candidate.Key : 0,
            Highlights = inquiry.Highlight.Disabled ? [] : highlighter.Highlight(logged.Article, segment.AtomicReader, document, plan.Highlights, inquiry.Highlight.WholeFields, settings.MaxPassages, settings.PassageLength),
            Explanation = inquiry.Explain ? new SegmentScorer(plan.Ranking, segment).Explain(document) : [],
        };
    }
}
