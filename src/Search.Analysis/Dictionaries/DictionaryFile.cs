using System.Security.Cryptography;

namespace Search.Analysis.Dictionaries;

/// <summary>A dictionary as it was read: what is used of it is what was checked.</summary>
internal sealed class DictionaryFile
{
    private DictionaryFile(string path, byte[] bytes) => (Path, Bytes) = (path, bytes);

    internal string Path { get; }
    internal byte[] Bytes { get; }

    /// <summary>SHA-256.</summary>
    internal byte[] Checksum => field ??= SHA256.HashData(Bytes);

    /// <summary>In hexadecimal. <see cref="Convert"/> does it with vectors, code that would be compiled at every start.</summary>
    internal static string Hexadecimal(byte[] checksum)
    {
        var text = new char[checksum.Length * 2];
        for (int i = 0; i < text.Length; i++)
            text[i] = "0123456789abcdef"[checksum[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xF];
        return new string(text);
    }

    /// <exception cref="AnalysisDictionaryException">The file is missing or cannot be read.</exception>
    internal static DictionaryFile Read(string path)
    {
        try
        {
            return new DictionaryFile(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AnalysisDictionaryException($"The dictionary {path} cannot be read: {e.Message}", e);
        }
    }
}
