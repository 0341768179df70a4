using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>Reads a segment's file of grams; see <see cref="GramPostingsFormat"/>. Holds the block index (16 bytes for 64 terms) in memory.</summary>
internal sealed class GramFieldsReader : FieldsProducer
{
    private readonly SortedDictionary<string, GramTerms> fields = new(StringComparer.Ordinal);
    private readonly IndexInput input;

    public GramFieldsReader(SegmentReadState state)
    {
        string name = GramPostingsFormat.FileName(state.SegmentInfo, state.SegmentSuffix);
        input = state.Directory.OpenInput(name, state.Context);
        try
        {
            CodecUtil.CheckHeader(input, GramPostingsFormat.Codec, GramPostingsFormat.Version, GramPostingsFormat.Version);
            CodecUtil.RetrieveChecksum(input); // a file cut short is noticed here
            input.Seek(input.Length - CodecUtil.FooterLength() - sizeof(long));
            long directory = input.ReadInt64();
            if (directory < 0 || directory >= input.Length) throw new CorruptIndexException($"{name}: the directory is said to be at {directory} of {input.Length} bytes");
            input.Seek(directory);
            int count = input.ReadVInt32();
            for (int i = 0; i < count; i++)
            {
                int number = input.ReadVInt32();
                FieldInfo info = state.FieldInfos.FieldInfo(number) ?? throw new CorruptIndexException($"{name}: there is no field {number}");
                fields.Add(info.Name, new GramTerms(input, name));
            }
        }
        catch
        {
            IOUtils.DisposeWhileHandlingException(input);
            throw;
        }
    }

    public override int Count => fields.Count;

    public override IEnumerator<string> GetEnumerator() => fields.Keys.GetEnumerator();

    public override Terms? GetTerms(string field) => fields.GetValueOrDefault(field);

    public override long RamBytesUsed() => fields.Values.Sum(field => field.RamBytesUsed);

    public override void CheckIntegrity() => CodecUtil.ChecksumEntireFile(input);

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
    }
}
