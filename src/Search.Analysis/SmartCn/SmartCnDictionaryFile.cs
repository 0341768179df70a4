using System.Buffers.Binary;
using System.Security.Cryptography;
using Search.Analysis.Dictionaries;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The file format of the SmartCn dictionary: words with frequencies, then word pairs with frequencies, in a few bytes each.
/// </summary>
/// <remarks>
/// Layout (all numbers little-endian; "varint" = 7 bits a byte, low first):
/// <code>
/// 8 bytes   "SMARTCN" and the format number 1
/// int32     number of words, int32 number of pairs, int32 number of distinct beginnings of words (nodes of the trie)
/// words     in ordinal order: byte units shared with the word before, byte further units, those UTF-16 units, varint frequency
/// pairs     by left word: varint left - previous left, varint count, then for each pair varint right - previous right, varint frequency
/// 32 bytes  SHA-256 of everything before
/// </code>
/// A word's number is its place in the list.
/// </remarks>
internal static class SmartCnDictionaryFile
{
    internal const string FileName = "smartcn.dict";
    private static ReadOnlySpan<byte> Magic => "SMARTCN\u0001"u8;
    private const int HeaderLength = 20;

    /// <exception cref="AnalysisDictionaryException">The file is too short, of another format, or the checksum at its end is wrong.</exception>
    internal static void Check(DictionaryFile file)
    {
        (byte[] bytes, string path) = (file.Bytes, file.Path);
        if (bytes.Length < HeaderLength + SHA256.HashSizeInBytes || !bytes.AsSpan().StartsWith(Magic))
            throw new AnalysisDictionaryException($"The file {path} is not a SmartCn dictionary of format 1.");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - hash.Length), hash);
        if (!hash.SequenceEqual(bytes.AsSpan(bytes.Length - hash.Length)))
            throw new AnalysisDictionaryException($"The SmartCn dictionary {path} is damaged: its checksum is wrong.");
    }

    internal static SmartCnDictionaryReader Open(byte[] bytes) => new(
        bytes,
        HeaderLength,
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Magic.Length)),
        BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Magic.Length + 4)));

    /// <summary>Writes words (ordinal order, unique) and pairs (by left then right number, unique).</summary>
    internal static void Write(
        string path, IReadOnlyList<(string Word, int Frequency)> words, IReadOnlyList<(int Left, int Right, int Frequency)> pairs)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Magic);
        writer.Write(words.Count);
        writer.Write(pairs.Count);
        writer.Write(words.Select((w, i) => w.Word.Length - (i == 0 ? 0 : w.Word.AsSpan().CommonPrefixLength(words[i - 1].Word))).Sum());
        string previous = "";
        foreach ((string word, int frequency) in words)
        {
            int shared = word.AsSpan().CommonPrefixLength(previous);
            writer.Write((byte)shared);
            writer.Write((byte)(word.Length - shared));
            foreach (char c in word.AsSpan(shared))
                writer.Write((ushort)c);
            writer.Write7BitEncodedInt(frequency);
            previous = word;
        }
        int left = 0;
        for (int i = 0; i < pairs.Count;)
        {
            int end = i;
            while (end < pairs.Count && pairs[end].Left == pairs[i].Left)
                end++;
            writer.Write7BitEncodedInt(pairs[i].Left - left);
            writer.Write7BitEncodedInt(end - i);
            left = pairs[i].Left;
            for (int right = 0; i < end; i++)
            {
                writer.Write7BitEncodedInt(pairs[i].Right - right);
                writer.Write7BitEncodedInt(pairs[i].Frequency);
                right = pairs[i].Right;
            }
        }
        writer.Flush();
        writer.Write(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        writer.Flush();
        File.WriteAllBytes(path, buffer.ToArray());
    }
}
