using System.Numerics;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>One pass over the index: what matches, how it scores, the best of it, totals and facets.</summary>
internal sealed class ArticleCollector
{
    /// <summary>Articles between two looks at the clock.</summary>
    private const int CancellationStride = 1024;

    /// <summary>Totals up to this are exact whatever is passed over: a reader pages through them, and below it counting costs little.</summary>
    private const int CountedExactly = 1_000;

    private readonly IndexSearcher searcher;
    private readonly QueryPlan plan;
    private readonly HitOrder order;
    private readonly FacetGroups groups;
    private readonly TopHits top;
    private readonly CandidateOrder candidates;
    private readonly PageToken? token;
    private readonly BytesRef? afterId;
    private readonly CancellationToken cancellation;
    private readonly bool findsAll;

    /// <summary>Articles of the first window: all of them are scored by all terms, since nothing is known yet of what the best ones score. Each further one is twice as wide.</summary>
    private const int FirstWindow = 1024;

    private static readonly Spares<ScoreWindow> Windows = new(Environment.ProcessorCount * 2);

    private ScoreWindow? window;

    /// <summary>Articles of the next window.</summary>
    private int width = FirstWindow;

    // Of the segment that is being collected.
    private AtomicReaderContext segment = null!;
    private int segmentOrdinal;
    private IBits? live;
    private FixedBitSet? excluded;
    private NumericDocValues? dates;
    private NumericDocValues? sequences;

    public ArticleCollector(IndexSearcher searcher, QueryPlan plan, SearchInquiry inquiry, SearchSettings settings, TopHits top, PageToken? token, bool byKey, CancellationToken cancellation)
    {
        this.searcher = searcher;
        this.plan = plan;
        this.top = top;
        this.token = token;
        this.cancellation = cancellation;
        order = inquiry.Order;
        candidates = new CandidateOrder(searcher.IndexReader);
        afterId = byKey ? new BytesRef(token!.LastId) : null;
        // Nothing typed, or nothing but exclusions: everything the filters let pass. Signs without a word find nothing.
        findsAll = plan.Required is null && plan.Ranking.Terms.Count == 0 && (plan.Excluded is not null || (!inquiry.Literal && string.IsNullOrWhiteSpace(inquiry.Query)));
        groups = new FacetGroups(inquiry, settings);
    }

    public long Total { get; private set; }

    /// <summary>False if articles were passed over because they could not be among the best.</summary>
    public bool TotalIsExact { get; private set; } = true;

    /// <summary>Whether articles that cannot be among the best may be passed over; facets and other orders still look at all of them.</summary>
    public bool MayPassOver { get; init; }

    /// <summary>Whether nothing but <see cref="Total"/> is asked for.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>For an order by relevance; null where newer articles are as good as older ones.</summary>
    public Recency? Recency { get; init; }

    /// <summary>The last log sequence that counts: on a later reader than the first page's, what came since is left out.</summary>
    public long MostSequence { get; init; } = long.MaxValue;

    /// <summary>Gets every article of the result instead of the best being kept.</summary>
    public Action<Candidate>? Visit { get; init; }

    public Candidate[] Best() => top.ToSorted();

    public IReadOnlyList<FacetCounts> Facets(IReadOnlyList<FacetKind> kinds) => groups.Counts(kinds);

    public void Collect()
    {
        Weight? required = plan.Required is null ? null : searcher.CreateNormalizedWeight(plan.Required);
        Weight? excluding = plan.Excluded is null ? null : searcher.CreateNormalizedWeight(plan.Excluded);
        IList<AtomicReaderContext> leaves = searcher.IndexReader.Leaves;
        for (segmentOrdinal = 0; segmentOrdinal < leaves.Count; segmentOrdinal++)
        {
            cancellation.ThrowIfCancellationRequested();
            segment = leaves[segmentOrdinal];
            AtomicReader reader = segment.AtomicReader;
            live = reader.LiveDocs;
            dates = order == HitOrder.Relevance && Recency is null ? null : reader.GetNumericDocValues(IndexSchema.Date);
            sequences = MostSequence == long.MaxValue ? null : reader.GetNumericDocValues(IndexSchema.Sequence);
            excluded = excluding is null ? null : Matching(excluding);
            groups.Enter(reader);
            if (required is not null) CollectRequired(required);
            else if (findsAll) CollectAll();
            else if (CountsOnly) CountByWords();
            else CollectByWords();
            groups.Leave();
        }

        if (window is not null) Windows.Give(window);
        window = null;
    }

