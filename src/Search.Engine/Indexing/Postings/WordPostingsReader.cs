using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene41;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Lucene's postings, which it reads itself, except that a word's articles can also be had block by block (<see cref="WordBlocks"/>), and its positions in some of them alone
/// (<see cref="WordPositions"/>): a query that goes through a whole list spends most of its time in the calls for each article otherwise.
/// </summary>
internal sealed class WordPostingsReader : PostingsReaderBase
{
    /// <summary>What Lucene's writer calls its files, and the versions of them that are read here: since terms' numbers stand in rows, and with a checksum.</summary>
    private const string ArticlesCodec = "Lucene41PostingsWriterDoc", PositionsCodec = "Lucene41PostingsWriterPos", OffsetsCodec = "Lucene41PostingsWriterPay";

    private const int FirstVersion = 1, LastVersion = 2;

    private readonly Lucene41PostingsReader lucene;
    private readonly IndexInput articles;
    private readonly IndexInput? positions, offsets;

    /// <summary>By width: whether a block's numbers stand within words of eight bytes, from the lowest bit up, instead of one behind the other from the highest bit down.</summary>
    private readonly bool[] withinWords = new bool[33];

    public WordPostingsReader(SegmentReadState state)
    {
        articles = Open(state, Lucene41PostingsFormat.DOC_EXTENSION, ArticlesCodec);
        if (state.FieldInfos.HasProx) positions = Open(state, Lucene41PostingsFormat.POS_EXTENSION, PositionsCodec);
        if (state.FieldInfos.HasOffsets) offsets = Open(state, Lucene41PostingsFormat.PAY_EXTENSION, OffsetsCodec);
        articles.ReadVInt32(); // version of packed numbers
        for (int width = 1; width <= 32; width++)
        {
            int code = articles.ReadVInt32(), packing = code >> 5;
            if (packing > 1 || (code & 31) + 1 != width || (packing == 1 && 64 % width != 0)) throw new CorruptIndexException($"{articles}: numbers of {width} bits are packed in an unknown way ({code})");
            withinWords[width] = packing == 1;
        }

        // Last: what was opened before needs no closing (a mapping goes when nothing holds it), and this does.
        lucene = new Lucene41PostingsReader(state.Directory, state.FieldInfos, state.SegmentInfo, state.Context, state.SegmentSuffix);
    }

    private static IndexInput Open(SegmentReadState state, string extension, string codec)
    {
        IndexInput input = state.Directory.OpenInput(IndexFileNames.SegmentFileName(state.SegmentInfo.Name, state.SegmentSuffix, extension), state.Context);
        CodecUtil.CheckHeader(input, codec, FirstVersion, LastVersion);
        return input;
    }

    public IndexInput OpenInput() => (IndexInput)articles.Clone();

    /// <summary>Of fields that have them.</summary>
    public IndexInput OpenPositions() => (IndexInput)positions!.Clone();

    /// <summary>Of fields that have them.</summary>
    public IndexInput OpenOffsets() => (IndexInput)offsets!.Clone();

    public bool PacksWithinWords(int width) => withinWords[width];

    public override void Init(IndexInput termsIn) => lucene.Init(termsIn);

    public override BlockTermState NewTermState() => new WordTermState(this, lucene.NewTermState());

