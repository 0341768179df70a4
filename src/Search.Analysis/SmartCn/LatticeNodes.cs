using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>The nodes of a <see cref="WordLattice"/>: all words of one sentence. Reused from sentence to sentence.</summary>
internal sealed unsafe class LatticeNodes
{
    private const int AtOnce = 128; // places whose words are added without asking whether there is room
    private const ulong OneLonger = 1UL << 32, OneFurther = OneLonger + 1; // for spans
    private const int Padding = 2; // nodes after the last that are looked at
    private const int FirstOfPlace = int.MinValue;
    private const ushort UnitCode = SentenceCodes.Unit;

    private readonly SmartCnDictionary dictionary;
    private readonly ulong* entries;
    private readonly int firstHanzi;
    private readonly SentenceCodes sentenceCodes;
    private readonly SentenceArray<ulong> spanArray = new(1024);
    private readonly SentenceArray<int> wordArray = new(1024);
    private readonly SentenceArray<int> firstArray = new(256);
    // Nodes stand in the order of their start, then of their length. See the properties of the same names.
    private ulong* spans;
    private int* words;
    private ushort* codes;
    private int* first;
    private nint nodeCount;

    internal LatticeNodes(SmartCnDictionary dictionary)
    {
        this.dictionary = dictionary;
        sentenceCodes = new SentenceCodes(dictionary.Words);
        entries = dictionary.Words.Entries;
        firstHanzi = dictionary.Words.FirstHanzi;
        spans = spanArray.Start;
        words = wordArray.Start;
    }

    /// <summary>With the sentence's start, first, and its end, last.</summary>
    internal int Count => (int)nodeCount;

    /// <summary>By node: where it starts (-1 for the sentence's start node), and in the high half where it ends.</summary>
    internal ulong* Spans => spans;

    /// <summary>By node: its word; negative, with the number in the other bits, if it is the first at its place.</summary>
    internal int* Words => words;

    /// <summary>By unit of the sentence, and one after it: the first node that starts there or later.</summary>
    internal int* First => first;

    /// <summary>By unit of the sentence; see <see cref="SentenceCodes"/>.</summary>
    internal ushort* Codes => codes;

    internal bool HasUserWords { get; private set; }

    /// <summary>Whether there may be spaces in words.</summary>
    internal bool IsBridging { get; private set; }

    /// <inheritdoc cref="WordLattice.Cut(ReadOnlySpan{char}, ReadOnlySpan{LatticeUnit}, WordTrie?)"/>
    internal void Read(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        first = firstArray.WithRoom(sentence.Length + 4);
        sentenceCodes.Read(sentence, units);
        codes = sentenceCodes.Codes;
        IsBridging = !AddNodes(sentence, units, userWords, bridging: false);
        if (IsBridging) AddNodes(sentence, units, userWords, bridging: true);
    }

    /// <summary>False if words bridge spaces and <paramref name="bridging"/> was not asked for.</summary>
    private bool AddNodes(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords, bool bridging)
    {
        nodeCount = 0;
        HasUserWords = false;
        Add(-1, 0, dictionary.SentenceStart);
        words[0] |= FirstOfPlace;
        ushort* codes = this.codes;
        int nextUnit = 0;
        fixed (ulong* userBegins = userWords?.Begins)
        fixed (char* text = sentence)
        {
            for (int i = 0; i < sentence.Length;)
            {
                nint place = nodeCount;
                first[i] = (int)place;
                char unit = text[i];
                if (userBegins != null && (userBegins[unit >> 6] >> unit & 1) != 0)
                    HasUserWords |= AddUserWords(sentence, i, units[nextUnit..], userWords!);
                uint code = codes[i];
                if (code >= WordTable.FirstWord)
                {
                    i = bridging ? AddBridgingWords(i, sentence.Length) : AddWords(i, text, userBegins);
                }
                else if (code == UnitCode)
                {
                    Add(i, units[nextUnit].End, units[nextUnit].Word);
                    i = Skip(i + 1, units[nextUnit++].End);
                }
                else if (code == (uint)CharacterClass.Space && !bridging && IsBridged(i))
                {
                    return false;
                }
                else
                {
                    i = AddOther(text, i, sentence.Length);
                }
                words[place] |= FirstOfPlace;
            }
        }
        int end = sentence.Length;
        nint count = nodeCount;
        MakeRoom(Padding + 1);
        (first[end], first[end + 1]) = ((int)count, (int)count + 1);
        Add(end, end + 1, dictionary.SentenceEnd);
        words[count] |= FirstOfPlace;
        for (nint pad = nodeCount; pad < nodeCount + Padding; pad++)
            (spans[pad], words[pad]) = (SpanOf(0, 0), FirstOfPlace | dictionary.UnknownWord);
        return true;
    }

