using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// All ways to cut one sentence into words, and the cheapest of them. The arrays are reused from sentence to sentence: one lattice
/// serves one thread at a time and allocates only to grow to the longest sentence it has seen.
/// </summary>
/// <remarks>
/// Whether a word begins at a place and whether a pair is known is as good as random to the processor, and a wrong guess costs as much as the
/// work of a whole character. So the sentence is walked through in passes that hardly branch: everything is written and then counted or not.
/// The arrays are read through pointers: every index comes from this class itself.
/// </remarks>
internal sealed unsafe class WordLattice
{
    /// <summary>The bits of a node's word that are its number.</summary>
    internal const int WordMask = (int)WordTable.WordMask;

    private const int AtOnce = 128; // places whose words are added without asking whether there is room
    private const ulong OneLonger = 1UL << 32, OneFurther = OneLonger + 1; // for spans
    private const int Padding = 10; // nodes after the last, so that eight can be read at a time and two more be looked at
    private const int FirstOfPlace = int.MinValue;
    private const ushort UnitCode = SentenceCodes.Unit;

    private readonly SmartCnDictionary dictionary;
    private readonly ulong* entries;
    private readonly SentenceCodes sentenceCodes;
    private readonly CheapestPath path;
    private readonly SentenceArray<ulong> spanArray = new(1024);
    private readonly SentenceArray<int> wordArray = new(1024);
    private readonly SentenceArray<int> firstArray = new(256);
    private readonly SentenceArray<Token> tokenArray = new(256);
    // Nodes stand in the order of their start, then of their length.
    private ulong* spans; // by node: where it starts (-1 for the sentence's start node), and in the high half where it ends
    private int* words; // by node: its word; negative, with the number in the other bits, if it is the first at its place
    private ushort* codes; // by unit of the sentence; see SentenceCodes
    private int* first; // by unit of the sentence: the first node that starts there or later
    private Token* tokens; // of the best path
    private nint nodeCount;
    private bool hasUserWords;

    /// <summary>A token of the best path, in units of the sentence.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Token
    {
        internal int Start, End, Node;
        internal TokenKind Kind;
    }

    internal WordLattice(SmartCnDictionary dictionary)
    {
        this.dictionary = dictionary;
        sentenceCodes = new SentenceCodes(dictionary.Words);
        entries = dictionary.Words.Entries;
        path = new CheapestPath(dictionary);
        spans = spanArray.Start;
        words = wordArray.Start;
    }

    /// <summary>The number of tokens of the best path of the last sentence given to <c>Cut</c>.</summary>
    internal int Count { get; private set; }

