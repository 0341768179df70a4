using System.Runtime.InteropServices;
using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Lucene.Net.Util.Fst;
using Lucene.Net.Util.Packed;

namespace Search.Engine;

/// <summary>
/// One field's words, in ascending order, as blocks of those that begin alike. A term waits on a stack until no later one can begin as it does; as soon as enough of those on top of it begin with
/// the same bytes, they become a block, which waits in their place. An index tells for what a block's terms begin with where it stands.
/// </summary>
internal sealed class WordTerms(FieldInfo field, PostingsWriterBase postings, IndexOutput terms, IndexOutput index) : TermsConsumer
{
    /// <summary>Terms and blocks in a block, as Lucene has them: its reader goes through a block from its beginning. More that begin alike are cut where the byte behind changes.</summary>
    private const int Least = 25, Most = 48;

    private readonly long[] numbers = new long[postings.SetField(field)];
    private readonly Stack<BlockTermState> spare = new();
    private readonly List<Entry> waiting = [];
    private readonly List<Block> written = [];
    private readonly List<(byte[] Prefix, byte[] Output)> blocks = [];

    /// <summary>What those that wait begin with, one behind the other.</summary>
    private readonly ByteBuffer texts = new();
    private readonly ByteBuffer suffixes = new(), counts = new(), places = new(), output = new();
    private readonly GrowableByteArrayDataOutput encoded = new(64);
    private readonly ByteBuffer last = new();

    /// <summary>By length: how many waited before the first one that begins with so many bytes, and one more, of the last term.</summary>
    private int[] before = new int[64];
    private long indexStart, occurrences, articleSum;
    private int articles;
    private BytesRef rootOutput = new();

    public long TermCount { get; private set; }

    public override IComparer<BytesRef> Comparer => BytesRef.UTF8SortedAsUnicodeComparer;

    /// <summary>Where a segment is merged from a batch, its columns are written as they are: merging them through Lucene's enumerations would cost a dozen virtual calls a token.</summary>
    public override void Merge(MergeState mergeState, IndexOptions indexOptions, TermsEnum termsEnum)
    {
        if (mergeState.Readers is [BatchReader batch]) batch.WritePostings(field.Name, this);
        else if (!field.HasPayloads && indexOptions is IndexOptions.DOCS_ONLY or IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS) new WordMerge(mergeState, field.Name, indexOptions != IndexOptions.DOCS_ONLY).Write(this);
        else base.Merge(mergeState, indexOptions, termsEnum);
    }

    public override PostingsConsumer StartTerm(BytesRef text)
    {
        postings.StartTerm();
        return postings;
    }

    public override void FinishTerm(BytesRef text, TermStats stats)
    {
        ReadOnlySpan<byte> term = text.Bytes.AsSpan(text.Offset, text.Length);
        CloseUntil(term);
        if (!spare.TryPop(out BlockTermState? state)) state = postings.NewTermState();
        (state.DocFreq, state.TotalTermFreq) = (stats.DocFreq, stats.TotalTermFreq);
        postings.FinishTerm(state);
        Push(term, state, 0);
        TermCount++;
    }

    public override void Finish(long sumTotalTermFreq, long sumDocFreq, int docCount)
    {
        (occurrences, articleSum, articles) = (sumTotalTermFreq, sumDocFreq, docCount);
        if (TermCount == 0) return;
        CloseUntil([]);
        WriteBlocks(0, 0);
        indexStart = index.Position;
        FST<BytesRef> tree = BuildIndex();
        rootOutput = tree.EmptyOutput;
        tree.Save(index);
    }

    /// <summary>For the directory at the end of both files.</summary>
    public void WriteSummary()
    {
        terms.WriteVInt32(field.Number);
        terms.WriteVInt64(TermCount);
        terms.WriteVInt32(rootOutput.Length);
        terms.WriteBytes(rootOutput.Bytes, rootOutput.Offset, rootOutput.Length);
        if (field.IndexOptions != IndexOptions.DOCS_ONLY) terms.WriteVInt64(occurrences);
        terms.WriteVInt64(articleSum);
        terms.WriteVInt32(articles);
        terms.WriteVInt32(numbers.Length);
        index.WriteVInt64(indexStart);
    }

    /// <summary>Makes blocks of what begins as <paramref name="next"/> and all behind it do not.</summary>
    private void CloseUntil(ReadOnlySpan<byte> next)
    {
        int common = last.Span.CommonPrefixLength(next);
        for (int length = last.Length; length > common; length--)
        {
            if (waiting.Count - before[length - 1] >= Least) WriteBlocks(length, before[length - 1]);
        }

        if (before.Length < next.Length) Array.Resize(ref before, next.Length * 2);
        before.AsSpan(common, next.Length - common).Fill(waiting.Count);
        last.Clear();
        last.Write(next);
    }

    private void Push(ReadOnlySpan<byte> text, BlockTermState? term, long block)
    {
        waiting.Add(new Entry(texts.Length, text.Length, term, block));
        texts.Write(text);
    }

