using System.Buffers;
using System.Buffers.Binary;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// The one stored field: sequence (8 bytes, little endian), version (4), then the article as <see cref="ArticleCodec"/> writes it, packed (<see cref="PackedText"/>).
/// One binary field instead of many is read with one seek and no per-field overhead.
/// </summary>
internal static class StoredArticle
{
    private const int HeaderLength = 12;

    /// <param name="encodedLength">Of the article as <see cref="ArticleCodec"/> writes it.</param>
    public static int MaximumLength(int encodedLength) => HeaderLength + PackedText.MaximumPacked(encodedLength);

    /// <param name="target">At least <see cref="MaximumLength"/> long.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Encode(LoggedArticle logged, ReadOnlySpan<byte> encodedArticle, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, logged.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], logged.Version);
        return HeaderLength + PackedText.Pack(encodedArticle, target[HeaderLength..]);
    }

    public static LoggedArticle Decode(BytesRef stored)
    {
        ReadOnlySpan<byte> bytes = stored.Bytes.AsSpan(stored.Offset, stored.Length);
        byte[] room = ArrayPool<byte>.Shared.Rent(PackedText.MaximumUnpacked(bytes.Length));
        try
        {
            int length = PackedText.Unpack(bytes[HeaderLength..], room);
            return new LoggedArticle
            {
                Sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes),
                Version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
                Article = ArticleCodec.Decode(room.AsSpan(0, length)),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>Reads the article of a document. A document without one means a damaged generation.</summary>
    public static LoggedArticle Read(IndexReader reader, int doc) => Decode(ReadBytes(reader, doc));

    /// <summary>The article as <see cref="ArticleCodec"/> wrote it.</summary>
    /// <param name="room">Holds it until the next one is read into it; made larger where that is needed.</param>
    public static ReadOnlySpan<byte> ReadJson(IndexReader reader, int doc, ref byte[] room)
    {
        BytesRef stored = ReadBytes(reader, doc);
        ReadOnlySpan<byte> packed = stored.Bytes.AsSpan(stored.Offset + HeaderLength, stored.Length - HeaderLength);
        int most = PackedText.MaximumUnpacked(packed.Length);
        if (room.Length < most) room = new byte[most * 2];
        return room.AsSpan(0, PackedText.Unpack(packed, room));
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
