namespace Search.Engine;

/// <summary>
/// Values one behind the other in arrays of one size, so that many texts are few objects. What stands there never moves: searches read what they know the place of while
/// one thread appends.
/// </summary>
internal sealed class Chunks<T>
    where T : unmanaged
{
    private const int Bits = 13;

    private T[][] chunks = [];
    private int count, used;

    /// <summary>Appends at least one value; they stay beside each other.</summary>
    /// <returns>Where they begin. What is appended one by one is numbered from 0 on.</returns>
    public int Add(ReadOnlySpan<T> values)
    {
        if (count == 0 || used + values.Length > chunks[count - 1].Length)
        {
            if (count == chunks.Length) Array.Resize(ref chunks, Math.Max(4, 2 * count));
            chunks[count++] = new T[Math.Max(1 << Bits, values.Length)];
            used = 0;
        }

        values.CopyTo(chunks[count - 1].AsSpan(used));
        used += values.Length;
        return ((count - 1) << Bits) + used - values.Length;
    }

    public ref T At(int place) => ref chunks[place >> Bits][place & ((1 << Bits) - 1)];

    public ReadOnlySpan<T> At(int place, int length) => chunks[place >> Bits].AsSpan(place & ((1 << Bits) - 1), length);
}
