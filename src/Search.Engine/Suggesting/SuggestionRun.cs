namespace Search.Engine;

/// <summary>
/// Places where texts can be completed from, sorted once by what stands there and once by how it is spelled; immutable. 13 bytes a place and order.
/// For every 64 places the best weight is kept, so the best of a long range are found without
/// looking at most of it.
/// </summary>
internal sealed class SuggestionRun
{
    private readonly SuggestionEntry[] entries;
    private readonly Order literal, spelled;

    private SuggestionRun(SuggestionEntry[] entries, Order literal, Order spelled)
    {
        this.entries = entries;
        this.literal = literal;
        this.spelled = spelled;
    }

    public static SuggestionRun Empty { get; } = new([], new Order([], [], [], []), new Order([], [], [], []));

    public IReadOnlyList<SuggestionEntry> Entries => entries;

    /// <param name="from">A run whose places are taken over.</param>
    /// <param name="added">New entries with the places in each to complete from.</param>
    /// <param name="keeps">Which entries to take.</param>
    public static SuggestionRun Build(SuggestionKeys keys, SuggestionRun from, IReadOnlyList<(SuggestionEntry Entry, byte[] Starts)> added, Func<SuggestionEntry, bool> keeps)
    {
        List<SuggestionEntry> entries = [];
        List<int> of = [];
        List<byte> offsets = [];
        int[] moved = new int[from.entries.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i] = keeps(from.entries[i]) ? entries.Count : -1;
            if (moved[i] >= 0) entries.Add(from.entries[i]);
        }

        for (int i = 0; i < from.literal.Entries.Length; i++)
        {
            if (moved[from.literal.Entries[i]] < 0) continue;
            of.Add(moved[from.literal.Entries[i]]);
            offsets.Add(from.literal.Offsets[i]);
        }

        foreach ((SuggestionEntry entry, byte[] starts) in added)
        {
            if (!keeps(entry)) continue;
            foreach (byte start in starts)
            {
                of.Add(entries.Count);
                offsets.Add(start);
            }

            entries.Add(entry);
        }

        SuggestionEntry[] all = [.. entries];
        int[] places = [.. Enumerable.Range(0, of.Count)];
        ulong[] sortBy = new ulong[of.Count];
        for (int i = 0; i < sortBy.Length; i++) sortBy[i] = keys.Literal(all[of[i]].Text.AsSpan(offsets[i]), out _);
        Array.Sort(sortBy, places);
        Order literal = OrderOf(all, [.. places.Select(p => of[p])], [.. places.Select(p => offsets[p])], sortBy);

        List<ulong> spellings = new(of.Count);
        List<int> spelledPlaces = new(of.Count);
        Span<ulong> ways = stackalloc ulong[8];
        for (int i = 0; i < of.Count; i++)
        {
            int count = keys.Spellings(all[of[i]].Text, offsets[i], ways);
            for (int k = 0; k < count; k++)
            {
                spellings.Add(ways[k]);
                spelledPlaces.Add(i);
            }
        }

        ulong[] spelledBy = [.. spellings];
        int[] order = [.. spelledPlaces];
        Array.Sort(spelledBy, order);
        return new SuggestionRun(all, literal, OrderOf(all, [.. order.Select(p => of[p])], [.. order.Select(p => offsets[p])], spelledBy));
    }

    /// <summary>Offers what begins with the key's first characters, as long as <paramref name="accepts"/> says that the rest fits too.</summary>
    public void OfferLiteral(ulong key, int units, SuggestionMatches into, Func<SuggestionEntry, int, bool> accepts)
    {
        ulong last = units == SuggestionKeys.LiteralUnits ? key : key | (ulong.MaxValue >> (16 * units));
        Offer(literal, literal.LowerBound(key), literal.UpperBound(last), into, accepts);
    }

    /// <summary>Offers what is spelled between the two keys.</summary>
    public void OfferSpelled(ulong first, ulong last, SuggestionMatches into, Func<SuggestionEntry, int, bool> accepts) =>
        Offer(spelled, spelled.LowerBound(first), spelled.UpperBound(last), into, accepts);

    /// <summary>For each syllable that begins with the letter: what is spelled with it and the initials.</summary>
    /// <param name="initials">In the lower bits of a key, as many as <paramref name="count"/>.</param>
    public void OfferInitials(char letter, ulong initials, int count, SuggestionMatches into, Func<SuggestionEntry, int, bool> accepts)
    {
        const int syllableShift = 5 * SuggestionKeys.Initials;
        ulong after = SuggestionKeys.Syllable([letter]) + (1UL << (5 * (SuggestionKeys.Initials + SuggestionKeys.SyllableLetters - 1)));
        ulong open = count == SuggestionKeys.Initials ? 0 : (1UL << (5 * (SuggestionKeys.Initials - count))) - 1;
        int at = spelled.LowerBound(SuggestionKeys.Syllable([letter]));
        while (at < spelled.Keys.Length && spelled.Keys[at] < after)
        {
            ulong syllable = spelled.Keys[at] >> syllableShift << syllableShift;
            Offer(spelled, spelled.LowerBound(syllable | initials), spelled.UpperBound(syllable | initials | open), into, accepts);
            at = spelled.UpperBound(syllable | ((1UL << syllableShift) - 1));
        }
    }

    private void Offer(Order order, int from, int to, SuggestionMatches into, Func<SuggestionEntry, int, bool> accepts)
    {
        for (int at = from; at < to;)
        {
            int block = at / Order.Block, end = Math.Min(to, (block + 1) * Order.Block);
            if (order.Best[block] <= into.Threshold)
            {
                at = end;
                continue;
            }

            for (; at < end; at++)
            {
                SuggestionEntry entry = entries[order.Entries[at]];
                float weight = WeightOf(entry, order.Offsets[at]);
                if (weight <= into.Threshold || entry.Count == 0) continue;
                if (into.MayTest() && accepts(entry, order.Offsets[at])) into.Add(entry, order.Offsets[at], weight);
            }
        }
    }

    /// <summary>What begins a text comes before what stands inside one.</summary>
    private static float WeightOf(SuggestionEntry entry, int offset) => entry.Weight + (offset == 0 ? 10 : 0);

    private static Order OrderOf(SuggestionEntry[] all, int[] of, byte[] offsets, ulong[] keys)
    {
        float[] best = new float[(of.Length + Order.Block - 1) / Order.Block];
        for (int i = 0; i < of.Length; i++) best[i / Order.Block] = Math.Max(best[i / Order.Block], WeightOf(all[of[i]], offsets[i]));
        return new Order(of, offsets, keys, best);
    }

    private sealed record Order(int[] Entries, byte[] Offsets, ulong[] Keys, float[] Best)
    {
        public const int Block = 64;

        public int LowerBound(ulong key)
        {
            int low = 0, high = Keys.Length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (Keys[middle] < key) low = middle + 1;
                else high = middle;
            }

            return low;
        }

        public int UpperBound(ulong key) => key == ulong.MaxValue ? Keys.Length : LowerBound(key + 1);
    }
}
