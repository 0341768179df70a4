using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Writes a segment's file of grams; see <see cref="GramPostingsFormat"/>.</summary>
internal sealed class GramFieldsWriter : FieldsConsumer
{
    private readonly IndexOutput output;
    private readonly List<GramTermsWriter> fields = [];

    public GramFieldsWriter(SegmentWriteState state)
    {
        output = state.Directory.CreateOutput(GramPostingsFormat.FileName(state.SegmentInfo, state.SegmentSuffix), state.Context);
        try
        {
            CodecUtil.WriteHeader(output, GramPostingsFormat.Codec, GramPostingsFormat.Version);
        }
        catch
        {
            IOUtils.DisposeWhileHandlingException(output);
            throw;
        }
    }

    public override TermsConsumer AddField(FieldInfo field)
    {
        if (field.IndexOptions != IndexOptions.DOCS_AND_FREQS_AND_POSITIONS || field.HasPayloads)
            throw new ArgumentException($"the field {field.Name} cannot be kept as grams: it has {field.IndexOptions}");
        GramTermsWriter terms = new(output, field);
        fields.Add(terms);
        return terms;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        bool complete = false;
        try
        {
            long directory = output.Position;
            List<GramTermsWriter> written = [.. fields.Where(field => field.TermCount > 0)];
            output.WriteVInt32(written.Count);
            foreach (GramTermsWriter field in written) field.WriteDirectory(output);
            output.WriteInt64(directory);
            CodecUtil.WriteFooter(output);
            complete = true;
        }
        finally
        {
            if (complete) output.Dispose();
            else IOUtils.DisposeWhileHandlingException(output);
        }
    }
}
