namespace Search.Engine;

/// <summary>
/// Bytes that puts under way hold in memory together. The queue bounds how many wait; this bounds what they weigh, so that a few hundred callers
/// with large pages cannot fill the memory.
/// </summary>
internal sealed class WriteBudget(long limit)
{
    private readonly Lock changing = new();
    private long held;
    private long refused;

    /// <summary>Puts refused since the start because others held too much.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>To be disposed when the put has ended. A put that is larger than the whole budget is taken when no other is under way.</summary>
    /// <exception cref="EngineException">Overloaded.</exception>
    public IDisposable Take(long bytes)
    {
        lock (changing)
        {
            if (held > 0 && held + bytes > limit)
            {
                Interlocked.Increment(ref refused);
                throw new EngineException(EngineFailure.Overloaded, $"puts under way hold {held:N0} bytes; {bytes:N0} more would be too many");
            }

            held += bytes;
        }

        return new Share(this, bytes);
    }

    public static long BytesOf(IReadOnlyList<Article> articles) => articles.Sum(BytesOf);

    public static long BytesOf(IReadOnlyList<PagePut> pages) => pages.Sum(p => p.Source.Length + p.Correction.Length + BytesOf(p.Articles));

    /// <summary>Two bytes a character; the rest of an article is small beside its texts.</summary>
    private static long BytesOf(Article article)
    {
        long characters = 200 + article.Kicker.Length + article.Headline.Length + article.Subhead.Length + article.Credit.Length;
        foreach (string paragraph in article.Paragraphs) characters += paragraph.Length;
        return 2 * characters;
    }

    private void Return(long bytes)
    {
        lock (changing) held -= bytes;
    }

    private sealed class Share(WriteBudget budget, long bytes) : IDisposable
    {
        private WriteBudget? budget = budget;

        public void Dispose() => Interlocked.Exchange(ref budget, null)?.Return(bytes);
    }
}