    /// <summary>Adds the dictionary's words at this place and those after it, up to a unit that is in none or may begin a user's word.</summary>
    private int AddWords(int start, char* text, ulong* userBegins)
    {
        MakeRoom(AtOnce * dictionary.Words.Longest);
        ushort* codes = this.codes;
        int end = start + 1;
        while (codes[end] >= WordTable.FirstWord && end - start < AtOnce && (userBegins == null || (userBegins[text[end] >> 6] >> text[end] & 1) == 0))
            end++;
        (nint begin, int place) = (nodeCount, first[start]);
        AddWords((nint)start, end);
        if (begin > place) (first[start], words[begin]) = (place, words[begin] & ~FirstOfPlace); // a user's word comes first
        return end;
    }

    private void AddWords(nint start, nint end)
    {
        ulong* entries = this.entries, spans = this.spans, lefts = dictionary.Pairs.Lefts;
        ushort* codes = this.codes;
        int* words = this.words, first = this.first;
        SentenceCodes.Prefix* prefixes = sentenceCodes.Prefixes;
        nint count = nodeCount;
        ulong span = SpanOf((int)start, (int)start + 1);
        for (nint i = start; i < end; i++, span += OneFurther)
        {
            first[i] = (int)count;
            uint single = (uint)entries[codes[i]] & WordTable.WordMask; // there always is one
            if (Sse.IsSupported) Sse.Prefetch0(lefts + single);
            spans[count] = span;
            words[count++] = (int)single | FirstOfPlace;
            uint at = prefixes[i].At;
            ulong entry = prefixes[i].Entry;
            if (Sse.IsSupported) Sse.Prefetch0(lefts + ((uint)entry & WordTable.WordMask));
            count = Write(spans, words, count, span + OneLonger, entry);
            entry = WordTable.Follow(entries, entry, ref at, codes[i + 2]);
            count = Write(spans, words, count, span + (2 * OneLonger), entry); // not called for: seldom a word
            if (entry >> WordTable.WordBits << (64 - WordTable.WordBits) != 0) // one of twenty goes on
                count = WriteLonger(count, span + (3 * OneLonger), entry, at);
        }
        nodeCount = count;
    }

    /// <summary>Writes a node for the word of an entry; it counts only if there is a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Write(ulong* spans, int* words, nint node, ulong span, ulong entry)
    {
        uint word = (uint)entry & WordTable.WordMask;
        spans[node] = span;
        words[node] = (int)word;
        return node + (nint)(((ulong)word + WordTable.WordMask) >> WordTable.WordBits);
    }

    private nint WriteLonger(nint node, ulong span, ulong entry, uint at)
    {
        // Ends before the sentence does: the units after it continue no word.
        for (; (entry = WordTable.Follow(entries, entry, ref at, codes[(span >> 32) - 1])) != 0; span += OneLonger)
            node = Write(spans, words, node, span, entry);
        return node;
    }