    /// <summary>Where every article passes, those found are counted without being looked at.</summary>
    private bool AllPass => live is null && excluded is null && sequences is null && groups.IsEmpty;

    private void CountByWords()
    {
        SegmentScorer scorer = new(plan.Ranking, segment, onlyFinding: true);
        ulong[] found = (window ??= Windows.Take() ?? new ScoreWindow()).Found;
        bool all = AllPass;
        for (int start = scorer.NextOccupied(); start != DocIdSetIterator.NO_MORE_DOCS; start = scorer.NextOccupied())
        {
            cancellation.ThrowIfCancellationRequested();
            scorer.MarkFound(start, found);
            for (int word = 0; word < found.Length; word++) Total += all ? BitOperations.PopCount(found[word]) : CountPassing(start + (word << 6), found[word]);
            Array.Clear(found);
        }

        scorer.Return();
    }

    private int CountPassing(int start, ulong articles)
    {
        int passing = 0;
        for (; articles != 0; articles &= articles - 1)
        {
            if (Passes(start + BitOperations.TrailingZeroCount(articles))) passing++;
        }

        return passing;
    }

    private void CollectByWords()
    {
        SegmentScorer scorer = new(plan.Ranking, segment);
        if (scorer.IsEmpty) return;
        bool prunes = MayPassOver && !groups.CountsFacets && order == HitOrder.Relevance && Visit is null;
        float highest = Recency?.Highest ?? 1;
        ScoreWindow window = this.window ??= Windows.Take() ?? new ScoreWindow();
        Prune();
        for (int start = scorer.NextOccupied(); start != DocIdSetIterator.NO_MORE_DOCS; start = scorer.NextOccupied())
        {
            cancellation.ThrowIfCancellationRequested();
            scorer.ScoreWindow(start, width, window);
            TakeWindow(start);
            window.Clear();
            width = Math.Min(2 * width, SegmentScorer.WindowSize);
            Prune();
        }

        scorer.Return();

        void Prune()
        {
            if (!prunes) return;
            scorer.Prune(top.Threshold / highest, counts: Total < CountedExactly);
            TotalIsExact &= !scorer.PassesOver;
        }

        void TakeWindow(int start)
        {
            if (scorer.IsPruned)
            {
                TakePruned(start);
                return;
            }

            for (int word = 0; word < window.Found.Length; word++)
            {
                for (ulong bits = window.Found[word]; bits != 0; bits &= bits - 1)
                {
                    int slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    Take(start + slot, plan.Ranking.Combine(window.Sums[slot], window.Meanings[slot]));
                }
            }
        }

        void TakePruned(int start)
        {
            bool all = AllPass;
            int added = scorer.Narrow(start, width, window, top.Threshold / highest);
            for (int word = 0; word < window.Found.Length; word++)
            {
                ulong reaching = window.Reaching[word];
                ulong counted = window.Found[word] & ~reaching;
                Total += all ? BitOperations.PopCount(counted) : CountPassing(start + (word << 6), counted);
                for (ulong bits = reaching; bits != 0; bits &= bits - 1)
                {
                    int slot = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    if (!Passes(start + slot)) continue;
                    bool found = (window.Found[word] >> slot & 1) != 0;
                    float sum = window.Sums[slot], meaning = window.Meanings[slot];
                    bool complete = scorer.Complete(start + slot, added, top.Threshold / highest, ref sum, ref meaning, ref found);
                    if (!found) continue;
                    Total++;
                    if (complete) Offer(start + slot, plan.Ranking.Combine(sum, meaning));
                }
            }
        }
    }

    private void CollectRequired(Weight required)
    {
        Scorer? matches = required.GetScorer(segment, null);
        if (matches is null) return;
        SegmentScorer scorer = new(plan.Ranking, segment);
        int seen = 0;
        for (int document = matches.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = matches.NextDoc())
        {
            if (++seen % CancellationStride == 0) cancellation.ThrowIfCancellationRequested();
            Take(document, scorer.ScoreOne(document, out _));
        }

        scorer.Return();
    }

