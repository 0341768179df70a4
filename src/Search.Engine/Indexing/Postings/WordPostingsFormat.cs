using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene41;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Lucene's own postings, for everything but grams; a batch writes its terms straight into them, and articles are read by the block.</summary>
[PostingsFormatName("Lucene41")]
internal sealed class WordPostingsFormat : PostingsFormat
{
    public override FieldsConsumer FieldsConsumer(SegmentWriteState state)
    {
        Lucene41PostingsWriter postings = new(state);
        try
        {
            return new WordTermsWriter(state, postings);
        }
        catch
        {
            postings.Dispose();
            throw;
        }
    }

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
}
