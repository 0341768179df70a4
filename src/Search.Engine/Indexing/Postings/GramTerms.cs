using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>One field's grams in a segment. Thread-safe; enumerations are not.</summary>
internal sealed class GramTerms : Terms
{
    private readonly IndexInput input;
    private readonly uint[] blockGrams;
    private readonly int[] blockTerms;
    private readonly long[] blockPostings;
    private readonly long termsStart;
    private readonly int termsLength;

    /// <summary>Reads the field's entry of the directory, where <paramref name="input"/> stands.</summary>
    public GramTerms(IndexInput input, string file)
    {
        this.input = input;
        Count = input.ReadVInt64();
        SumTotalTermFreq = input.ReadVInt64();
        SumDocFreq = input.ReadVInt64();
        DocCount = input.ReadVInt32();
        PostingsStart = input.ReadVInt64();
        termsStart = input.ReadVInt64();
        termsLength = input.ReadVInt32();
        long blocks = (Count + GramPostingsFormat.TermBlock - 1) / GramPostingsFormat.TermBlock;
        if (blocks <= 0 || blocks > termsLength || termsStart + termsLength > input.Length) throw new CorruptIndexException($"{file}: {Count} terms in {termsLength} bytes");
        blockGrams = new uint[blocks];
        blockTerms = new int[blocks];
        blockPostings = new long[blocks];
        for (int block = 0; block < blockGrams.Length; block++)
        {
            blockGrams[block] = (block > 0 ? blockGrams[block - 1] : 0) + (uint)input.ReadVInt64();
            blockTerms[block] = (block > 0 ? blockTerms[block - 1] : 0) + input.ReadVInt32();
            blockPostings[block] = (block > 0 ? blockPostings[block - 1] : 0) + input.ReadVInt64();
        }
    }

    public override IComparer<BytesRef> Comparer => BytesRef.UTF8SortedAsUnicodeComparer;

    public override long Count { get; }

    public override long SumTotalTermFreq { get; }

    public override long SumDocFreq { get; }

    public override int DocCount { get; }

    public override bool HasFreqs => true;

    public override bool HasOffsets => false;

    public override bool HasPositions => true;

    public override bool HasPayloads => false;

    public int Blocks => blockGrams.Length;

    public long RamBytesUsed => blockGrams.Length * 16L;

    /// <summary>Where the field's postings begin; positions of terms count from here.</summary>
    public long PostingsStart { get; }

    public override TermsEnum GetEnumerator() => new GramTermsEnum(this);

    public IndexInput OpenInput() => (IndexInput)input.Clone();

    public uint FirstOf(int block) => blockGrams[block];

    /// <summary>The last block whose first gram is not behind <paramref name="gram"/>; 0 if all are.</summary>
    public int BlockOf(uint gram)
    {
        int block = Array.BinarySearch(blockGrams, gram);
        return Math.Max(0, block >= 0 ? block : ~block - 1);
    }

    /// <summary>All of them in order.</summary>
    public IEnumerable<uint> Grams()
    {
        IndexInput from = OpenInput();
        GramBlock decoded = new();
        for (int block = 0; block < Blocks; block++)
        {
            Read(block, from, decoded);
            for (int term = 0; term < decoded.Count; term++) yield return decoded[term].Gram;
        }
    }

    public void Read(int block, IndexInput from, GramBlock target)
    {
        int end = block + 1 < blockTerms.Length ? blockTerms[block + 1] : termsLength;
        int count = (int)Math.Min(GramPostingsFormat.TermBlock, Count - ((long)block * GramPostingsFormat.TermBlock));
        from.Seek(termsStart + blockTerms[block]);
        target.Read(from, end - blockTerms[block], count, blockGrams[block], blockPostings[block]);
    }
}

/// <summary>Up to 64 terms, decoded as far as they were asked for.</summary>
internal sealed class GramBlock
{
    private readonly GramEntry[] entries = new GramEntry[GramPostingsFormat.TermBlock];
    private byte[] bytes = new byte[512];
    private int next;
    private int length;
    private int decoded;

    /// <summary>The last decoded gram, and where the postings of the one behind it begin.</summary>
    private uint gram;
    private long postings;

    public int Count { get; private set; }

    public ref readonly GramEntry this[int term]
    {
        get
        {
            while (decoded <= term) Decode();
            return ref entries[term];
        }
    }

    public void Read(IndexInput from, int length, int count, uint firstGram, long postings)
    {
        if (bytes.Length < length) bytes = new byte[length * 2];
        from.ReadBytes(bytes, 0, length);
        (next, this.length, Count, decoded) = (0, length, count, 0);
        (gram, this.postings) = (firstGram, postings);
    }

    /// <summary>Where the gram stands in the block, or -1. Half of a block is not decoded for it on average.</summary>
    public int Find(uint wanted)
    {
        while (decoded < Count && (decoded == 0 || gram < wanted)) Decode();
        int low = 0, high = decoded - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            uint found = entries[middle].Gram;
            if (found == wanted) return middle;
            if (found < wanted) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    private void Decode()
    {
        if (decoded >= Count) throw new ArgumentOutOfRangeException(nameof(decoded), decoded, "the block has no further term");
        if (decoded > 0) gram += ReadVInt() + 1;
        int articles = (int)ReadVInt();
        if (articles == 0)
        {
            entries[decoded++] = new GramEntry(gram, 1, 1, 0, (int)ReadVInt(), (int)ReadVInt());
            return;
        }

        int occurrences = articles + (int)ReadVInt(), postingsLength = (int)ReadVInt();
        entries[decoded++] = new GramEntry(gram, articles, occurrences, postings, postingsLength, -1);
        postings += postingsLength;
    }

    private uint ReadVInt()
    {
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (next >= length || shift > 28) throw new CorruptIndexException("a block of grams ends within a term");
            byte part = bytes[next++];
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}

/// <summary>A term of the dictionary.</summary>
/// <param name="Postings">Where its postings are, from the field's beginning; nothing for a gram that occurs once.</param>
/// <param name="ArticleOrLength">The one article, or the postings' length in bytes.</param>
/// <param name="Position">The one position; -1 for a gram that occurs more than once.</param>
internal readonly record struct GramEntry(uint Gram, int Articles, int Occurrences, long Postings, int ArticleOrLength, int Position)
{
    public bool OccursOnce => Position >= 0;
}
