namespace Search.Engine;

/// <summary>One field's numbers of a batch; every article must have one.</summary>
internal sealed class NumberColumn
{
    private readonly List<long> values = [];

    public int Count => values.Count;

    public void Clear() => values.Clear();

    /// <summary>Numbers come article by article.</summary>
    public void Add(int article, long value)
    {
        if (article != values.Count) throw new InvalidOperationException($"article {article} of the batch gets a number where that of {values.Count} is expected");
        values.Add(value);
    }

    public void Remove(int article)
    {
        if (values.Count > article) values.RemoveAt(article);
    }

    public long this[int article] => values[article];
}

/// <summary>One field's byte values of a batch; an article may have none.</summary>
internal sealed class BytesColumn
{
    private readonly List<byte[]?> values = [];

    public bool IsPresent => values.Count > 0;

    public void Clear() => values.Clear();

    public void Set(int article, byte[] value)
    {
        while (values.Count < article) values.Add(null);
        values.Add(value);
    }

    public void Remove(int article)
    {
        if (values.Count > article) values.RemoveAt(article);
        while (values.Count > 0 && values[^1] is null) values.RemoveAt(values.Count - 1);
    }

    public byte[]? this[int article] => article < values.Count ? values[article] : null;
}
