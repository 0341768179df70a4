namespace Search.Newspaper.Sources;

internal enum SourceFormat
{
    Unknown,
    Text,
    Html,
    Pdf,
    JsonLines,
    Json,
    Csv,
    Gzip,
    Zip,
}

/// <summary>The form of a source from its first bytes where those are telling, else from its name.</summary>
internal static class SourceFormats
{
    public static SourceFormat Of(string file, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return SourceFormat.Gzip;
        // Zips of their own kind: told member by member, nobody would see what was wrong.
        if (Path.GetExtension(file).ToUpperInvariant() is ".DOCX" or ".XLSX" or ".PPTX" or ".ODT" or ".ODS" or ".OFD" or ".EPUB") return SourceFormat.Unknown;
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8)) return SourceFormat.Zip;
        if (head.IndexOf("%PDF-"u8) is >= 0 and < 64) return SourceFormat.Pdf;
        // A kept source has lost its compression but not its name; a kept CSV record is the JSON object it stands for.
        if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && file.Length > 3) return Of(WithoutGz(file), head);
        if (head.StartsWith("{"u8) && Path.GetExtension(file).ToUpperInvariant() is (".CSV" or ".TSV")) return SourceFormat.JsonLines;
        return Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".TXT" or ".TEXT" => SourceFormat.Text,
            ".HTML" or ".HTM" or ".XHTML" or ".SHTML" => SourceFormat.Html,
            ".JSONL" or ".NDJSON" => SourceFormat.JsonLines,
            ".JSON" => SourceFormat.Json,
            ".CSV" or ".TSV" => SourceFormat.Csv,
            ".PDF" => SourceFormat.Pdf,
            "" => SourceFormat.Text,
            _ => SourceFormat.Unknown,
        };
    }

    public static string WithoutGz(string file) => file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
}
