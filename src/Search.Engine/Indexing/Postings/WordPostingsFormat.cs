using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene41;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Lucene's own postings, for everything but grams; a batch writes its terms straight into them, and articles are read by the block.</summary>
[PostingsFormatName("Lucene41")]
internal sealed class WordPostingsFormat : PostingsFormat
{
    private readonly Lucene41PostingsFormat lucene = new();

    public override FieldsConsumer FieldsConsumer(SegmentWriteState state) => new BatchAwareFields(lucene.FieldsConsumer(state));

    public override FieldsProducer FieldsProducer(SegmentReadState state)
    {
        WordPostingsReader postings = new(state);
        try
        {
            return new BlockTreeTermsReader<object?>(state.Directory, state.FieldInfos, state.SegmentInfo, postings, state.Context, state.SegmentSuffix, state.TermsIndexDivisor, null);
        }
        catch
        {
            postings.Dispose();
            throw;
        }
    }

    private sealed class BatchAwareFields(FieldsConsumer lucene) : FieldsConsumer
    {
        public override TermsConsumer AddField(FieldInfo field) => new BatchAwareTerms(lucene.AddField(field), field.Name);

        protected override void Dispose(bool disposing)
        {
            if (disposing) lucene.Dispose();
        }
    }
}

/// <summary>
/// Where a segment is merged from a batch, its columns are written as they are: merging them through Lucene's enumerations would cost a
/// dozen virtual calls a token.
/// </summary>
internal sealed class BatchAwareTerms(TermsConsumer lucene, string field) : TermsConsumer
{
    public override IComparer<BytesRef> Comparer => lucene.Comparer;

    public override PostingsConsumer StartTerm(BytesRef text) => lucene.StartTerm(text);

    public override void FinishTerm(BytesRef text, TermStats stats) => lucene.FinishTerm(text, stats);

    public override void Finish(long sumTotalTermFreq, long sumDocFreq, int docCount) => lucene.Finish(sumTotalTermFreq, sumDocFreq, docCount);

    public override void Merge(MergeState mergeState, IndexOptions indexOptions, TermsEnum termsEnum)
    {
        if (mergeState.Readers is [BatchReader batch]) batch.WritePostings(field, lucene);
        else lucene.Merge(mergeState, indexOptions, termsEnum);
    }
}
