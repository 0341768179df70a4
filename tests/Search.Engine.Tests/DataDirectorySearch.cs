using System.IO.Compression;
using System.Text;
using Lucene.Net.Index;
using Directory = System.IO.Directory;

namespace Search.Engine.Tests;

/// <summary>Looks for a text in every file below a folder: as UTF-8, UTF-16 of both orders and GB18030, as it lies there and as it is when decompressed.</summary>
public static class DataDirectorySearch
{
    static DataDirectorySearch() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <returns>The files that hold it.</returns>
    public static IReadOnlyList<string> Find(string folder, string text)
    {
        byte[][] forms = [.. new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.GetEncoding("GB18030") }.Select(e => e.GetBytes(text)), Packed(text)];
        return [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(f => Path.GetFileName(f) != "lock" && Contents(f).Any(content => forms.Any(form => content.AsSpan().IndexOf(form) >= 0)))];
    }

    /// <summary>As an index stores it.</summary>
    private static byte[] Packed(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text), packed = new byte[PackedText.MaximumPacked(utf8.Length)];
        return packed[..PackedText.Pack(utf8, packed)];
    }

    private static IEnumerable<byte[]> Contents(string file)
    {
        if (Read(file) is not { } raw) yield break;
        yield return raw;
        if (raw.AsSpan().StartsWith<byte>([0x1F, 0x8B])) yield return Inflated(raw);
    }

    /// <summary>As far as it goes: a crash may have cut it off.</summary>
    private static byte[] Inflated(byte[] raw)
    {
        using MemoryStream content = new();
        using GZipStream gzip = new(new MemoryStream(raw), CompressionMode.Decompress);
        try
        {
            gzip.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            // What was read before holds.
        }

        return content.ToArray();
    }

    /// <summary>An engine may be at work in the folder: a file that is gone holds nothing, and one that is being written is asked again.</summary>
    private static byte[]? Read(string file)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                byte[] raw = new byte[stream.Length];
                stream.ReadExactly(raw);
                return raw;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (IOException) when (attempt < 40)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <returns>The Lucene segments below the folder that hold it, unpacked: in the stored text of a document, deleted or not, or in a term.</returns>
    public static IReadOnlyList<string> FindInSegments(string folder, string text)
    {
        byte[] form = Packed(text);
        List<string> found = [];
        foreach (string segments in Directory.EnumerateDirectories(folder, "segments", SearchOption.AllDirectories))
        {
            using SegmentDirectory directory = new(new DirectoryInfo(segments));
            using DirectoryReader reader = DirectoryReader.Open(directory);
            foreach (AtomicReaderContext leaf in reader.Leaves)
            {
                AtomicReader segment = leaf.AtomicReader;
                for (int doc = 0; doc < segment.MaxDoc; doc++)
                    if (segment.Document(doc).Fields.Any(f => f.GetBinaryValue() is { } b && b.Bytes.AsSpan(b.Offset, b.Length).IndexOf(form) >= 0)) found.Add($"{segment}: document {doc}");
                foreach (string field in segment.Fields)
                {
                    TermsEnum terms = segment.GetTerms(field).GetEnumerator();
                    while (terms.MoveNext())
                        if (terms.Term.Utf8ToString().Contains(text, StringComparison.Ordinal)) found.Add($"{segment}: a term of {field}");
                }
            }
        }

        return found;
    }
}
