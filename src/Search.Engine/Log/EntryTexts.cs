namespace Search.Engine;

/// <summary>
/// Room for the texts of entries that are read and applied together, one behind the other: an array each lived just long enough for collection after collection to copy it. What is read into it
/// holds until <see cref="Clear"/>. One thread at a time.
/// </summary>
internal sealed class EntryTexts
{
    /// <summary>As much as one read of a log gives, and a text on top of it.</summary>
    private const int Most = SqliteArticleLog.MostRead + Least;

    private const int Least = 1 << 20;

    private byte[] bytes = [];
    private int used;

    public void Clear() => used = 0;

    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > bytes.Length - used)
        {
            // The entries before it hold on to the array that they stand in.
            bytes = GC.AllocateUninitializedArray<byte>(Math.Max(text.Length, Math.Clamp(bytes.Length * 2, Least, Most)));
            used = 0;
        }

        Memory<byte> added = bytes.AsMemory(used, text.Length);
        text.CopyTo(added.Span);
        used += text.Length;
        return added;
    }
}
