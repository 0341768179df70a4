using System.Buffers.Binary;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>The articles of one gram, with positions; either one after the other or by the block.</summary>
internal sealed class GramPostingsEnum(GramTerms terms) : DocsAndPositionsEnum, IArticleBlocks
{
    /// <summary>The widths of articles, frequencies and positions, in bytes.</summary>
    private const int Head = 3;

    private readonly IndexInput input = terms.OpenInput();
    private readonly int[] articles = new int[GramPostingsFormat.ArticleBlock];
    private readonly int[] frequencies = new int[GramPostingsFormat.ArticleBlock];
    private byte[] bytes = new byte[1024];
    private byte[] skips = [];
    private GramEntry entry;
    private IBits? liveDocs;
    private int blocks;
    private int block;
    private int count;
    private int at;
    private int document;
    private int frequencyWidth;
    private int frequencyStart;
    private bool frequenciesRead;
    private int positionWidth;
    private int positionStart;
    private int blockLength;

    /// <summary>How much of the block was read: most who read articles ask for no positions.</summary>
    private int read;
    private long blockStart;

    /// <summary>Occurrences in the block's articles before <see cref="summedTo"/>.</summary>
    private int summed;
    private int summedTo;
    private int positionsGiven;
    private int position;

    public override int DocID => document;

    public override int Freq
    {
        get
        {
            if (!frequenciesRead) ReadFrequencies();
            return frequencies[at];
        }
    }

    int[] IArticleBlocks.Articles => articles;

    int[] IArticleBlocks.Frequencies => frequencies;

    public override int StartOffset => -1;

    public override int EndOffset => -1;

    public bool IsOf(GramTerms other) => ReferenceEquals(terms, other);

    public void Reset(in GramEntry term, IBits? live)
    {
        (entry, liveDocs) = (term, live);
        (document, block, count, at) = (-1, -1, 0, 0);
        blocks = (term.Articles + GramPostingsFormat.ArticleBlock - 1) / GramPostingsFormat.ArticleBlock;
        if (blocks == 1) return;
        int table = blocks * GramPostingsFormat.SkipEntry;
        if (skips.Length < table) skips = new byte[table];
        input.Seek(terms.PostingsStart + term.Postings);
        input.ReadBytes(skips, 0, table);
    }

    int IArticleBlocks.NextBlock(int from)
    {
        int wanted = from == 0 ? block + 1 : BlockOf(from);
        if (wanted >= blocks)
        {
            (block, at) = (blocks, count);
            return 0;
        }

        Load(wanted);
        return articles[count - 1] >= from ? count : 0;
    }

    void IArticleBlocks.ReadFrequencies()
    {
        if (!frequenciesRead) ReadFrequencies();
    }

    /// <summary>The positions of all articles of the block that was read last, each as the writer keeps it: as the step from the one before it in its article.</summary>
    public void ReadSteps(Span<int> steps)
    {
        if (entry.OccursOnce) steps[0] = entry.Position;
        else
        {
            ReadPositions();
            if (positionStart + BitPacking.BytesOf(steps.Length, positionWidth) > blockLength) throw new CorruptIndexException($"{input}: a block of postings has fewer positions than its articles");
            BitPacking.Unpack(bytes.AsSpan(positionStart), positionWidth, steps);
        }
    }

    public override int NextDoc()
    {
        while (true)
        {
            if (++at >= count)
            {
                if (block + 1 >= blocks) return document = NO_MORE_DOCS;
                Load(block + 1);
            }

            document = articles[at];
            if (liveDocs is null || liveDocs.Get(document)) return Stand();
        }
    }

    public override int Advance(int target)
    {
        if (count == 0 || target > articles[count - 1])
        {
            int wanted = BlockOf(target);
            if (wanted >= blocks)
            {
                (block, at) = (blocks, count);
                return document = NO_MORE_DOCS;
            }

            Load(wanted);
        }
        else
        {
            at++;
        }

        while (at < count && articles[at] < target) at++;
        if (at == count)
        {
            block = blocks;
            return document = NO_MORE_DOCS;
        }

        document = articles[at];
        return liveDocs is null || liveDocs.Get(document) ? Stand() : NextDoc();
    }

