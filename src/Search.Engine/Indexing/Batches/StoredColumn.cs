namespace Search.Engine;

/// <summary>
/// The stored forms of a batch's articles, one behind the other: an array for each lived as long as the batch, and collection after collection copied it.
/// </summary>
internal sealed class StoredColumn
{
    private readonly List<int> ends = [];
    private byte[] bytes = [];

    /// <summary>Articles.</summary>
    public int Count => ends.Count;

    public void Clear() => ends.Clear();

    /// <summary>Of the next article.</summary>
    public void Add(LoggedArticle logged, ReadOnlySpan<byte> encodedArticle)
    {
        int from = EndOf(Count - 1), most = from + StoredArticle.MaximumLength(encodedArticle.Length);
        if (most > bytes.Length) bytes = Columns.Grow(bytes, from, most);
        ends.Add(from + StoredArticle.Encode(logged, encodedArticle, bytes.AsSpan(from)));
    }

    /// <summary>Takes back what an article added, whose analysis failed.</summary>
    public void Remove(int article)
    {
        if (Count > article) ends.RemoveAt(article);
    }

    public byte[] Of(int article) => bytes[EndOf(article - 1)..EndOf(article)];

    public (byte[] Bytes, int Offset, int Length) RangeOf(int article) => (bytes, EndOf(article - 1), EndOf(article) - EndOf(article - 1));

    private int EndOf(int article) => article < 0 ? 0 : ends[article];
}