    /// <summary>A token of this path.</summary>
    internal ref readonly Token this[int token]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref tokens[token];
    }

    /// <summary>Whether there may be spaces in words.</summary>
    internal bool IsBridging { get; private set; }

    /// <summary>Gives the next word of two units or more that lies inside a token, or false after the last.</summary>
    /// <param name="token">A token of the best path.</param>
    /// <param name="cursor">0 for the first call, then what the call before left.</param>
    internal bool NextWordInside(int token, ref int cursor, out int start, out int end)
    {
        int whole = tokens[token].Node;
        (int outerStart, int outerEnd) = (tokens[token].Start, tokens[token].End);
        if (cursor == 0)
            cursor = first[outerStart];
        for (; (start = (int)spans[cursor]) < outerEnd; cursor++)
        {
            end = (int)(spans[cursor] >> 32);
            if (cursor == whole || end > outerEnd || end - start < 2 || KindOf(cursor, start) != TokenKind.Hanzi || (start == outerStart && end == outerEnd))
                continue;
            cursor++;
            return true;
        }
        start = end = 0;
        return false;
    }

    /// <summary>Forgets the last sentence.</summary>
    internal void Clear() => Count = 0;

    /// <summary>Finds the best path through <paramref name="sentence"/>.</summary>
    internal void Cut(ReadOnlySpan<char> sentence) => Cut(sentence, [], null);

    /// <param name="sentence">What to cut.</param>
    /// <param name="units">Stretches that are one token each, in order, not overlapping.</param>
    /// <param name="userWords">Words that win over any other way to cut, except an overlapping user word.</param>
    internal void Cut(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        first = firstArray.WithRoom(sentence.Length + 4);
        sentenceCodes.Read(sentence, units);
        codes = sentenceCodes.Codes;
        IsBridging = !AddNodes(sentence, units, userWords, bridging: false);
        if (IsBridging) AddNodes(sentence, units, userWords, bridging: true);
        TakePath(path.Find(words, spans, (int)nodeCount, first, sentence.Length, hasUserWords));
    }

    private void TakePath(int* previous)
    {
        Token* end = tokenArray.WithRoom((int)nodeCount) + nodeCount, at = end;
        ulong* spans = this.spans;
        for (int node = previous[nodeCount - 1]; node != 0; node = previous[node])
        {
            ulong span = spans[node];
            at--;
            *(ulong*)at = span;
            at->Node = node;
            at->Kind = KindOf(node, (int)span);
        }
        tokens = at;
        Count = (int)(end - at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TokenKind KindOf(int node, int start) => (words[node] & WordMask) == dictionary.UserWord
        ? TokenKind.User
        : (TokenKind)Unsafe.Add(ref MemoryMarshal.GetReference(Kinds), Math.Min((int)codes[start], WordTable.FirstHanzi));

    // By code.
    private static ReadOnlySpan<byte> Kinds =>
    [
        (byte)TokenKind.Other, (byte)TokenKind.Other, (byte)TokenKind.Hanzi, (byte)TokenKind.Letters, (byte)TokenKind.Digits,
        (byte)TokenKind.Letters, (byte)TokenKind.Digits, (byte)TokenKind.Delimiter, (byte)TokenKind.Surrogate, (byte)TokenKind.Unit,
        0, 0, 0, 0, 0, 0, (byte)TokenKind.Hanzi,
    ];

    /// <summary>False if words might bridge spaces and <paramref name="bridging"/> was not asked for.</summary>
    private bool AddNodes(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords, bool bridging)
    {
        nodeCount = 0;
        hasUserWords = false;
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
                    hasUserWords |= AddUserWords(sentence, i, units[nextUnit..], userWords!);
                uint code = codes[i];
                if (code >= WordTable.FirstHanzi)
                {
                    i = bridging ? AddBridgingWords(i, sentence.Length) : AddWords(i, text, userBegins);
                }
                else if (code == UnitCode)
                {
                    Add(i, units[nextUnit].End, units[nextUnit].Word);
                    i = Skip(i + 1, units[nextUnit++].End);
                }
                else if (code == (uint)CharacterClass.Space && !bridging && MayBeBridged(i, sentence.Length))
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
            (spans[pad], words[pad]) = (int.MaxValue, FirstOfPlace | dictionary.UnknownWord);
        return true;
    }

    /// <summary>Adds the dictionary's words at this place and those after it, up to a unit that is no Hanzi or may begin a user's word.</summary>
    private int AddWords(int start, char* text, ulong* userBegins)
    {
        MakeRoom(AtOnce * dictionary.Words.Longest);
        ulong* entries = this.entries, spans = this.spans;
        ushort* codes = this.codes;
        int* words = this.words, first = this.first;
        SentenceCodes.Prefix* prefixes = sentenceCodes.Prefixes;
        nint count = nodeCount, place = first[start], i = start;
        ulong span = SpanOf(start, start + 1);
        while (true)
        {
            count = Write(spans, words, count, span, entries[codes[i]]);
            uint at = prefixes[i].At;
            ulong entry = prefixes[i].Entry;
            count = Write(spans, words, count, span + OneLonger, entry);
            entry = WordTable.Follow(entries, entry, ref at, codes[i + 2]);
            count = Write(spans, words, count, span + (2 * OneLonger), entry);
            if (entry >> WordTable.WordBits << (64 - WordTable.WordBits) != 0) // one of twenty goes on
                count = WriteLonger(count, span + (3 * OneLonger), entry, at);
            words[place] |= FirstOfPlace;
            i++;
            if (codes[i] < WordTable.FirstHanzi || i - start == AtOnce || (userBegins != null && (userBegins[text[i] >> 6] >> text[i] & 1) != 0))
                break;
            span += OneFurther;
            place = count;
            first[i] = (int)count;
        }
        nodeCount = count;
        return (int)i;
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

    private bool MayBeBridged(int space, int length)
    {
        if (space == 0 || codes[space - 1] < WordTable.FirstHanzi) return false;
        while (space < length && codes[space] == (ushort)CharacterClass.Space)
            space++;
        return codes[space] >= WordTable.FirstHanzi;
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
            case CharacterClass.Delimiter:
                Add(start, i, dictionary.Singles[text[start]]);
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