    // Whether a word that begins before the space goes on after it. Seldom, and only then the sentence is read again.
    private bool IsBridged(int space)
    {
        int after = space;
        while (codes[after] == (ushort)CharacterClass.Space) // a unit of another code follows the sentence
            after++;
        if (codes[after] < firstHanzi) return false;
        for (int start = space - 1; start >= 0 && codes[start] >= firstHanzi && space - start < dictionary.Words.Longest; start--)
        {
            uint at = codes[start];
            ulong entry = entries[at];
            for (int i = start + 1; i < space && entry != 0; i++)
                entry = WordTable.Follow(entries, entry, ref at, codes[i]);
            if (entry != 0 && WordTable.Follow(entries, entry, ref at, codes[after]) != 0) return true;
        }
        return false;
    }

    private int AddBridgingWords(int start, int length)
    {
        MakeRoom(dictionary.Words.Longest);
        uint at = codes[start];
        ulong entry = entries[at];
        nint node = Write(spans, words, nodeCount, SpanOf(start, start + 1), entry);
        for (int end = start + 1; end < length;)
        {
            uint code = codes[end++];
            if (code == (uint)CharacterClass.Space) continue;
            entry = WordTable.Follow(entries, entry, ref at, code);
            if (entry == 0) break;
            node = Write(spans, words, node, SpanOf(start, end), entry);
        }
        nodeCount = node;
        return start + 1;
    }

    private int AddOther(char* text, int start, int length)
    {
        int i = start + 1;
        switch ((CharacterClass)codes[start])
        {
            case CharacterClass.Space:
                break;
            case CharacterClass.Letter or CharacterClass.FullWidthLetter:
                while (i < length && codes[i] is (ushort)CharacterClass.Letter or (ushort)CharacterClass.FullWidthLetter)
                    i++;
                Add(start, i, dictionary.Letters);
                break;
            case CharacterClass.Digit or CharacterClass.FullWidthDigit:
                while (i < length && codes[i] is (ushort)CharacterClass.Digit or (ushort)CharacterClass.FullWidthDigit)
                    i++;
                Add(start, i, dictionary.Digits);
                break;
            case CharacterClass.Surrogate:
                if (i < length && char.IsSurrogatePair(text[start], text[i]))
                    i++;
                Add(start, i, dictionary.UnknownWord);
                break;
            default:
                Add(start, i, dictionary.Letters);
                break;
        }
        return Skip(start + 1, i);
    }

    // Nothing starts at these places.
    private int Skip(int start, int end)
    {
        for (; start < end; start++)
            first[start] = (int)nodeCount;
        return end;
    }

    private bool AddUserWords(ReadOnlySpan<char> sentence, int start, ReadOnlySpan<LatticeUnit> units, WordTrie userWords)
    {
        bool added = false;
        int at = WordTrie.Root;
        for (int i = start; i < sentence.Length; i++)
        {
            at = userWords.Follow(at, sentence[i]);
            if (at == WordTrie.None)
                break;
            if (userWords.WordAt(at) == WordTrie.None)
                continue;
            bool insideUnit = char.IsHighSurrogate(sentence[i]);
            foreach (LatticeUnit unit in units)
            {
                if (unit.Start > i) break;
                insideUnit |= i + 1 > unit.Start && i + 1 < unit.End;
            }
            if (insideUnit) continue;
            Add(start, i + 1, dictionary.UserWord);
            added = true;
        }
        return added;
    }

    private void Add(int start, int end, int word)
    {
        MakeRoom(1);
        spans[nodeCount] = SpanOf(start, end);
        words[nodeCount++] = word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MakeRoom(int count)
    {
        if (nodeCount + count >= spanArray.Length) Grow(count);
    }

    private void Grow(int count)
    {
        while (nodeCount + count >= spanArray.Length)
        {
            spans = spanArray.Grow();
            words = wordArray.Grow();
        }
    }

    private static ulong SpanOf(int start, int end) => (uint)start | ((ulong)(uint)end << 32);
}