    private void CollectAll()
    {
        for (int document = 0; document < segment.Reader.MaxDoc; document++)
        {
            if (document % CancellationStride == 0) cancellation.ThrowIfCancellationRequested();
            Take(document, 0);
        }
    }

    /// <summary>Of the given documents of the whole index, in ascending order, those in the result with their keys. After <see cref="Collect"/>.</summary>
    public IReadOnlyList<Candidate> Matching(IReadOnlyList<int> documents)
    {
        List<Candidate> matching = [];
        Weight? required = plan.Required is null ? null : searcher.CreateNormalizedWeight(plan.Required);
        Weight? excluding = plan.Excluded is null ? null : searcher.CreateNormalizedWeight(plan.Excluded);
        IList<AtomicReaderContext> leaves = searcher.IndexReader.Leaves;
        for (int i = 0; i < documents.Count;)
        {
            segmentOrdinal = ReaderUtil.SubIndex(documents[i], leaves);
            segment = leaves[segmentOrdinal];
            dates = order == HitOrder.Relevance && Recency is null ? null : segment.AtomicReader.GetNumericDocValues(IndexSchema.Date);
            sequences = MostSequence == long.MaxValue ? null : segment.AtomicReader.GetNumericDocValues(IndexSchema.Sequence);
            groups.Enter(segment.AtomicReader);
            Scorer? matches = required?.GetScorer(segment, null), excludes = excluding?.GetScorer(segment, null);
            SegmentScorer scorer = new(plan.Ranking, segment);
            for (; i < documents.Count && documents[i] < segment.DocBase + segment.Reader.MaxDoc; i++)
            {
                int document = documents[i] - segment.DocBase;
                if (CameLater(document)) continue;
                float score = scorer.ScoreOne(document, out bool found);
                if ((required is null ? findsAll || found : Is(matches, document)) && !Is(excludes, document) && groups.Passes(document))
                    matching.Add(new Candidate(KeyOf(document, score), documents[i], segmentOrdinal));
            }

            scorer.Return();
        }

        return matching;

        static bool Is(Scorer? scorer, int document) => scorer is not null && (scorer.DocID < document ? scorer.Advance(document) : scorer.DocID) == document;
    }

    private void Take(int document, float score)
    {
        if (!Passes(document)) return;
        Total++;
        Offer(document, score);
    }

    private bool Passes(int document) =>
        (live is null || live.Get(document)) && (excluded is null || !excluded.Get(document)) && !CameLater(document) && (groups.IsEmpty || groups.Take(document));

    private void Offer(int document, float score)
    {
        Candidate candidate = new(KeyOf(document, score), segment.DocBase + document, segmentOrdinal);
        if (Visit is not null)
        {
            Visit(candidate);
            return;
        }

        if (afterId is not null && !candidates.IsAfter(candidate, (float)token!.Score, afterId)) return;
        top.Offer(candidate);
    }

    private bool CameLater(int document) => sequences is not null && sequences.Get(document) > MostSequence;

    /// <summary>Dates as day numbers: yyyyMMdd does not fit a float exactly. Undated articles come last either way.</summary>
    private float KeyOf(int document, float score)
    {
        if (order == HitOrder.Relevance && Recency is null) return score;
        int date = (int)(dates?.Get(document) ?? 0);
        if (order == HitOrder.Relevance) return score * Recency!.Factor(date);
        if (date == 0) return float.NegativeInfinity;
        int day = ArticleDate.DayNumber(date);
        return order == HitOrder.Newest ? day : -day;
    }

    private FixedBitSet Matching(Weight weight)
    {
        FixedBitSet bits = new(segment.Reader.MaxDoc);
        Scorer? scorer = weight.GetScorer(segment, null);
        for (int document = scorer?.NextDoc() ?? DocIdSetIterator.NO_MORE_DOCS, seen = 1; document != DocIdSetIterator.NO_MORE_DOCS; document = scorer!.NextDoc(), seen++)
        {
            if (seen % CancellationStride == 0) cancellation.ThrowIfCancellationRequested();
            bits.Set(document);
        }

        return bits;
    }
}