    public override void DecodeTerm(long[] longs, DataInput @in, FieldInfo fieldInfo, BlockTermState state, bool absolute)
    {
        WordTermState word = (WordTermState)state;
        ByteArrayDataInput bytes = (ByteArrayDataInput)@in;
        int from = bytes.Position;
        WordPlaces before = absolute ? default : word.Places;
        word.Start = (absolute ? 0 : word.Start) + longs[0];
        word.Places = new WordPlaces(before.Positions + (longs.Length > 1 ? longs[1] : 0), 0, before.Offsets + (longs.Length > 2 ? longs[2] : 0));
        word.OnlyArticle = word.DocFreq == 1 ? bytes.ReadVInt32() : -1;
        bool positions = fieldInfo.IndexOptions >= IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, offsets = fieldInfo.IndexOptions >= IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS;
        long full = positions && word.TotalTermFreq > Lucene41PostingsFormat.BLOCK_SIZE ? bytes.ReadVInt64() : 0;
        word.RestOfPositions = word.TotalTermFreq % Lucene41PostingsFormat.BLOCK_SIZE == 0 ? -1 : word.Places.Positions + full;
        word.Skips = word.DocFreq > Lucene41PostingsFormat.BLOCK_SIZE ? word.Start + bytes.ReadVInt64() : -1;
        word.NumbersPerSkip = 2 + (positions ? 2 : 0) + (fieldInfo.HasPayloads ? 1 : 0) + (offsets || fieldInfo.HasPayloads ? 1 : 0);
        word.HasOffsets = offsets;
        bytes.Position = from;
        lucene.DecodeTerm(longs, bytes, fieldInfo, word.ForLucene(), absolute);
    }

    public override DocsEnum Docs(FieldInfo fieldInfo, BlockTermState state, IBits skipDocs, DocsEnum reuse, DocsFlags flags) =>
        lucene.Docs(fieldInfo, ((WordTermState)state).ForLucene(), skipDocs, reuse, flags);

    public override DocsAndPositionsEnum DocsAndPositions(FieldInfo fieldInfo, BlockTermState state, IBits skipDocs, DocsAndPositionsEnum reuse, DocsAndPositionsFlags flags) =>
        lucene.DocsAndPositions(fieldInfo, ((WordTermState)state).ForLucene(), skipDocs, reuse, flags);

    public override long RamBytesUsed() => lucene.RamBytesUsed();

    public override void CheckIntegrity() => lucene.CheckIntegrity();

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        lucene.Dispose();
        articles.Dispose();
        positions?.Dispose();
        offsets?.Dispose();
    }
}

/// <summary>Where a word's postings are: as Lucene knows it, and what <see cref="WordBlocks"/> and <see cref="WordPositions"/> need of it.</summary>
internal sealed class WordTermState(WordPostingsReader reader, BlockTermState lucene) : BlockTermState
{
    public WordPostingsReader Reader => reader;

    /// <summary>Where its articles begin in the file of articles.</summary>
    public long Start { get; set; }

    /// <summary>Where its positions begin.</summary>
    public WordPlaces Places { get; set; }

    /// <summary>Where the positions behind the full blocks begin in the file of positions; −1 if there are none.</summary>
    public long RestOfPositions { get; set; } = -1;

    /// <summary>Where its skip data begin in the file of articles; −1 of a word with none.</summary>
    public long Skips { get; set; } = -1;

    /// <summary>How many numbers they have for each block: its last article, the next one's beginning, and what they say of positions.</summary>
    public int NumbersPerSkip { get; set; }

    public bool HasOffsets { get; set; }

    /// <summary>Of a word in a single article, that article: it has no postings in the file. −1 otherwise.</summary>
    public int OnlyArticle { get; set; } = -1;

    /// <summary>Lucene's own state, with the frequencies that its dictionary set in this one.</summary>
    public BlockTermState ForLucene()
    {
        (lucene.DocFreq, lucene.TotalTermFreq, lucene.Ord) = (DocFreq, TotalTermFreq, Ord);
        return lucene;
    }

    public override void CopyFrom(TermState other)
    {
        base.CopyFrom(other);
        WordTermState word = (WordTermState)other;
        lucene.CopyFrom(word.ForLucene());
        (Start, Places, RestOfPositions, Skips, NumbersPerSkip, HasOffsets, OnlyArticle) = (word.Start, word.Places, word.RestOfPositions, word.Skips, word.NumbersPerSkip, word.HasOffsets, word.OnlyArticle);
    }

    public override object Clone()
    {
        WordTermState copy = new(reader, (BlockTermState)lucene.Clone());
        copy.CopyFrom(this);
        return copy;
    }
}
