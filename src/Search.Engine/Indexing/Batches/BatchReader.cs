using Lucene.Net.Codecs;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// A batch in the shape <c>IndexWriter.AddIndexes</c> takes, so that Lucene writes and registers the segment. It is no reader to search:
/// its terms are not enumerated but written as a whole by <see cref="WordTerms"/>.
/// </summary>
internal sealed class BatchReader(StoredColumn stored) : AtomicReader
{
    private readonly SortedDictionary<string, FieldInfo> infos = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<TermsConsumer>> postings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WordColumn> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedValues> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NumberColumn> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BytesColumn> bytes = new(StringComparer.Ordinal);
    private readonly List<(string Field, GramColumn Column)> grams = [];
    private FieldInfos? fieldInfos;

    public override FieldInfos FieldInfos => fieldInfos ?? throw new InvalidOperationException("the batch's fields are not complete");

    public override Fields Fields => new BatchFields([.. postings.Keys.Order(StringComparer.Ordinal)]);

    public override int MaxDoc => stored.Count;

    public override int NumDocs => stored.Count;

    public override IBits? LiveDocs => null;

    public void AddWords(string field, WordColumn column)
    {
        words.Add(field, column);
        Describe(field, IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS, norms: true, DocValuesType.NONE);
    }

    public void AddGrams(string field, GramColumn column)
    {
        grams.Add((field, column));
        Describe(field, IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, norms: false, DocValuesType.NONE);
    }

    public void AddValues(string field, ValueKind kind, SortedValues sorted)
    {
        values.Add(field, sorted);
        postings.Add(field, sorted.Write);
        Describe(field, IndexOptions.DOCS_ONLY, norms: false, kind switch
        {
            ValueKind.Single => DocValuesType.SORTED,
            ValueKind.Several => DocValuesType.SORTED_SET,
            _ => DocValuesType.NONE,
        });
    }

    public void AddNumbers(string field, NumberColumn column)
    {
        numbers.Add(field, column);
        Describe(field, IndexOptions.NONE, norms: false, DocValuesType.NUMERIC);
    }

    public void AddBytes(string field, BytesColumn column)
    {
        bytes.Add(field, column);
        Describe(field, IndexOptions.NONE, norms: false, DocValuesType.BINARY);
    }

    /// <summary>No more fields come.</summary>
    public void Complete(TermDictionary dictionary, WordSorter wordSorter, GramSorter gramSorter)
    {
        int[] sorted = words.Count > 0 ? dictionary.Sort().ToArray() : [];
        foreach ((string field, WordColumn column) in words)
        {
            if (column.HasTokens) postings.Add(field, consumer => column.Write(consumer, sorted, wordSorter));
        }

        foreach ((string field, GramColumn column) in grams)
        {
            if (column.HasTokens) postings.Add(field, consumer => column.Write((GramTermsWriter)consumer, gramSorter));
        }

        Describe(IndexSchema.Stored, IndexOptions.NONE, norms: false, DocValuesType.NONE);
        fieldInfos = new FieldInfos([.. infos.Values]);
    }

    public void WritePostings(string field, TermsConsumer consumer) => postings[field](consumer);

    public override void Document(int docID, StoredFieldVisitor visitor) =>
        visitor.BinaryField(infos[IndexSchema.Stored], stored.Of(docID));

    /// <summary>Writes the stored articles as merging their documents would, without a copy of each.</summary>
    public int WriteStored(StoredFieldsWriter writer, MergeState state)
    {
        BytesRef bytes = new();
        StoredField field = new(IndexSchema.Stored, bytes);
        FieldInfo info = state.FieldInfos.FieldInfo(IndexSchema.Stored);
        for (int article = 0; article < stored.Count; article++)
        {
            (bytes.Bytes, bytes.Offset, bytes.Length) = stored.RangeOf(article);
            writer.StartDocument(1);
            writer.WriteField(info, field);
            writer.FinishDocument();
            state.CheckAbort.Work(300); // as Lucene's own merge counts it
        }

        writer.Finish(state.FieldInfos, stored.Count);
        return stored.Count;
    }

    public override NumericDocValues? GetNormValues(string field) =>
        words.TryGetValue(field, out WordColumn? column) ? new NormValues(column) : null;

    public override NumericDocValues? GetNumericDocValues(string field) =>
        numbers.TryGetValue(field, out NumberColumn? column) ? new NumberValues(column) : null;

