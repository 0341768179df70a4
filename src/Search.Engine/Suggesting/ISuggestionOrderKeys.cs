namespace Search.Engine;

/// <summary>The keys that the places of an order are sorted by; they may repeat. Immutable.</summary>
internal interface ISuggestionOrderKeys
{
    ulong At(int place);

    /// <summary>The first place whose key is not less.</summary>
    int LowerBound(ulong key);

    /// <summary>The first index whose value is not less, among sorted values.</summary>
    static int LowerBound<T>(ReadOnlySpan<T> sorted, T value)
        where T : IComparable<T>
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle].CompareTo(value) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
