using System.Diagnostics;
using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Answers inquiries on one reader: reads the query, collects and ranks, counts facets, cuts the page, highlights it. Thread-safe.</summary>
internal sealed class ArticleSearcher(ChineseAnalysis analysis, RankingOptions ranking)
{
    /// <summary>Reprints listed with a hit.</summary>
    private const int MostReprints = 10;

    /// <summary>Reprints whose dates are compared for that.</summary>
    private const int MostReprintsRead = 50;

    public ChineseAnalysis Analysis => analysis;

    /// <summary>Whether every article found is scored, also those that cannot be among the best; the answers differ in nothing but their totals.</summary>
    internal bool CountsAll { get; init; }

    /// <summary>Of these words and weights.</summary>
    private readonly long number = Random.Shared.NextInt64();

    private readonly Highlighter highlighter = new(analysis.Folding);

    /// <summary>Tells the reader, asked with these words, from every other: those of before a restart, and the same one asked with words as they were before.</summary>
    public long NumberOf(IndexReader reader) => IndexStatistics.Of(reader).Reader ^ number;

    /// <param name="searcher">With a page token of an order by relevance, the one that answered its first page: scores depend on what else an index holds. By date a later one does.</param>
    /// <param name="logId">Signs page tokens.</param>
    /// <param name="sequence">What <paramref name="searcher"/> shows; page tokens name it.</param>
    /// <exception cref="EngineException">InvalidArgument; the field is named, and for the query the position.</exception>
    public SearchAnswer Search(IndexSearcher searcher, SearchInquiry inquiry, string logId, long sequence, CancellationToken cancellation)
    {
        long began = Stopwatch.GetTimestamp();
        SearchSettings settings = SearchSettings.Of(inquiry);
        PageToken? token = inquiry.PageToken.Length > 0 ? PageToken.Decode(inquiry.PageToken, inquiry, logId) : null;
        QueryPlan plan = Plan(searcher, inquiry);
        long planned = Stopwatch.GetTimestamp();
        int given = token?.Given ?? settings.Skip;

        // Hits behind the reranked ones are in the order of their keys, so a deep page begins right behind the last key.
        bool reranks = inquiry.Order == HitOrder.Relevance && plan.Ranking.LooksAtPositions;
        bool byKey = token is not null && given >= (reranks ? ranking.RerankedHits : 0);
        // A token counts candidates, folded ones too; a number of hits to skip does not.
        int first = byKey || token is null ? 0 : given, skip = token is null ? given : 0;
        CandidateOrder order = new(searcher.IndexReader);
        Recency? recency = Recency.Of(ranking, inquiry, IndexStatistics.Of(searcher.IndexReader));
        for (int wanted = Math.Max(first + skip + settings.PageSize + 1, reranks && !byKey ? ranking.RerankedHits : 0); ; wanted = (2 * wanted) + 100)
        {
            ArticleCollector collector = new(searcher, plan, inquiry, settings, new TopHits(wanted, order), token, byKey, cancellation) { Recency = recency, MayPassOver = !CountsAll, MostSequence = token is not null && token.Sequence < sequence ? token.Sequence : long.MaxValue };
            collector.Collect();
            Candidate[] best = collector.Best();
            Candidate[] byBaseKey = [.. best];
            PositionReranker reranker = new(plan.Ranking, searcher.IndexReader, analysis.Folding, order);
            if (reranks && !byKey) reranker.Rerank(best, ranking.RerankedHits, cancellation);
            // One hit more than the page has tells whether there is a next one.
            IReadOnlyList<FoldedHit> found = inquiry.UnfoldReprints
                ? [.. best.Skip(first + skip).Take(settings.PageSize + 1).Select((hit, i) => new FoldedHit(hit, first + skip + i, []))]
                : new ReprintFolding(searcher.IndexReader, collector.Matching, order).Fold(best, first, skip, settings.PageSize + 1, cancellation);
            if (found.Count <= settings.PageSize && best.Length == wanted) continue; // Too many were folded.
            return Answer(found, byBaseKey, collector, reranker.Read);
        }

        SearchAnswer Answer(IReadOnlyList<FoldedHit> found, Candidate[] byBaseKey, ArticleCollector collector, Dictionary<int, LoggedArticle> read)
        {
            long ranked = Stopwatch.GetTimestamp();
            FoldedHit[] page = [.. found.Take(settings.PageSize)];
            ArticleHit[] hits = [.. page.Select(hit => ToHit(searcher, hit, read.GetValueOrDefault(hit.Hit.Document), plan, inquiry, settings, recency, reranks && !byKey && hit.Rank < ranking.RerankedHits, cancellation))];
            return new SearchAnswer
            {
                Hits = hits,
                Stages = new StageTimes { Analysis = Stopwatch.GetElapsedTime(began, planned), Search = Stopwatch.GetElapsedTime(planned, ranked), Highlight = Stopwatch.GetElapsedTime(ranked) },
                Total = collector.Total,
                TotalIsExact = collector.TotalIsExact,
                Facets = collector.Facets(inquiry.Facets),
                NextPageToken = found.Count > page.Length ? NextPage(byBaseKey, page[^1].Rank).Encode(inquiry, logId) : "",
            };
        }

        // Reranking only changes the order before the last hit that it looks at, so keys as collected divide the pages.
        PageToken NextPage(Candidate[] byBaseKey, int rank) => new(token?.Sequence ?? sequence, token?.Reader ?? NumberOf(searcher.IndexReader), (byKey ? given : 0) + rank + 1, byBaseKey[rank].Key, order.IdOf(byBaseKey[rank]));
    }

