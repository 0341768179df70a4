using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>A format of stored fields into which a batch writes its articles itself: Lucene asks for a document each, an array and half a dozen objects.</summary>
internal sealed class BatchedStoredFormat(StoredFieldsFormat format) : StoredFieldsFormat
{
    public override StoredFieldsReader FieldsReader(Lucene.Net.Store.Directory directory, SegmentInfo si, FieldInfos fn, IOContext context) => format.FieldsReader(directory, si, fn, context);

    public override StoredFieldsWriter FieldsWriter(Lucene.Net.Store.Directory directory, SegmentInfo si, IOContext context) => new Writer(format.FieldsWriter(directory, si, context));

    private sealed class Writer(StoredFieldsWriter writer) : StoredFieldsWriter
    {
        public override int Merge(MergeState mergeState) => mergeState.Readers is [BatchReader batch] ? batch.WriteStored(writer, mergeState) : writer.Merge(mergeState);

        public override void StartDocument(int numStoredFields) => writer.StartDocument(numStoredFields);

        public override void WriteField(FieldInfo info, IIndexableField field) => writer.WriteField(info, field);

        public override void FinishDocument() => writer.FinishDocument();

        public override void Finish(FieldInfos fis, int numDocs) => writer.Finish(fis, numDocs);

        public override void Abort() => writer.Abort();

        protected override void Dispose(bool disposing)
        {
            if (disposing) writer.Dispose();
        }
    }
}
