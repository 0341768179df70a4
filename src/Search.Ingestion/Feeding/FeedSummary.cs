using Search.Newspaper;

namespace Search.Ingestion;

/// <summary>Something that was not taken, by the reader or by the service.</summary>
/// <param name="File">As the reader names it; <c>archive!member</c> for a member.</param>
/// <param name="Line">1-based line of the source, 0 when it concerns the whole.</param>
/// <param name="Reason">A machine word: one of <see cref="FailureReason"/> or of the service's reasons.</param>
/// <param name="Field">The field that the service refused; empty otherwise.</param>
/// <param name="Message">One sentence for a person.</param>
/// <param name="Source">The bytes of the record or page refused.</param>
public sealed record FeedRejection(string File, int Line, string Reason, string Field, string Message, ReadOnlyMemory<byte> Source);

/// <summary>What a feed did so far.</summary>
public sealed record FeedSummary
{
    /// <summary>Pages put.</summary>
    public int Pages { get; init; }

    public int Added { get; init; }

    public int Unchanged { get; init; }

    public int Replaced { get; init; }

    /// <summary>Delivered before and deleted after it: they stay deleted.</summary>
    public int StaysDeleted { get; init; }

    /// <summary>Whether an erased text was among what was fed: whoever keeps the files must not keep these.</summary>
    public bool HoldsErased { get; init; }

    /// <summary>Articles of earlier versions of the pages that are gone.</summary>
    public int Vanished { get; init; }

    /// <summary>Articles of whose limits the parser is unsure (confidence below 0.5): somebody should look at them.</summary>
    public int Unsure { get; init; }

    /// <summary>Articles, pages and files not taken.</summary>
    public int Rejected { get; init; }

    /// <summary>The last log sequence any answer depends on; 0 if nothing was put.</summary>
    public long Sequence { get; init; }

    /// <summary>Articles the service answered for.</summary>
    public int Articles => Added + Unchanged + Replaced + StaysDeleted;
}
