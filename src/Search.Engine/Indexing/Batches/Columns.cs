namespace Search.Engine;

/// <summary>What the columns of a batch have in common.</summary>
internal static class Columns
{
    private const int Least = 1024;

    /// <summary>A longer array with the first <paramref name="used"/> of its elements; by half beyond a million, since these arrays are the bulk of a batch's memory.</summary>
    public static T[] Grow<T>(T[] array, int used, int needed)
    {
        int length = Math.Max(Math.Max(Least, needed), array.Length < 1 << 20 ? array.Length * 2 : array.Length + (array.Length / 2));
        T[] grown = GC.AllocateUninitializedArray<T>(length);
        array.AsSpan(0, used).CopyTo(grown);
        return grown;
    }

    /// <summary>With an eighth of room: the next batch is about as large, and without it every one that is a little larger would make its arrays anew.</summary>
    public static T[] Room<T>(int needed) => GC.AllocateUninitializedArray<T>(needed + (needed / 8));

    /// <param name="ends">Of the articles that have a field, the end of their tokens in the column.</param>
    /// <returns>How many of them have a token.</returns>
    public static int ArticlesWithTokens(List<(int Article, int End)> ends)
    {
        int articlesWith = 0, before = 0;
        foreach ((_, int end) in ends)
        {
            if (end > before) articlesWith++;
            before = end;
        }

        return articlesWith;
    }
}