    /// <summary>Those that wait from <paramref name="from"/> on become a block, or several that the index knows as one. All but the root.</summary>
    private void WriteBlocks(int prefixLength, int from)
    {
        written.Clear();
        int start = from;
        for (int i = from + 1; i < waiting.Count && prefixLength > 0; i++)
        {
            if (i - start < Least || waiting.Count - start <= Most || LeadOf(i, prefixLength) == LeadOf(i - 1, prefixLength)) continue;
            written.Add(WriteBlock(prefixLength, start, i));
            start = i;
        }

        written.Add(WriteBlock(prefixLength, start, waiting.Count));
        ReadOnlySpan<byte> prefix = last.Span[..prefixLength];
        blocks.Add((prefix.ToArray(), Output()));
        texts.Truncate(waiting[from].Offset);
        waiting.RemoveRange(from, waiting.Count - from);
        Push(prefix, null, written[0].Start);
    }

    /// <summary>The byte behind what all begin with; −1 for the term that ends there.</summary>
    private int LeadOf(int entry, int prefixLength) => waiting[entry].Length == prefixLength ? -1 : texts.Span[waiting[entry].Offset + prefixLength];

    private Block WriteBlock(int prefixLength, int from, int to)
    {
        long start = terms.Position;
        ReadOnlySpan<Entry> entries = CollectionsMarshal.AsSpan(waiting)[from..to];
        bool isLeaf = true, hasTerms = false;
        foreach (ref readonly Entry entry in entries)
        {
            if (entry.Term is null) isLeaf = false;
            else hasTerms = true;
        }

        suffixes.Clear();
        counts.Clear();
        places.Clear();
        bool first = true;
        foreach (ref readonly Entry entry in entries)
        {
            ReadOnlySpan<byte> suffix = texts.Span.Slice(entry.Offset + prefixLength, entry.Length - prefixLength);
            suffixes.WriteVInt(isLeaf ? (uint)suffix.Length : ((uint)suffix.Length << 1) | (entry.Term is null ? 1u : 0));
            suffixes.Write(suffix);
            if (entry.Term is { } term)
            {
                WriteTerm(term, first);
                first = false;
            }
            else
            {
                suffixes.WriteVLong((ulong)(start - entry.Block));
            }
        }

        terms.WriteVInt32((entries.Length << 1) | (to == waiting.Count ? 1 : 0)); // whether it is the last of its prefix
        WriteRow(suffixes, (suffixes.Length << 1) | (isLeaf ? 1 : 0));
        WriteRow(counts, counts.Length);
        WriteRow(places, places.Length);
        return new Block(start, hasTerms, LeadOf(from, prefixLength));
    }

    private void WriteTerm(BlockTermState term, bool first)
    {
        counts.WriteVInt((uint)term.DocFreq);
        if (field.IndexOptions != IndexOptions.DOCS_ONLY) counts.WriteVLong((ulong)(term.TotalTermFreq - term.DocFreq));
        encoded.Length = 0;
        postings.EncodeTerm(numbers, encoded, field, term, first);
        foreach (long number in numbers) places.WriteVLong((ulong)number);
        places.Write(encoded.Bytes.AsSpan(0, encoded.Length));
        spare.Push(term);
    }

    private void WriteRow(ByteBuffer row, int code)
    {
        terms.WriteVInt32(code);
        terms.WriteBytes(row.Bytes, 0, row.Length);
    }

    /// <summary>What the index tells of the blocks just written: where the first is, and of the others where each is and the byte that it begins with behind their prefix.</summary>
    private byte[] Output()
    {
        Block head = written[0];
        output.Clear();
        output.WriteVLong(((ulong)head.Start << 2) | (head.HasTerms ? 2u : 0) | (written.Count > 1 ? 1u : 0));
        if (written.Count > 1) output.WriteVInt((uint)written.Count - 1);
        foreach (Block block in written.Skip(1))
        {
            output.WriteByte((byte)block.Lead);
            output.WriteVLong(((ulong)(block.Start - head.Start) << 1) | (block.HasTerms ? 1u : 0));
        }

        return output.Span.ToArray();
    }

    private FST<BytesRef> BuildIndex()
    {
        Builder<BytesRef> builder = new(FST.INPUT_TYPE.BYTE1, 0, 0, true, false, int.MaxValue, ByteSequenceOutputs.Singleton, null, false, PackedInt32s.COMPACT, true, 15);
        Int32sRef input = new();
        blocks.Sort((a, b) => a.Prefix.AsSpan().SequenceCompareTo(b.Prefix));
        foreach ((byte[] prefix, byte[] told) in blocks) builder.Add(Lucene.Net.Util.Fst.Util.ToInt32sRef(new BytesRef(prefix), input), new BytesRef(told));
        return builder.Finish();
    }

    /// <param name="Term">Null for a block.</param>
    /// <param name="Block">Where the block is.</param>
    private readonly record struct Entry(int Offset, int Length, BlockTermState? Term, long Block);

    /// <param name="Lead">The byte of its first entry behind the prefix.</param>
    private readonly record struct Block(long Start, bool HasTerms, int Lead);
}
