using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>
/// What edges cost, by their left word. The words that may follow at a place all begin with the character that stands there, so the pairs of a
/// word are grouped by the first unit of the right word: one look finds the group, or that no edge from this word to this place is known.
/// </summary>
internal sealed unsafe class PairTable
{
    private const ulong Taken = 1UL << 63;
    private const uint Multiplier = 0x9E3779B1;

    private readonly TableMemory memory;
    private readonly int pairCount;
    private ulong[] slots; // while they are made; group: first unit in bits 0–15, first pair in 16–39, number of pairs in 40–55, bit 63 set
    private int used;

    /// <summary>A word as the left one of an edge.</summary>
    internal struct LeftWord
    {
        internal double Alone; // cost of an edge whose pair is not known
        internal double Least; // cost of the cheapest edge
        internal ulong Signature; // bit Bit(unit) is set for every group's first unit; most groups asked for are not there
        internal uint Row; // its first slot
        internal int Shift; // 32 - log2 of the number of its slots
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    internal struct Pair
    {
        internal int Right;
        internal double Cost;
    }

    internal PairTable(int wordCount, int pairCount)
    {
        this.pairCount = pairCount;
        slots = new ulong[pairCount + 2];
        long wordBytes = (long)wordCount * sizeof(LeftWord), pairBytes = (long)pairCount * sizeof(Pair);
        memory = new TableMemory(wordBytes + pairBytes);
        Words = (LeftWord*)memory.Start;
        Pairs = (Pair*)(memory.Start + wordBytes);
    }

    /// <summary>By word.</summary>
    internal LeftWord* Words { get; }

    /// <summary>In groups, within a group in the order of the right words' numbers.</summary>
    internal Pair* Pairs { get; }

    internal ulong* Slots { get; private set; }

    private TableMemory? slotMemory;

    internal void SetAlone(int word, double cost) => (Words[word].Alone, Words[word].Least) = (cost, cost);

    internal void SetPair(int place, int right, double cost)
    {
        if ((uint)place >= (uint)pairCount) throw new InvalidOperationException("more pairs than the head of the file says");
        Pairs[place] = new Pair { Right = right, Cost = cost };
    }

    /// <summary>Groups the pairs <paramref name="start"/> to <paramref name="end"/>, which are those of <paramref name="left"/>.</summary>
    /// <param name="firstUnits">By word; equal first units must stand together in the order of the words.</param>
    internal void EndLeft(int left, int start, int end, char[] firstUnits)
    {
        int groups = 0;
        for (int i = start; i < end; i++)
            groups += i == start || firstUnits[Pairs[i].Right] != firstUnits[Pairs[i - 1].Right] ? 1 : 0;
        int bits = Math.Max(1, BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)((groups * 4 / 3) + 1))));
        int row = used;
        used += 1 << bits;
        if (used > slots.Length) Array.Resize(ref slots, Math.Max(used, slots.Length * 2));
        ref LeftWord word = ref Words[left];
        (word.Row, word.Shift) = ((uint)row, 32 - bits);
        for (int i = start; i < end;)
        {
            int first = i;
            char unit = firstUnits[Pairs[i].Right];
            for (; i < end && firstUnits[Pairs[i].Right] == unit; i++)
                word.Least = Math.Min(word.Least, Pairs[i].Cost);
            word.Signature |= 1UL << Bit(unit);
            uint slot = (unit * Multiplier) >> word.Shift;
            while (slots[row + slot] != 0)
                slot = (slot + 1) & ((1u << bits) - 1);
            slots[row + slot] = Taken | ((ulong)(i - first) << 40) | ((ulong)first << 16) | unit;
        }
    }

    internal void End()
    {
        slotMemory = new TableMemory(used * (long)sizeof(ulong));
        Slots = (ulong*)slotMemory.Start;
        slots.AsSpan(0, used).CopyTo(new Span<ulong>(Slots, used));
        slots = [];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Bit(char unit) => (int)((unit * Multiplier) >> 26);

    /// <summary>Where to begin looking for the group of <paramref name="unit"/>; called into the cache. Null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong* Prepare(ulong* slots, LeftWord* word, char unit)
    {
        if ((word->Signature >> Bit(unit) & 1) == 0) return null;
        ulong* slot = slots + word->Row + ((unit * Multiplier) >> word->Shift);
        if (Sse.IsSupported) Sse.Prefetch0(slot);
        return slot;
    }

    /// <summary>The group of <paramref name="unit"/>, or 0.</summary>
    /// <param name="slot">From <see cref="Prepare"/>, not null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Find(ulong* slots, ulong* slot, LeftWord* word, char unit)
    {
        while (true)
        {
            ulong found = *slot;
            if (found == 0 || (char)found == unit) return found;
            slot++;
            if (slot == slots + word->Row + (1u << (32 - word->Shift))) slot = slots + word->Row;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Pair* FirstOf(ulong group, Pair* pairs) => pairs + ((uint)(group >> 16) & 0xFFFFFF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CountOf(ulong group) => (int)(group >> 40) & 0xFFFF;
}
