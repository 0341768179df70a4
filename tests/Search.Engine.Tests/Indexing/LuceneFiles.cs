using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene41;
using Lucene.Net.Codecs.Lucene46;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Search.Engine.Tests.Indexing;

/// <summary>Files of an index held against those that Lucene's own codec made of the same documents.</summary>
internal static class LuceneFiles
{
    /// <summary>Writes postings as Lucene does: its own codec looks its format up by a name under which the engine's is registered.</summary>
    public static Codec Codec { get; } = new LuceneCodec();

    /// <param name="endings">Of the files compared: one of each.</param>
    public static void AssertSame(RAMDirectory ours, RAMDirectory lucenes, params string[] endings)
    {
        string[] files = [.. lucenes.ListAll().Where(name => endings.Contains(Path.GetExtension(name))).Order()];
        Assert.Equal(endings.Length, files.Length);
        foreach (string file in files) Assert.True(BytesOf(lucenes, file).AsSpan().SequenceEqual(BytesOf(ours, file)), file);
        Assert.True(new CheckIndex(ours).DoCheckIndex().Clean);
    }

    private static byte[] BytesOf(RAMDirectory directory, string file)
    {
        using IndexInput input = directory.OpenInput(file, IOContext.DEFAULT);
        byte[] bytes = new byte[input.Length];
        input.ReadBytes(bytes, 0, bytes.Length);
        return bytes;
    }

    [CodecName("Lucene46")]
    private sealed class LuceneCodec : Lucene46Codec
    {
        private readonly Lucene41PostingsFormat postings = new();

        public override PostingsFormat GetPostingsFormatForField(string field) => postings;
    }
}
