using System.Runtime.InteropServices;

namespace Search.Engine;

/// <summary>
/// Places in texts in the order of their keys; immutable. For every 64 places the best weight is kept, so the best of a long range are found without
/// looking at most of it.
/// </summary>
internal sealed class SuggestionOrder
{
    private const int Block = 64;

    private readonly SuggestionEntries entries;
    private readonly SuggestionKeys? literal;
    private readonly int[] of;
    private readonly byte[] offsets;
    private readonly ISuggestionOrderKeys keys;
    private readonly float[] best;

    /// <param name="literal">Makes the keys where they are what stands at the places; null where they are spellings.</param>
    /// <param name="of">The text's number, for each place.</param>
    /// <param name="offsets">For each place, in UTF-16 units.</param>
    /// <param name="keys">Of the places; ascending.</param>
    private SuggestionOrder(SuggestionEntries entries, SuggestionKeys? literal, int[] of, byte[] offsets, ReadOnlySpan<ulong> keys)
    {
        (this.entries, this.literal, this.of, this.offsets) = (entries, literal, of, offsets);
        this.keys = literal is null ? new SpelledKeys(keys) : new LiteralKeys(literal, entries, of, offsets);
        best = new float[(of.Length + Block - 1) / Block];
        for (int place = 0; place < of.Length; place++) best[place / Block] = Math.Max(best[place / Block], WeightAt(place));
    }

    /// <summary>How many places.</summary>
    public int Count => of.Length;

    /// <param name="literal">Makes the keys where they are what stands at the places; null where they are spellings.</param>
    /// <param name="keys">Of the places, in their order; both are sorted here.</param>
    public static SuggestionOrder Sort(SuggestionEntries entries, SuggestionKeys? literal, List<ulong> keys, List<SuggestionPlace> places)
    {
        CollectionsMarshal.AsSpan(keys).Sort(CollectionsMarshal.AsSpan(places));
        return new SuggestionOrder(entries, literal, [.. places.Select(place => place.Entry)], [.. places.Select(place => place.Offset)], CollectionsMarshal.AsSpan(keys));
    }

    /// <summary>One of several of the same kind of keys.</summary>
    /// <param name="entries">Where the entries were taken to.</param>
    /// <param name="moved">For each number that the orders have the one there, -1 for what was left out.</param>
    public static SuggestionOrder Merge(SuggestionEntries entries, SuggestionOrder[] orders, int[] moved)
    {
        int count = orders.Sum(order => order.of.Count(entry => moved[entry] >= 0));
        int[] of = new int[count], next = new int[orders.Length];
        byte[] offsets = new byte[count];
        ulong[] keys = new ulong[count], nextKeys = [.. orders.Select(order => order.Count == 0 ? 0 : order.KeyAt(0))];
        for (int at = 0; at < count;)
        {
            int least = -1;
            for (int i = 0; i < orders.Length; i++)
            {
                if (next[i] < orders[i].Count && (least < 0 || nextKeys[i] < nextKeys[least])) least = i;
            }

            SuggestionOrder from = orders[least];
            int place = next[least]++, entry = moved[from.of[place]];
            if (entry >= 0)
            {
                (of[at], offsets[at], keys[at]) = (entry, from.offsets[place], nextKeys[least]);
                at++;
            }

            if (next[least] < from.Count) nextKeys[least] = from.KeyAt(next[least]);
        }

        return new SuggestionOrder(entries, orders[0].literal, of, offsets, keys);
    }

    public ulong KeyAt(int place) => keys.At(place);

    /// <summary>The first place whose key is not less.</summary>
    public int LowerBound(ulong key) => keys.LowerBound(key);

    /// <summary>The first place whose key is greater.</summary>
    public int UpperBound(ulong key) => key == ulong.MaxValue ? Count : keys.LowerBound(key + 1);

    /// <summary>Offers what stands from one place to before another, as long as <paramref name="accepts"/> says that the text fits.</summary>
    public void Offer(int from, int to, SuggestionMatches into, Func<int, int, bool> accepts)
    {
        for (int at = from; at < to;)
        {
            int block = at / Block, end = Math.Min(to, (block + 1) * Block);
            if (best[block] <= into.Threshold)
            {
                at = end;
                continue;
            }

            for (; at < end; at++)
            {
                float weight = WeightAt(at);
                if (weight <= into.Threshold || entries[of[at]].Count == 0) continue;
                if (into.MayTest() && accepts(of[at], offsets[at])) into.Add(of[at], offsets[at], weight);
            }
        }
    }

    /// <summary>What begins a text comes before what stands inside one.</summary>
    private float WeightAt(int place) => entries[of[place]].Weight + (offsets[place] == 0 ? 10 : 0);
}
