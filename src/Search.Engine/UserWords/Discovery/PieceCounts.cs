namespace Search.Engine;

/// <summary>Counts pairs of numbers; open addressing, twelve bytes a place.</summary>
internal sealed class PairCounts
{
    private long[] keys = new long[1 << 16];
    private int[] counts = new int[1 << 16];
    private int used;

    public void Add(int first, int second)
    {
        if (used * 3 > keys.Length * 2) Grow();
        int at = Find(keys, Key(first, second));
        if (counts[at]++ == 0)
        {
            keys[at] = Key(first, second);
            used++;
        }
    }

    /// <summary>Gives each pair counted <paramref name="least"/> times or more a number; the others are forgotten.</summary>
    public List<(int First, int Second, int Count)> Keep(int least)
    {
        List<(int First, int Second, int Count)> kept = [];
        for (int i = 0; i < keys.Length; i++)
        {
            if (counts[i] >= least)
            {
                kept.Add(((int)(keys[i] >> 32) - 1, (int)keys[i], counts[i]));
                counts[i] = kept.Count; // from here on the number, and one more, since 0 is an empty place
            }
            else if (counts[i] > 0)
            {
                counts[i] = -1;
            }
        }

        return kept;
    }

    /// <summary>The number that <see cref="Keep"/> gave the pair; -1 if none.</summary>
    public int NumberOf(int first, int second) => Math.Max(counts[Find(keys, Key(first, second))] - 1, -1);

    private int Find(long[] table, long key)
    {
        int mask = table.Length - 1;
        int at = (int)((ulong)(key * -7046029254386353131L) >> 40) & mask;
        while (table[at] != key && table[at] != 0) at = (at + 1) & mask;
        return at;
    }

    private void Grow()
    {
        long[] moreKeys = new long[keys.Length * 2];
        int[] moreCounts = new int[moreKeys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0) continue;
            int at = Find(moreKeys, keys[i]);
            (moreKeys[at], moreCounts[at]) = (keys[i], counts[i]);
        }

        (keys, counts) = (moreKeys, moreCounts);
    }

    /// <summary>Never 0, which marks an empty place.</summary>
    private static long Key(int first, int second) => ((long)(first + 1) << 32) | (uint)second;
}