    /// <summary>How many articles an inquiry finds.</summary>
    public long Count(IndexSearcher searcher, SearchInquiry inquiry, CancellationToken cancellation) => Count(searcher, Plan(searcher, inquiry), inquiry, cancellation);

    /// <summary>How many articles a query finds that was read or made otherwise, with the filter and the flags of the inquiry.</summary>
    public long Count(IndexSearcher searcher, ParsedQuery query, SearchInquiry inquiry, CancellationToken cancellation) =>
        Count(searcher, new QueryPlanner(analysis, ranking, searcher).Plan(query), inquiry, cancellation);

    private static long Count(IndexSearcher searcher, QueryPlan plan, SearchInquiry inquiry, CancellationToken cancellation)
    {
        inquiry = inquiry with { Facets = [], PageToken = "", Skip = 0, Order = HitOrder.Relevance };
        ArticleCollector collector = new(searcher, plan, inquiry, SearchSettings.Of(inquiry), new TopHits(0, new CandidateOrder(searcher.IndexReader)), token: null, byKey: false, cancellation) { CountsOnly = true };
        collector.Collect();
        return collector.Total;
    }

    /// <summary>The whole result by date, oldest first, as document numbers of the searcher.</summary>
    /// <exception cref="EngineException">InvalidArgument.</exception>
    public MatchedArticles FindAll(IndexSearcher searcher, SearchInquiry inquiry, CancellationToken cancellation)
    {
        inquiry = inquiry with { Order = HitOrder.Oldest };
        MatchedArticles matched = new(searcher.IndexReader);
        new ArticleCollector(searcher, Plan(searcher, inquiry), inquiry, SearchSettings.Of(inquiry), new TopHits(0, new CandidateOrder(searcher.IndexReader)), token: null, byKey: false, cancellation) { Visit = matched.Add }.Collect();
        return matched;
    }

    /// <summary>Articles that share what tells most about the given one, best first, without itself and its reprints; reprints among them are folded.</summary>
    /// <returns>Null if there is no article of that id.</returns>
    public IReadOnlyList<ArticleHit>? FindSimilar(IndexSearcher searcher, string id, int limit, CancellationToken cancellation)
    {
        TopDocs self = searcher.Search(new TermQuery(ArticleIndexer.IdTerm(id)), 1);
        if (self.TotalHits == 0) return null;
        Article article = ArticleIndexer.ReadStored(searcher, self.ScoreDocs[0].Doc).Article;
        QueryPlan plan = new SimilarArticles(analysis, ranking, searcher.IndexReader).Plan(article);
        if (plan.Ranking.Terms.Count == 0) return [];
        // A query that reads as empty would find everything: the plan's words are the whole query.
        SearchInquiry inquiry = new() { Query = id };
        SearchSettings settings = SearchSettings.Of(inquiry);
        CandidateOrder order = new(searcher.IndexReader);
        ArticleCollector collector = new(searcher, plan, inquiry, settings, new TopHits((3 * limit) + MostReprintsRead, order), token: null, byKey: false, cancellation);
        collector.Collect();
        byte[]? sketch = ReprintSketch.Of(article, analysis.Folding);
        Candidate[] others = [.. collector.Best().Where(candidate => candidate.Document != self.ScoreDocs[0].Doc && !(sketch is not null && ReprintFolding.IsAlike(searcher.IndexReader, candidate, sketch)))];
        return [.. new ReprintFolding(searcher.IndexReader, collector.Matching, order).Fold(others, 0, 0, limit, cancellation).Select(hit => ToHit(searcher, hit, null, plan, inquiry, settings, null, reranked: false, cancellation))];
    }

