using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Enumerates one field's grams of a segment.</summary>
internal sealed class GramTermsEnum(GramTerms terms) : TermsEnum
{
    private readonly IndexInput input = terms.OpenInput();
    private readonly GramBlock block = new();
    private readonly BytesRef term = new(GramTerm.MaximumBytes);
    private int blockNumber = -1;
    private int at = -1;

    public override IComparer<BytesRef> Comparer => terms.Comparer;

    public override BytesRef Term => term;

    public override long Ord => throw new NotSupportedException("grams have no ordinals");

    public override int DocFreq => block[at].Articles;

    public override long TotalTermFreq => block[at].Occurrences;

    /// <summary>The present term, for those who know this format.</summary>
    public ref readonly GramEntry Entry => ref block[at];

    public override bool MoveNext()
    {
        if (at + 1 < block.Count && blockNumber >= 0)
        {
            at++;
        }
        else
        {
            if (blockNumber + 1 >= terms.Blocks)
            {
                at = block.Count;
                return false;
            }

            Load(blockNumber + 1);
            at = 0;
        }

        WriteTerm();
        return true;
    }

    [Obsolete("Lucene's older way to enumerate; it is still abstract.")]
    public override BytesRef? Next() => MoveNext() ? term : null;

    public override bool SeekExact(BytesRef text)
    {
        if (!GramTerm.TryParse(text, out uint gram) || !SeekExact(gram)) return false;
        WriteTerm();
        return true;
    }

    /// <summary>For those who know grams by number; only <see cref="Entry"/> tells then what was found.</summary>
    public bool SeekExact(uint gram)
    {
        SeekBlock(gram);
        int found = block.Find(gram);
        if (found < 0) return false;
        at = found;
        return true;
    }

    /// <returns>False if all grams are before it.</returns>
    public bool SeekFrom(uint gram)
    {
        SeekBlock(gram);
        while (MoveNext())
        {
            if (Entry.Gram >= gram) return true;
        }

        return false;
    }

    public override SeekStatus SeekCeil(BytesRef text)
    {
        // Any bytes may be asked for, the beginning of a gram too: compared as bytes, first block by block.
        int low = 0, high = terms.Blocks - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            term.Length = GramTerm.Write(terms.FirstOf(middle), term.Bytes);
            if (term.CompareTo(text) <= 0) low = middle;
            else high = middle - 1;
        }

        if (blockNumber != low) Load(low);
        at = -1;
        while (MoveNext())
        {
            int order = term.CompareTo(text);
            if (order == 0) return SeekStatus.FOUND;
            if (order > 0) return SeekStatus.NOT_FOUND;
        }

        return SeekStatus.END;
    }

    public override void SeekExact(long ord) => throw new NotSupportedException("grams have no ordinals");

    public override DocsEnum Docs(IBits? liveDocs, DocsEnum? reuse, DocsFlags flags) => Open(liveDocs, reuse);

    public override DocsAndPositionsEnum DocsAndPositions(IBits? liveDocs, DocsAndPositionsEnum? reuse, DocsAndPositionsFlags flags) => Open(liveDocs, reuse);

    private GramPostingsEnum Open(IBits? liveDocs, DocsEnum? reuse)
    {
        GramPostingsEnum postings = reuse is GramPostingsEnum known && known.IsOf(terms) ? known : new GramPostingsEnum(terms);
        postings.Reset(block[at], liveDocs);
        return postings;
    }

    private void SeekBlock(uint gram)
    {
        int wanted = terms.BlockOf(gram);
        if (blockNumber != wanted) Load(wanted);
        at = -1;
    }

    private void Load(int wanted)
    {
        terms.Read(wanted, input, block);
        blockNumber = wanted;
    }

    private void WriteTerm() => term.Length = GramTerm.Write(block[at].Gram, term.Bytes);
}
