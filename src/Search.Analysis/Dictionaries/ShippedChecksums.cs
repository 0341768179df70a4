using System.Security.Cryptography;

namespace Search.Analysis.Dictionaries;

/// <summary>
/// <c>checksums.txt</c>: the SHA-256 of each dictionary that a command of this project makes, so that a file damaged or cut short on its way to a
/// machine stops the start instead of finding less. Files that people edit are not in it. A line is what <c>sha256sum</c> writes.
/// </summary>
internal static class ShippedChecksums
{
    internal const string FileName = "checksums.txt";

    /// <exception cref="AnalysisDictionaryException">A file is missing or is not the one that was shipped; the message names it.</exception>
    internal static void Verify(string directory) => DictionaryLines.Read(Path.Combine(directory, FileName), entry =>
    {
        int gap = entry.IndexOf("  ", StringComparison.Ordinal);
        if (gap != 2 * SHA256.HashSizeInBytes) throw new FormatException("a SHA-256 in hexadecimal, two spaces and a path are expected");
        string path = Path.Combine([directory, .. entry[(gap + 2)..].Split('/')]);
        string found;
        try
        {
            using FileStream file = File.OpenRead(path);
            found = Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AnalysisDictionaryException($"The dictionary {path} cannot be read: {e.Message}", e);
        }
        if (!entry.AsSpan(0, gap).SequenceEqual(found))
            throw new AnalysisDictionaryException(
                $"The dictionary {path} is not the one that was shipped: its checksum is {found}, {FileName} says {entry.AsSpan(0, gap)}. Whoever changed it on purpose writes the new one there (sha256sum).");
    });
}
