using System.Text;

namespace Search.Engine;

/// <summary>
/// The distinct words of a batch as numbers. Looked up by their characters, so that a word that was seen allocates nothing;
/// <see cref="Sort"/> puts them into the order Lucene's terms have (by UTF-8 bytes).
/// </summary>
internal sealed class TermDictionary
{
    /// <summary>In the key of a word of more than three characters.</summary>
    private const ulong Long = 1UL << 63;

    private Slot[] table = new Slot[1024];
    private int[] ends = new int[512];
    private char[] characters = new char[4096];
    private byte[] utf8 = new byte[4096];
    private int[] utf8Ends = new int[512];
    private int[] sorted = [];

    public int Count { get; private set; }

    public void Clear()
    {
        Array.Clear(table);
        Count = 0;
    }

    /// <summary>The number of a word, given when it is first seen: 0, 1, 2 …</summary>
    public int Add(ReadOnlySpan<char> term)
    {
        ulong key = KeyOf(term);
        int mask = table.Length - 1;
        for (int slot = Hash(key) & mask; ; slot = (slot + 1) & mask)
        {
            ref readonly Slot entry = ref table[slot];
            if (entry.Key == 0) return Insert(term, key, slot);
            if (entry.Key == key && (key < Long || term.SequenceEqual(CharactersOf(entry.Number)))) return entry.Number;
        }
    }

    /// <summary>Numbers in the order of their UTF-8 bytes; <see cref="Utf8Of"/> holds until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<int> Sort()
    {
        Encode();
        if (sorted.Length < Count) sorted = new int[ends.Length];
        ulong[] prefixes = new ulong[Count];
        for (int number = 0; number < Count; number++)
        {
            sorted[number] = number;
            prefixes[number] = Prefix(Utf8Of(number));
        }

        Array.Sort(prefixes, sorted, 0, Count);
        // Words that agree in eight bytes are put into order among themselves.
        for (int from = 0, to; from < Count; from = to)
        {
            for (to = from + 1; to < Count && prefixes[to] == prefixes[from]; to++)
            {
            }

            if (to - from > 1) sorted.AsSpan(from, to - from).Sort((a, b) => Utf8Of(a).SequenceCompareTo(Utf8Of(b)));
        }

        return sorted.AsSpan(0, Count);
    }

    /// <summary>After <see cref="Sort"/>: the bytes of all words, and where this one's are.</summary>
    public (byte[] Bytes, int Offset, int Length) Utf8RangeOf(int number)
    {
        int start = number == 0 ? 0 : utf8Ends[number - 1];
        return (utf8, start, utf8Ends[number] - start);
    }

    private ReadOnlySpan<byte> Utf8Of(int number)
    {
        int start = number == 0 ? 0 : utf8Ends[number - 1];
        return utf8.AsSpan(start, utf8Ends[number] - start);
    }

    private ReadOnlySpan<char> CharactersOf(int number)
    {
        int start = number == 0 ? 0 : ends[number - 1];
        return characters.AsSpan(start, ends[number] - start);
    }

    private int Insert(ReadOnlySpan<char> term, ulong key, int slot)
    {
        int number = Count++;
        if (number == ends.Length)
        {
            Array.Resize(ref ends, number * 2);
            Array.Resize(ref utf8Ends, number * 2);
        }

        int start = number == 0 ? 0 : ends[number - 1];
        while (start + term.Length > characters.Length) Array.Resize(ref characters, characters.Length * 2);
        term.CopyTo(characters.AsSpan(start));
        ends[number] = start + term.Length;
        table[slot] = new Slot(key, number);
        if (Count * 2 > table.Length) Rehash();
        return number;
    }

    private void Rehash()
    {
        Slot[] before = table;
        table = new Slot[before.Length * 2];
        int mask = table.Length - 1;
        foreach (Slot entry in before)
        {
            if (entry.Key == 0) continue;
            int slot = Hash(entry.Key) & mask;
            while (table[slot].Key != 0) slot = (slot + 1) & mask;
            table[slot] = entry;
        }
    }

    /// <summary>Half of a surrogate pair alone becomes U+FFFD, as in Lucene's own terms.</summary>
    private void Encode()
    {
        int length = 0;
        for (int number = 0; number < Count; number++)
        {
            ReadOnlySpan<char> term = CharactersOf(number);
            while (length + (term.Length * 3) > utf8.Length) Array.Resize(ref utf8, utf8.Length * 2);
            length += Encoding.UTF8.GetBytes(term, utf8.AsSpan(length));
            utf8Ends[number] = length;
        }
    }

    private static ulong Prefix(ReadOnlySpan<byte> bytes)
    {
        ulong prefix = 0;
        for (int i = 0; i < 8; i++) prefix = (prefix << 8) | (i < bytes.Length ? bytes[i] : 0u);
        return prefix;
    }

    /// <summary>
    /// Up to three characters, which most words have, are their own key with their length, so that finding them reads nothing but the slot; of others it is a hash. Never 0.
    /// </summary>
    private static ulong KeyOf(ReadOnlySpan<char> term)
    {
        switch (term.Length)
        {
            case 1: return (1UL << 48) | term[0];
            case 2: return (2UL << 48) | ((ulong)term[1] << 16) | term[0];
            case 3: return (3UL << 48) | ((ulong)term[2] << 32) | ((ulong)term[1] << 16) | term[0];
        }

        ulong hash = (uint)term.Length;
        foreach (char c in term) hash = (hash ^ c) * 0x9E3779B97F4A7C15;
        return Long | (hash >> 1);
    }

    private static int Hash(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 32);

    /// <param name="Key">0 where the slot is free.</param>
    private readonly record struct Slot(ulong Key, int Number);
}