    public override SortedDocValues? GetSortedDocValues(string field) =>
        infos.TryGetValue(field, out FieldInfo? info) && info.DocValuesType == DocValuesType.SORTED ? new SingleValues(values[field]) : null;

    public override SortedSetDocValues? GetSortedSetDocValues(string field) =>
        infos.TryGetValue(field, out FieldInfo? info) && info.DocValuesType == DocValuesType.SORTED_SET ? new SeveralValues(values[field]) : null;

    public override BinaryDocValues? GetBinaryDocValues(string field) =>
        bytes.TryGetValue(field, out BytesColumn? column) ? new BytesValues(column, MaxDoc) : null;

    /// <summary>Asked for numbers, which every article has, and bytes only.</summary>
    public override IBits? GetDocsWithField(string field) =>
        bytes.TryGetValue(field, out BytesColumn? column) ? new BytesValues(column, MaxDoc)
        : numbers.ContainsKey(field) ? new Bits.MatchAllBits(MaxDoc)
        : null;

    public override Fields? GetTermVectors(int docID) => null;

    public override void CheckIntegrity()
    {
    }

    protected override void DoClose()
    {
    }

    private void Describe(string field, IndexOptions options, bool norms, DocValuesType docValues)
    {
        bool indexed = options != IndexOptions.NONE;
        infos.Add(field, new FieldInfo(field, indexed, infos.Count, storeTermVector: false, omitNorms: indexed && !norms, storePayloads: false, options, docValues, norms ? DocValuesType.NUMERIC : DocValuesType.NONE, null));
    }

    private sealed class BatchFields(IReadOnlyList<string> names) : Fields
    {
        public override int Count => names.Count;

        public override IEnumerator<string> GetEnumerator() => names.GetEnumerator();

        public override Terms GetTerms(string field) => BatchTerms.Instance;
    }

    /// <summary>Stands for a field that has terms; they are written, never enumerated.</summary>
    private sealed class BatchTerms : Terms
    {
        public static BatchTerms Instance { get; } = new();

        public override IComparer<BytesRef> Comparer => BytesRef.UTF8SortedAsUnicodeComparer;

        public override long Count => -1;

        public override long SumTotalTermFreq => -1;

        public override long SumDocFreq => -1;

        public override int DocCount => -1;

        public override bool HasFreqs => true;

        public override bool HasOffsets => false;

        public override bool HasPositions => true;

        public override bool HasPayloads => false;

        public override TermsEnum GetEnumerator() => TermsEnum.EMPTY;
    }

    private sealed class NormValues(WordColumn column) : NumericDocValues
    {
        public override long Get(int docID) => docID < column.Norms.Length ? (sbyte)column.Norms[docID] : 0;
    }

    private sealed class NumberValues(NumberColumn column) : NumericDocValues
    {
        public override long Get(int docID) => column[docID];
    }

    private sealed class BytesValues(BytesColumn column, int articles) : BinaryDocValues, IBits
    {
        public int Length => articles;

        bool IBits.Get(int index) => column[index] is not null;

        public override void Get(int docID, BytesRef result)
        {
            byte[] value = column[docID] ?? [];
            (result.Bytes, result.Offset, result.Length) = (value, 0, value.Length);
        }
    }

    private sealed class SingleValues(SortedValues sorted) : SortedDocValues
    {
        public override int ValueCount => sorted.Count;

        public override int GetOrd(int docID) => sorted.OrdinalsOf(docID) is [int ordinal, ..] ? ordinal : -1;

        public override void LookupOrd(int ord, BytesRef result) => (result.Bytes, result.Offset, result.Length) = (sorted.TermOf(ord), 0, sorted.TermOf(ord).Length);
    }

    private sealed class SeveralValues(SortedValues sorted) : SortedSetDocValues
    {
        private int docID;
        private int next;

        public override long ValueCount => sorted.Count;

        public override void SetDocument(int docID) => (this.docID, next) = (docID, 0);

        public override long NextOrd()
        {
            ReadOnlySpan<int> ordinals = sorted.OrdinalsOf(docID);
            while (next > 0 && next < ordinals.Length && ordinals[next] == ordinals[next - 1]) next++;
            return next < ordinals.Length ? ordinals[next++] : NO_MORE_ORDS;
        }

        public override void LookupOrd(long ord, BytesRef result) => (result.Bytes, result.Offset, result.Length) = (sorted.TermOf((int)ord), 0, sorted.TermOf((int)ord).Length);
    }
}
