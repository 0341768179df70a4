using System.Buffers.Binary;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// The one stored field: sequence (8 bytes, little endian), version (4), then the article as <see cref="ArticleCodec"/> writes it.
/// One binary field instead of many is read with one seek and no per-field overhead.
/// </summary>
internal static class StoredArticle
{
    private const int HeaderLength = 12;

    public static BytesRef Encode(LoggedArticle logged, byte[] encodedArticle)
    {
        byte[] bytes = new byte[HeaderLength + encodedArticle.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, logged.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), logged.Version);
        encodedArticle.CopyTo(bytes, HeaderLength);
        return new BytesRef(bytes);
    }

    public static LoggedArticle Decode(BytesRef stored)
    {
        ReadOnlySpan<byte> bytes = stored.Bytes.AsSpan(stored.Offset, stored.Length);
        return new LoggedArticle
        {
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            Version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            Article = ArticleCodec.Decode(bytes[HeaderLength..]),
        };
    }

    /// <summary>Reads the article of a document. A document without one means a damaged generation.</summary>
    public static LoggedArticle Read(IndexReader reader, int doc) => Decode(ReadBytes(reader, doc));

    /// <summary>The article as <see cref="ArticleCodec"/> wrote it.</summary>
    public static ReadOnlySpan<byte> ReadJson(IndexReader reader, int doc)
    {
        BytesRef stored = ReadBytes(reader, doc);
        return stored.Bytes.AsSpan(stored.Offset + HeaderLength, stored.Length - HeaderLength);
    }

    private static BytesRef ReadBytes(IndexReader reader, int doc)
    {
        StoredArticleVisitor visitor = new();
        reader.Document(doc, visitor);
        return visitor.Stored ?? throw new EngineException(EngineFailure.DataLoss, $"document {doc} of the index has no stored article");
    }

    private sealed class StoredArticleVisitor : StoredFieldVisitor
    {
        public BytesRef? Stored { get; private set; }

        public override Status NeedsField(FieldInfo fieldInfo) =>
            Stored is not null ? Status.STOP : fieldInfo.Name == IndexSchema.Stored ? Status.YES : Status.NO;

        public override void BinaryField(FieldInfo fieldInfo, byte[] value) => Stored = new BytesRef(value);
    }
}
