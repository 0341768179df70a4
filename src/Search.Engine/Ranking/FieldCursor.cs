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
    private IArticleBlocks? asked;
    private int[] askedArticles = [];
    private int askedAt, askedCount;
    private bool askedEnded, frequenciesRead;

    public TextField Field => textField;

    /// <summary>In the article that <see cref="AdvanceTo"/> found.</summary>
    public int Frequency
    {
        get
        {
            if (!frequenciesRead) asked!.ReadFrequencies();
            frequenciesRead = true;
            return asked!.Frequencies[askedAt];
        }
    }

    /// <summary>The first article that has not been accumulated yet.</summary>
    public int Next() => at < count ? articles[at] : ReadBlock(0);

    /// <summary>Articles behind those accumulated, before <paramref name="end"/>, if they were spread evenly; many where they cannot be told.</summary>
    public double UpTo(int end) =>
        term is null ? int.MaxValue : ended ? 0 : (double)term.Articles * Math.Max(0, end - (at < count ? articles[at] : before)) / context.Reader.MaxDoc;

    /// <summary>Passes over what stands before <paramref name="start"/>.</summary>
    public void SkipTo(int start)
    {
        if ((at == count || articles[count - 1] < start) && ReadBlock(start) == DocIdSetIterator.NO_MORE_DOCS) return;
        at = IArticleBlocks.PlaceOf(start, articles, at, count);
    }

    /// <summary>Adds what the occurrences count to the articles of a window; those before it must have been accumulated.</summary>
    /// <param name="start">The window's first article.</param>
    /// <param name="width">Its articles.</param>
    /// <param name="known">How many places <paramref name="touched"/> has.</param>
    /// <param name="sums">By place.</param>
    /// <param name="touched">Gets the places that had nothing yet; room for one more than the window has.</param>
    /// <returns>How many it has then.</returns>
    public int Accumulate(int start, int width, int known, float[] sums, ushort[] touched)
    {
        while (Next() - start < width)
        {
            ReadOnlySpan<int> found = articles.AsSpan(at, count - at), times = frequencies.AsSpan(at, found.Length);
            int i = 0;
            for (; i < found.Length; i++)
            {
                int article = found[i], slot = article - start;
                if (slot >= width) break;
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
        if (askedAt == askedCount || askedArticles[askedCount - 1] < target)
        {
            if (askedEnded) return false;
            if (asked is null) askedArticles = (asked = OpenBlocks(severalSteps: false)).Articles;
            (askedAt, askedCount, frequenciesRead) = (0, asked.NextBlock(target), false);
            askedEnded = askedCount == 0;
            if (askedEnded) return false;
        }

        askedAt = IArticleBlocks.PlaceOf(target, askedArticles, askedAt, askedCount);
        return askedArticles[askedAt] == target;
    }

    /// <summary>What the occurrences in the article that <see cref="AdvanceTo"/> found count; a date has no field whose length or weight could matter.</summary>
    public float Weight() => lengths is null ? 1 : Frequency * factors[lengths[askedArticles[askedAt]]];

    /// <summary>Leaves the postings to the next search.</summary>
    public void Return()
    {
        Return(blocks);
        Return(asked);
        (blocks, asked, at, count, ended, askedAt, askedCount, askedEnded) = (null, null, 0, 0, true, 0, 0, true);
    }

    private void Return(IArticleBlocks? opened)
    {
        if (opened is SteppedBlocks { Postings: PiecePostings piece }) piece.Return();
        else if (opened is not null && term is not null) dictionaries.ReturnBlocks(textField, opened);
    }

    private int ReadBlock(int from)
    {
        if (ended) return DocIdSetIterator.NO_MORE_DOCS;
        if (blocks is null)
        {
            blocks = OpenBlocks(severalSteps: true);
            (articles, frequencies) = (blocks.Articles, blocks.Frequencies);
        }

        if (count > 0) before = articles[count - 1];
        (at, count) = (0, blocks.NextBlock(from));
        ended = count == 0;
        if (ended) return DocIdSetIterator.NO_MORE_DOCS;
        blocks.ReadFrequencies();
        return articles[0];
    }

    private IArticleBlocks OpenBlocks(bool severalSteps) =>
        term is not null ? dictionaries.OpenBlocks(textField, term) : new SteppedBlocks(OpenPostings(), severalSteps ? SteppedBlocks.Several : 1);

    private DocsEnum? OpenPostings() => source.Grams is not null ? PiecePostings.Open(dictionaries, context.AtomicReader, textField, source.Grams) : source.Pieces![textField].GetScorer(context, null);
}
