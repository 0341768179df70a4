using System.Security.Cryptography;

namespace Search.Analysis.Dictionaries;

/// <summary>
/// <c>checksums.txt</c>: the SHA-256 of each dictionary that a command of this project makes, so that a file damaged or cut short on its way to a
/// machine stops the start instead of finding less. Files that people edit are not in it. A line is what <c>sha256sum</c> writes.
/// </summary>
internal sealed class ShippedChecksums
{
    internal const string FileName = "checksums.txt";

    private readonly string directory;
    private readonly Dictionary<string, string> unread = []; // by name: the checksum

    /// <exception cref="AnalysisDictionaryException">The list is missing or malformed.</exception>
    internal ShippedChecksums(string directory)
    {
        this.directory = directory;
        DictionaryLines.Read(Path.Combine(directory, FileName), entry =>
        {
            int gap = entry.IndexOf("  ", StringComparison.Ordinal);
            if (gap != 2 * SHA256.HashSizeInBytes || !unread.TryAdd(entry[(gap + 2)..], entry[..gap]))
                throw new FormatException("a SHA-256 in hexadecimal, two spaces and a path that is not listed before are expected");
        });
    }

    /// <summary>Reads a file and checks it if it is listed.</summary>
    /// <param name="name">As the list writes it.</param>
    /// <exception cref="AnalysisDictionaryException">The file is missing or is not the one that was shipped; the message names it.</exception>
    internal DictionaryFile Read(string name)
    {
        DictionaryFile file = DictionaryFile.Read(Path.Combine([directory, .. name.Split('/')]));
        if (!unread.Remove(name, out string? listed)) return file;
        string found = DictionaryFile.Hexadecimal(file.Checksum);
        return listed == found ? file : throw new AnalysisDictionaryException(
            $"The dictionary {file.Path} is not the one that was shipped: its checksum is {found}, {FileName} says {listed}. Whoever changed it on purpose writes the new one there (sha256sum).");
    }

    /// <summary>Checks the listed files that were not read.</summary>
    /// <exception cref="AnalysisDictionaryException">A file is missing or is not the one that was shipped; the message names it.</exception>
    internal void VerifyOthers()
    {
        foreach (string name in unread.Keys.ToArray())
            Read(name);
    }
}