    /// <summary>Every match of the query in one article, each field whole; none where the index holds another version of it.</summary>
    /// <exception cref="EngineException">InvalidArgument for a query that cannot be read.</exception>
    public IReadOnlyList<Passage> Mark(IndexSearcher searcher, LoggedArticle logged, SearchInquiry inquiry)
    {
        QueryPlan plan = Plan(searcher, inquiry);
        BytesRef id = new(logged.Article.Id);
        foreach (AtomicReaderContext segment in searcher.IndexReader.Leaves)
        {
            DocsEnum? found = segment.AtomicReader.GetTermDocsEnum(new Term(IndexSchema.Id, id));
            for (int document = found?.NextDoc() ?? DocIdSetIterator.NO_MORE_DOCS; document != DocIdSetIterator.NO_MORE_DOCS; document = found!.NextDoc())
            {
                if (segment.AtomicReader.LiveDocs?.Get(document) == false) continue;
                return StoredArticle.Read(segment.AtomicReader, document).Sequence == logged.Sequence
                    ? highlighter.Highlight(logged.Article, segment.AtomicReader, document, plan.Highlights, wholeFields: true, 0, 0)
                    : [];
            }
        }

        return [];
    }

    private QueryPlan Plan(IndexSearcher searcher, SearchInquiry inquiry)
    {
        QueryPlanner planner = new(analysis, ranking, searcher);
        if (inquiry.Literal) return planner.PlanLiteral(inquiry.Query);
        return QueryReader.Read(inquiry.Query, inquiry.Strict) switch
        {
            ParsedQuery parsed => planner.Plan(parsed, inquiry.Strict),
            QuerySyntaxError error => throw new EngineException(EngineFailure.InvalidArgument, $"{error.Message} (position {error.Position + 1}): {error.Hint}", "query") { Fault = error.Fault, FaultyPart = error.Part },
            QueryReading other => throw new InvalidOperationException($"{other.GetType()} is no reading of a query"),
        };
    }

    private ArticleHit ToHit(IndexSearcher searcher, FoldedHit hit, LoggedArticle? read, QueryPlan plan, SearchInquiry inquiry, SearchSettings settings, Recency? recency, bool reranked, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Candidate candidate = hit.Hit;
        AtomicReaderContext segment = searcher.IndexReader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        LoggedArticle logged = read ?? ArticleIndexer.ReadStored(searcher, candidate.Document);
        return new ArticleHit
        {
            Logged = logged,
            Score = inquiry.Order == HitOrder.Relevance ? candidate.Key : 0,
            Highlights = inquiry.Highlight.Disabled ? [] : highlighter.Highlight(logged.Article, segment.AtomicReader, document, plan.Highlights, inquiry.Highlight.WholeFields, settings.MaxPassages, settings.PassageLength),
            Explanation = inquiry.Explain && inquiry.Order == HitOrder.Relevance ? Explain(searcher, candidate, hit.Rank, plan, recency, reranked) : [],
            ReprintCount = hit.Reprints.Count,
            Reprints = hit.Reprints.Count == 0 ? [] : [.. hit.Reprints.Take(MostReprintsRead).Select(reprint => ArticleIndexer.ReadStored(searcher, reprint.Document))
                .OrderByDescending(reprint => reprint.Article.Date, StringComparer.Ordinal).ThenBy(reprint => reprint.Article.Id, StringComparer.Ordinal).Take(MostReprints)],
        };
    }

    private List<string> Explain(IndexSearcher searcher, Candidate candidate, int rank, QueryPlan plan, Recency? recency, bool reranked)
    {
        AtomicReaderContext segment = searcher.IndexReader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        List<string> lines = [];
        float score = new SegmentScorer(plan.Ranking, segment).Explain(document, lines);
        if (recency?.Factor((int)(segment.AtomicReader.GetNumericDocValues(IndexSchema.Date)?.Get(document) ?? 0)) is { } factor)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"×{factor:F2}: for its date"));
            score *= factor;
        }

        if (reranked) score += new PositionReranker(plan.Ranking, searcher.IndexReader, analysis.Folding, new CandidateOrder(searcher.IndexReader)).Explain(candidate, rank, lines);
        if (candidate.Key - score > 0.01) lines.Add(string.Create(CultureInfo.InvariantCulture, $"+{candidate.Key - score:F2}: kept before those whose words were not compared"));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"= {candidate.Key:F2}"));
        return lines;
    }
}
