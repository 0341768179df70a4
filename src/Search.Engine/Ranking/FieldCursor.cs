using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>
/// A term's articles in one field of a segment: either all of them in order (<see cref="Accumulate"/>), or given ones, in ascending order too (<see cref="AdvanceTo"/>). Each way opens the
/// postings when first asked: where the kept hits are better than what a term can add, it never is in most segments.
/// </summary>
internal sealed class FieldCursor(AtomicReaderContext context, SegmentTerms dictionaries, TextField textField, RankedTerm source, SegmentTerm? term, byte[]? lengths, float[] factors)
{
    // All of them in order.
    private IArticleBlocks? blocks;
    private int[] articles = [], frequencies = [];
    private int at, count;
    private bool ended;

    /// <summary>Everything up to here was accumulated or passed over.</summary>
    private int before;

    // Given ones.
    private DocsEnum? postings;
    private int document = -1;

    public TextField Field => textField;

    /// <summary>In the article that <see cref="AdvanceTo"/> found.</summary>
    public int Frequency => postings!.Freq;

    /// <summary>The first article that has not been accumulated yet.</summary>
    public int Next()
    {
        if (at < count) return articles[at];
        if (ended) return DocIdSetIterator.NO_MORE_DOCS;
        if (blocks is null)
        {
            blocks = term is not null ? dictionaries.OpenBlocks(context.AtomicReader, textField, term) : new SteppedBlocks(OpenPostings());
            (articles, frequencies) = (blocks.Articles, blocks.Frequencies);
        }

        if (count > 0) before = articles[count - 1];
        (at, count) = (0, blocks.NextBlock());
        ended = count == 0;
        return ended ? DocIdSetIterator.NO_MORE_DOCS : articles[0];
    }

    /// <summary>Articles behind those accumulated up to the end of a window that begins at <paramref name="start"/>, if they were spread evenly; many where they cannot be told.</summary>
    public double UpTo(int start) =>
        term is null ? int.MaxValue : ended ? 0 : (double)term.Articles * Math.Max(0, start + SegmentScorer.WindowSize - (at < count ? articles[at] : before)) / context.Reader.MaxDoc;

    /// <summary>Passes over what stands before <paramref name="start"/>.</summary>
    public void SkipTo(int start)
    {
        while (Next() < start)
        {
            int place = articles[count - 1] < start ? count - at : articles.AsSpan(at, count - at).BinarySearch(start);
            at += place < 0 ? ~place : place;
        }
    }

    /// <summary>Adds what the occurrences count to the articles of a window of <see cref="SegmentScorer.WindowSize"/>; those before it must have been accumulated.</summary>
    /// <param name="touched">Gets the places that had nothing yet; room for one more than the window has.</param>
    /// <param name="known">How many it has.</param>
    /// <returns>How many it has then.</returns>
    public int Accumulate(int start, int known, float[] sums, ushort[] touched)
    {
        while (Next() - start < SegmentScorer.WindowSize)
        {
            ReadOnlySpan<int> found = articles.AsSpan(at, count - at), times = frequencies.AsSpan(at, found.Length);
            int i = 0;
            for (; i < found.Length; i++)
            {
                int article = found[i], slot = article - start;
                if (slot >= SegmentScorer.WindowSize) break;
                float sum = sums[slot];
                sums[slot] = sum + (lengths is null ? 1 : times[i] * factors[lengths[article]]);
                // Written in any case, kept if new: whether it is new cannot be foreseen.
                touched[known] = (ushort)slot;
                if (sum == 0) known++;
            }

            at += i;
        }

        return known;
    }

    /// <summary>Marks the articles of a window; those before it must have been gone through.</summary>
    public void Mark(int start, ulong[] found)
    {
        while (Next() - start < SegmentScorer.WindowSize)
        {
            for (; at < count && articles[at] - start is < SegmentScorer.WindowSize and var slot; at++) found[slot >> 6] |= 1UL << slot;
        }
    }

    public bool AdvanceTo(int target)
    {
        if (document < target) document = (postings ??= OpenPostings())?.Advance(target) ?? DocIdSetIterator.NO_MORE_DOCS;
        return document == target;
    }

    /// <summary>What the occurrences in the article that <see cref="AdvanceTo"/> found count; a date has no field whose length or weight could matter.</summary>
    public float Weight() => lengths is null ? 1 : postings!.Freq * factors[lengths[document]];

    /// <summary>Leaves the postings to the next search.</summary>
    public void Return()
    {
        if (blocks is SteppedBlocks { Postings: PiecePostings all }) all.Return();
        else if (blocks is not null && term is not null) dictionaries.ReturnBlocks(textField, blocks);
        if (postings is PiecePostings given) given.Return();
        else if (postings is not null && term is not null) dictionaries.Return(textField, postings);
        (blocks, postings, at, count, ended, document) = (null, null, 0, 0, true, DocIdSetIterator.NO_MORE_DOCS);
    }

    private DocsEnum? OpenPostings() => term is not null ? dictionaries.Open(context.AtomicReader, textField, term)
        : source.Grams is not null ? PiecePostings.Open(dictionaries, context.AtomicReader, textField, source.Grams)
        : source.Pieces![textField].GetScorer(context, null);
}
