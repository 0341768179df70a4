using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Search.Engine;

/// <summary>Over all columns of an entry that matter, so that a flipped bit on disk is noticed and never served.</summary>
internal static class EntryChecksum
{
    public static long Of(long sequence, string id, int version, LogOperation operation, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(head, sequence);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], version);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], (int)operation);
        hash.AppendData(head);
        hash.AppendData(Encoding.UTF8.GetBytes(id));
        hash.AppendData(body);
        Span<byte> result = stackalloc byte[32];
        hash.GetHashAndReset(result);
        return BinaryPrimitives.ReadInt64LittleEndian(result);
    }
}
