namespace Search.Newspaper;

/// <summary>Bounds that keep one source from taking the machine. Sizes are bytes after decompression.</summary>
public sealed record ReaderLimits
{
    public static ReaderLimits Default { get; } = new();

    /// <summary>Largest page of text or HTML (default 16 MiB; a real page is under 100 KiB).</summary>
    public long MaxPageBytes { get; init; } = 16L << 20;

    /// <summary>Largest PDF (default 256 MiB).</summary>
    public long MaxPdfBytes { get; init; } = 256L << 20;

    /// <summary>Longest line of JSON lines or record of CSV (default 16 MiB).</summary>
    public int MaxRecordBytes { get; init; } = 16 << 20;

    /// <summary>Most that an archive may unpack to, all members together (default 64 GiB; members are streamed).</summary>
    public long MaxArchiveBytes { get; init; } = 64L << 30;

    /// <summary>Most members of an archive (default 1,000,000).</summary>
    public int MaxArchiveMembers { get; init; } = 1_000_000;

    /// <summary>Compression ratio beyond which a member is taken for a bomb once it has given 16 MiB (default 200).</summary>
    public int MaxCompressionRatio { get; init; } = 200;
}
