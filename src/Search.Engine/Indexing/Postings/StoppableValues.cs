using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Another format's doc values, merged so that a stop ends it (<see cref="StoppableValues"/>).</summary>
[DocValuesFormatName("Stoppable")]
internal sealed class StoppableDocValuesFormat(DocValuesFormat format) : DocValuesFormat
{
    public override DocValuesConsumer FieldsConsumer(SegmentWriteState state) => new StoppableValues(format.FieldsConsumer(state));

    public override DocValuesProducer FieldsProducer(SegmentReadState state) => format.FieldsProducer(state);
}

/// <summary>Another format's norms, merged so that a stop ends it (<see cref="StoppableValues"/>).</summary>
internal sealed class StoppableNormsFormat(NormsFormat format) : NormsFormat
{
    public override DocValuesConsumer NormsConsumer(SegmentWriteState state) => new StoppableValues(format.NormsConsumer(state));

    public override DocValuesProducer NormsProducer(SegmentReadState state) => format.NormsProducer(state);
}

/// <summary>
/// Counts each value of a merge as work, as Lucene does stored articles and postings: its own merge of values looks neither for a stop nor for a rest that it is to take, seconds for a
/// million articles. What is written is what the other consumer writes.
/// </summary>
internal sealed class StoppableValues(DocValuesConsumer consumer) : DocValuesConsumer
{
    /// <summary>Of the merge under way; null while values are written that are not merged, or that nothing can stop.</summary>
    private CheckAbort? abort;

    public override void AddNumericField(FieldInfo field, IEnumerable<long?> values) => consumer.AddNumericField(field, Counted(values));

    public override void AddBinaryField(FieldInfo field, IEnumerable<BytesRef> values) => consumer.AddBinaryField(field, Counted(values));

    public override void AddSortedField(FieldInfo field, IEnumerable<BytesRef> values, IEnumerable<long?> docToOrd) => consumer.AddSortedField(field, Counted(values), Counted(docToOrd));

    public override void AddSortedSetField(FieldInfo field, IEnumerable<BytesRef> values, IEnumerable<long?> docToOrdCount, IEnumerable<long?> ords) =>
        consumer.AddSortedSetField(field, Counted(values), Counted(docToOrdCount), Counted(ords));

    public override void MergeNumericField(FieldInfo fieldInfo, MergeState mergeState, IList<NumericDocValues> toMerge, IList<IBits> docsWithField) =>
        Merge(mergeState, () => base.MergeNumericField(fieldInfo, mergeState, toMerge, docsWithField));

    public override void MergeBinaryField(FieldInfo fieldInfo, MergeState mergeState, IList<BinaryDocValues> toMerge, IList<IBits> docsWithField) =>
        Merge(mergeState, () => base.MergeBinaryField(fieldInfo, mergeState, toMerge, docsWithField));

    public override void MergeSortedField(FieldInfo fieldInfo, MergeState mergeState, IList<SortedDocValues> toMerge) =>
        Merge(mergeState, () => base.MergeSortedField(fieldInfo, mergeState, abort is { } counts ? [.. toMerge.Select(values => new CountedSorted(values, counts))] : toMerge));

    public override void MergeSortedSetField(FieldInfo fieldInfo, MergeState mergeState, IList<SortedSetDocValues> toMerge) =>
        Merge(mergeState, () => base.MergeSortedSetField(fieldInfo, mergeState, abort is { } counts ? [.. toMerge.Select(values => new CountedSortedSet(values, counts))] : toMerge));

    protected override void Dispose(bool disposing)
    {
        if (disposing) consumer.Dispose();
    }

    private void Merge(MergeState state, Action merge)
    {
        abort = state.CheckAbort == CheckAbort.NONE ? null : state.CheckAbort;
        try
        {
            merge();
        }
        finally
        {
            abort = null;
        }
    }

    private IEnumerable<T> Counted<T>(IEnumerable<T> values) => abort is { } counts ? Counted(values, counts) : values;

    private static IEnumerable<T> Counted<T>(IEnumerable<T> values, CheckAbort counts)
    {
        foreach (T value in values)
        {
            counts.Work(1);
            yield return value;
        }
    }

    /// <summary>Before any of them is written the distinct values of all segments are read through, most of the time for a field that each article has another value in.</summary>
    private sealed class CountedTerms(TermsEnum terms, CheckAbort counts) : FilterAtomicReader.FilterTermsEnum(terms)
    {
        public override bool MoveNext()
        {
            counts.Work(1);
            return base.MoveNext();
        }
    }

    private sealed class CountedSorted(SortedDocValues values, CheckAbort counts) : SortedDocValues
    {
        public override int ValueCount => values.ValueCount;

        public override int GetOrd(int docID) => values.GetOrd(docID);

        public override void LookupOrd(int ord, BytesRef result) => values.LookupOrd(ord, result);

        public override TermsEnum GetTermsEnum() => new CountedTerms(values.GetTermsEnum(), counts);
    }

    private sealed class CountedSortedSet(SortedSetDocValues values, CheckAbort counts) : SortedSetDocValues
    {
        public override long ValueCount => values.ValueCount;

        public override long NextOrd() => values.NextOrd();

        public override void SetDocument(int docID) => values.SetDocument(docID);

        public override void LookupOrd(long ord, BytesRef result) => values.LookupOrd(ord, result);

        public override TermsEnum GetTermsEnum() => new CountedTerms(values.GetTermsEnum(), counts);
    }
}
