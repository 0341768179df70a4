using System.IO.Compression;
using System.Security.Cryptography;

namespace Search.Engine;

/// <summary>
/// Page sources as they came, named by the SHA-256 of their content and gzipped: the same page twice is one file, and a
/// damaged file cannot pass for a whole one. Written before the log entry that names it, so no entry points to nothing.
/// </summary>
internal sealed class SourceStore
{
    private readonly string root;

    public SourceStore(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
    }

    /// <returns>Lower-case hexadecimal SHA-256.</returns>
    public string Put(ReadOnlyMemory<byte> content)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        string path = PathOf(sha256);
        if (File.Exists(path)) return sha256;
        string directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            DurableFile.FlushDirectory(root);
        }

        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content.Span);
        DurableFile.Write(path, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        return sha256;
    }

    public byte[] Get(string sha256)
    {
        string path = PathOf(sha256);
        try
        {
            using FileStream file = File.OpenRead(path);
            using GZipStream gzip = new(file, CompressionMode.Decompress);
            using MemoryStream content = new();
            gzip.CopyTo(content);
            byte[] bytes = content.ToArray();
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256)
                throw new EngineException(EngineFailure.DataLoss, $"{path}: the content is not what its name says");
            return bytes;
        }
        catch (Exception e) when (e is InvalidDataException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineFailure.DataLoss, $"{path}: {e.Message}", "", e);
        }
    }

    private string PathOf(string sha256) => Path.Combine(root, sha256[..2], sha256 + ".gz");
}
