using System.Numerics;
using System.Runtime.CompilerServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The words of the dictionary as a double-array trie: a step is one look at one entry, found or not, so it needs no branch. Characters are
/// numbered by how often the dictionary's words use them and rows are laid out in that order, so the entries of ordinary text lie together.
/// </summary>
/// <remarks>
/// An entry: the word that ends there in bits 0–19 (0 = none), where its children are in bits 20–39 (0 = none), the entry before it in bits 40–63.
/// The child for a code is at children + code, if that entry says so. The first entries are those of the characters themselves, by code.
/// Only Hanzi go on to longer words, as in the reference. Codes below <see cref="FirstWord"/> are the <see cref="CharacterClass"/> of units that are no
/// word alone; then come delimiters, a code for each word they are, then Hanzi.
/// </remarks>
internal sealed unsafe class WordTable
{
    /// <summary>The least code that has an entry: what a unit is that is a word alone.</summary>
    internal const int FirstWord = 16;
    internal const int WordBits = 20;
    internal const uint WordMask = (1 << WordBits) - 1;
    private const ulong NoParent = 0xFFFFFF;

    private readonly TableMemory memory;

    /// <param name="units">All words one after the other.</param>
    /// <param name="ends">By place in ordinal order: where the word ends in <paramref name="units"/>.</param>
    /// <param name="numbers">By place: the word's number.</param>
    /// <param name="frequencies">By number.</param>
    /// <param name="singles">By unit: the word that a Hanzi or delimiter alone counts as.</param>
    /// <param name="unknownWord">What a Hanzi that is in no word counts as.</param>
    /// <param name="scratch">For what is needed only now.</param>
    internal WordTable(
        ReadOnlySpan<char> units, ReadOnlySpan<int> ends, ReadOnlySpan<int> numbers, int[] frequencies, ReadOnlySpan<int> singles, int unknownWord, Scratch scratch)
    {
        var words = new List<int>(8192); // by code
        while (words.Count < FirstWord)
            words.Add(0);
        ReadOnlySpan<char> codes = Number(units, ends, numbers, frequencies, singles, unknownWord, words, scratch);
        var layout = new Layout(units, ends, numbers, codes, words, FirstHanzi, scratch);
        for (int place = 0; place < ends.Length; place++)
            Longest = Math.Max(Longest, ends[place] - StartOf(ends, place));
        long codeBytes = codes.Length * sizeof(ushort);
        // A step from anywhere may look as far as there are codes.
        memory = new TableMemory(codeBytes + ((layout.Length + words.Count) * (long)sizeof(ulong)));
        Codes = (ushort*)memory.Start;
        Entries = (ulong*)(memory.Start + codeBytes);
        fixed (char* from = codes)
            Buffer.MemoryCopy(from, Codes, codeBytes, codeBytes);
        fixed (ulong* from = layout.Entries)
            Buffer.MemoryCopy(from, Entries, layout.Length * sizeof(ulong), layout.Length * sizeof(ulong));
    }

    /// <summary>Units of the longest word; as many words start at a place at most.</summary>
    internal int Longest { get; }

    /// <summary>The code of Hanzi that are in no word; the least code of a Hanzi.</summary>
    internal int FirstHanzi { get; private set; }

    /// <summary>By UTF-16 unit.</summary>
    internal ushort* Codes { get; }

    internal ulong* Entries { get; }

    /// <summary>Whether it is a word of the table.</summary>
    internal bool Has(ReadOnlySpan<char> text)
    {
        if (text.Length < 2) return false;
        uint at = Codes[text[0]];
        ulong entry = Entries[at];
        for (int i = 1; i < text.Length && entry != 0; i++)
            entry = Follow(Entries, entry, ref at, Codes[text[i]]);
        return (entry & WordMask) != 0;
    }

    /// <summary>The entry for <paramref name="code"/> after <paramref name="entry"/>, which is at <paramref name="at"/>; all zero if no word goes on so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Follow(ulong* entries, ulong entry, ref uint at, uint code)
    {
        uint next = ChildOf(entry, code);
        ulong found = Of(entries[next], at);
        at = next;
        return found;
    }

    /// <summary>The entry if it comes after the one at <paramref name="parent"/>, else zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of(ulong entry, uint parent) => entry & (ulong)(((long)((entry >> 40) ^ parent) - 1) >> 63);