    public override int NextPosition()
    {
        if (positionsGiven >= Freq) throw new InvalidOperationException($"article {document} has no more than {positionsGiven} positions");
        for (; summedTo < at; summedTo++) summed += frequencies[summedTo];
        if (read < blockLength) ReadPositions();
        int delta = entry.OccursOnce ? entry.Position : BitPacking.Read(bytes.AsSpan(positionStart), summed + positionsGiven, positionWidth);
        positionsGiven++;
        return position += delta + 1;
    }

    public override BytesRef? GetPayload() => null;

    public override long GetCost() => entry.Articles;

    private int Stand()
    {
        positionsGiven = 0;
        position = -1;
        return document;
    }

    /// <summary>The first block from the present one on whose last article is not before the target.</summary>
    private int BlockOf(int target)
    {
        if (blocks == 1) return block + 1; // only asked when the block is not read yet, or behind its end
        int low = block + 1, high = blocks;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (BinaryPrimitives.ReadInt32LittleEndian(skips.AsSpan(middle * GramPostingsFormat.SkipEntry)) < target) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Load(int wanted)
    {
        (block, at, summed, summedTo) = (wanted, 0, 0, 0);
        if (entry.OccursOnce)
        {
            read = blockLength = 0;
            (count, articles[0], frequencies[0], frequenciesRead) = (1, entry.ArticleOrLength, 1, true);
            return;
        }

        int from = 0, to = entry.ArticleOrLength, before = -1;
        if (blocks > 1)
        {
            from = wanted == 0 ? blocks * GramPostingsFormat.SkipEntry : BinaryPrimitives.ReadInt32LittleEndian(skips.AsSpan(((wanted - 1) * GramPostingsFormat.SkipEntry) + 4));
            to = BinaryPrimitives.ReadInt32LittleEndian(skips.AsSpan((wanted * GramPostingsFormat.SkipEntry) + 4));
            if (wanted > 0) before = BinaryPrimitives.ReadInt32LittleEndian(skips.AsSpan((wanted - 1) * GramPostingsFormat.SkipEntry));
        }

        int length = blockLength = to - from;
        if (length < Head || to > entry.ArticleOrLength) throw new CorruptIndexException($"{input}: a block of postings has {length} bytes");
        if (bytes.Length < length + BitPacking.Slack) bytes = new byte[(length * 2) + BitPacking.Slack];
        blockStart = terms.PostingsStart + entry.Postings + from;
        input.Seek(blockStart);
        input.ReadBytes(bytes, 0, Head);
        count = wanted + 1 < blocks ? GramPostingsFormat.ArticleBlock : entry.Articles - (wanted * GramPostingsFormat.ArticleBlock);
        int articleWidth = bytes[0];
        (frequencyWidth, positionWidth) = (bytes[1], bytes[2]);
        frequencyStart = Head + BitPacking.BytesOf(count, articleWidth);
        positionStart = frequencyStart + BitPacking.BytesOf(count, frequencyWidth);
        if (articleWidth > 32 || frequencyWidth > 32 || positionWidth > 32 || positionStart > length) throw new CorruptIndexException($"{input}: a block of postings is malformed");
        input.ReadBytes(bytes, Head, positionStart - Head);
        read = positionStart;
        frequenciesRead = false;
        Span<int> unpacked = articles.AsSpan(0, count);
        BitPacking.Unpack(bytes.AsSpan(Head), articleWidth, unpacked);
        for (int i = 0; i < unpacked.Length; i++) unpacked[i] = before += unpacked[i] + 1;
    }

    private void ReadFrequencies()
    {
        Span<int> unpacked = frequencies.AsSpan(0, count);
        BitPacking.Unpack(bytes.AsSpan(frequencyStart), frequencyWidth, unpacked);
        foreach (ref int frequency in unpacked) frequency++;
        frequenciesRead = true;
    }

    private void ReadPositions()
    {
        if (read == blockLength) return;
        input.Seek(blockStart + read);
        input.ReadBytes(bytes, read, blockLength - read);
        read = blockLength;
    }
}
