namespace Search.Analysis;

/// <summary>Takes the terms of a text one by one, in the order of their positions. A struct as a sink costs no call and no allocation.</summary>
public interface ITermSink
{
    /// <param name="term">Valid during the call only.</param>
    /// <param name="start">Where it stands in the stored text, in UTF-16 units.</param>
    /// <param name="end">Exclusive.</param>
    /// <param name="positionIncrement">Positions after the term before; 0 = at the same place; the first term of a text is at increment - 1.</param>
    void Add(scoped ReadOnlySpan<char> term, int start, int end, int positionIncrement);
}