    /// <summary>Where the entry for <paramref name="code"/> after <paramref name="entry"/> is, if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint ChildOf(ulong entry, uint code) => ((uint)(entry >> WordBits) & WordMask) + code;

    private static int StartOf(ReadOnlySpan<int> ends, int place) => place == 0 ? 0 : ends[place - 1];

    // By UTF-16 unit: its code.
    private ReadOnlySpan<char> Number(
        ReadOnlySpan<char> units, ReadOnlySpan<int> ends, ReadOnlySpan<int> numbers, int[] frequencies, ReadOnlySpan<int> singles, int unknownWord, List<int> words, Scratch scratch)
    {
        var uses = (long*)scratch.Take((char.MaxValue + 1) * (long)sizeof(long));
        for (int place = 0; place < ends.Length; place++)
        {
            for (int i = StartOf(ends, place); i < ends[place]; i++)
                uses[units[i]] += 1 + frequencies[numbers[place]];
        }
        var hanzi = new List<char>(8192);
        for (int unit = 0; unit <= char.MaxValue; unit++)
        {
            if (CharacterClasses.Of((char)unit) == CharacterClass.Hanzi && uses[unit] > 0)
                hanzi.Add((char)unit);
        }
        hanzi.Sort((a, b) => uses[b] != uses[a] ? uses[b].CompareTo(uses[a]) : a.CompareTo(b));
        Span<char> codes = scratch.Units(char.MaxValue + 1);
        for (int unit = 0; unit < codes.Length; unit++)
        {
            codes[unit] = (char)CharacterClasses.Of((char)unit);
            if (codes[unit] != (char)CharacterClass.Delimiter) continue;
            int known = words.IndexOf(singles[unit], FirstWord);
            codes[unit] = (char)(known < 0 ? words.Count : known);
            if (known < 0) words.Add(singles[unit]);
        }
        FirstHanzi = words.Count;
        words.Add(unknownWord);
        for (int unit = 0; unit < codes.Length; unit++)
        {
            if (CharacterClasses.Of((char)unit) == CharacterClass.Hanzi) codes[unit] = (char)FirstHanzi;
        }
        foreach (char unit in hanzi)
        {
            codes[unit] = (char)words.Count;
            words.Add(singles[unit]);
        }
        return codes;
    }

    /// <summary>Finds a place for every row of children, the rows of the most used characters first.</summary>
    private ref struct Layout
    {
        private readonly ReadOnlySpan<char> units;
        private readonly ReadOnlySpan<int> ends;
        private readonly ReadOnlySpan<int> numbers;
        private readonly ReadOnlySpan<char> codes;
        private readonly Scratch scratch;
        private readonly int firstHanzi;
        private readonly Span<char> row; // the codes of the children that are being placed
        private readonly Span<int> lows; // by child: its first word
        private Span<Row> rows; // to be placed, in this order
        private int rowCount;
        private int nextRow;
        private Span<ulong> taken; // a bit an entry
        private int firstFree;
        private readonly Span<int> starts; // by number of children: where room is looked for

        // Words low to high go on after the entry; they share depth units.
        private readonly record struct Row(int Entry, int Low, int High, int Depth);

        internal Layout(
            ReadOnlySpan<char> units, ReadOnlySpan<int> ends, ReadOnlySpan<int> numbers, ReadOnlySpan<char> codes, List<int> words, int firstHanzi, Scratch scratch)
        {
            this.units = units;
            this.ends = ends;
            this.numbers = numbers;
            this.codes = codes;
            (this.firstHanzi, this.scratch) = (firstHanzi, scratch);
            int codeCount = words.Count;
            row = scratch.Units(codeCount);
            lows = scratch.Integers(codeCount + 1);
            starts = scratch.Integers(64);
            Entries = scratch.Numbers(Math.Max(ends.Length, codeCount) * 2);
            taken = scratch.Numbers((Entries.Length / 64) + 2);
            for (int i = 0; i < starts.Length; i++)
                starts[i] = 1;
            rows = RoomForRows(codeCount * 4);
            for (int code = 0; code < codeCount; code++)
            {
                Entries[code] = (NoParent << 40) | (uint)words[code];
                Take(code);
            }
            for (int low = 0; low < ends.Length;)
            {
                char unit = units[StartOf(ends, low)];
                int high = EndOfChild(low, ends.Length, 0);
                int code = codes[unit];
                if (code > firstHanzi)
                {
                    bool isWord = ends[low] - StartOf(ends, low) == 1;
                    rows[code] = new Row(code, isWord ? low + 1 : low, high, 1);
                }
                low = high;
            }
            for (rowCount = codeCount; nextRow < rowCount; nextRow++)
            {
                if (rows[nextRow].Low < rows[nextRow].High) Place(rows[nextRow]);
            }
            Length = Entries.Length;
            while (Entries[Length - 1] == 0)
                Length--;
        }

        internal Span<ulong> Entries { get; private set; }

        /// <summary>How many of them are used.</summary>
        internal int Length { get; }

        private readonly Span<Row> RoomForRows(int count) => new(scratch.Take(count * (long)sizeof(Row)), count);

        private readonly int EndOfChild(int low, int high, int depth)
        {
            char unit = units[StartOf(ends, low) + depth];
            int end = low + 1;
            while (end < high && units[ends[end - 1] + depth] == unit)
                end++;
            return end;
        }

        private void Place(Row parent)
        {
            int count = 0;
            for (int at = parent.Low; at < parent.High;)
            {
                int end = EndOfChild(at, parent.High, parent.Depth);
                char code = codes[units[StartOf(ends, at) + parent.Depth]];
                if (code > firstHanzi) // another character ends the words that may be found
                {
                    lows[count] = at;
                    row[count++] = code;
                }
                at = end;
            }
            if (count == 0) return;
            int children = FindRoom(row[..count]);
            Entries[parent.Entry] |= (ulong)children << WordBits;
            for (int i = 0; i < count; i++)
            {
                int entry = children + row[i], low = lows[i];
                bool isWord = ends[low] - StartOf(ends, low) == parent.Depth + 1;
                Entries[entry] = ((ulong)parent.Entry << 40) | (isWord ? (uint)numbers[low] : 0);
                Take(entry);
                int end = EndOfChild(low, parent.High, parent.Depth);
                if (isWord && ++low == end) continue;
                if (rowCount == rows.Length)
                {
                    Span<Row> larger = RoomForRows(rowCount * 2);
                    for (int known = 0; known < rowCount; known++)
                        larger[known] = rows[known];
                    rows = larger;
                }
                rows[rowCount++] = new Row(entry, low, end, parent.Depth + 1);
            }
        }

        // Sixty-four places are tried at once, from where a row of this length found room last.
        private int FindRoom(ReadOnlySpan<char> children)
        {
            ref int start = ref starts[Math.Min(children.Length, starts.Length - 1)];
            int last = 0;
            foreach (char child in children)
                last = Math.Max(last, child);
            for (int at = children.Length == 1 ? Math.Max(1, firstFree - children[0]) : start; ; at += 64)
            {
                Grow(at + last + 128);
                ulong occupied = 0;
                foreach (char child in children)
                {
                    int word = (at + child) >> 6, bit = (at + child) & 63;
                    occupied |= (taken[word] >> bit) | (taken[word + 1] << 1 << (63 - bit));
                    if (occupied == ulong.MaxValue) break;
                }
                if (occupied == ulong.MaxValue) continue;
                start = at;
                return at + BitOperations.TrailingZeroCount(~occupied);
            }
        }

        private void Take(int entry)
        {
            taken[entry >> 6] |= 1UL << (entry & 63);
            while ((taken[firstFree >> 6] >> (firstFree & 63) & 1) != 0)
                firstFree = taken[firstFree >> 6] == ulong.MaxValue ? (firstFree | 63) + 1 : firstFree + 1;
        }

        private void Grow(int length)
        {
            if (length < Entries.Length) return;
            if (length * 2 > WordMask) throw new InvalidOperationException("more words than the table can hold");
            Span<ulong> larger = scratch.Numbers(length * 2), largerTaken = scratch.Numbers((larger.Length / 64) + 2);
            Entries.CopyTo(larger);
            taken.CopyTo(largerTaken);
            Entries = larger;
            taken = largerTaken;
        }
    }
}
