using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
    private const int LongestWord = byte.MaxValue; // units, as the dictionary's format has it; as many words start at a place at most
    private const ushort UnitCode = (ushort)CharacterClass.Surrogate + 1; // of what a unit covers; no word goes on with it

    private readonly SmartCnDictionary dictionary;
    private readonly ushort* codeOf;
    private readonly ulong* entries;
    private readonly ulong[] noBegins = GC.AllocateArray<ulong>(1024, pinned: true);
    private readonly CheapestPath path;
    private readonly SentenceArray<Node> nodeArray = new(1024);
    private readonly SentenceArray<ushort> codeArray = new(256);
    private readonly SentenceArray<int> firstArray = new(256);
    private readonly SentenceArray<Prefix> prefixArray = new(256);
    private Node* nodes; // in the order of their start, then of their length
    private ushort* codes; // by unit of the sentence, as in WordTable
    private int* first; // by unit of the sentence: the first node that starts there or later
    private Prefix* prefixes; // by unit of the sentence
    private int nodeCount;
    private bool hasUserWords;

    /// <summary>What the dictionary has for two units.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Prefix
    {
        internal ulong Entry;
        internal uint At; // of the entry
    }

    /// <summary>A candidate token.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Node
    {
        internal int Start; // unit in the sentence; -1 for the sentence's start node
        internal int End;
        internal int Word;
        internal TokenKind Kind;
    }

    internal WordLattice(SmartCnDictionary dictionary)
    {
        this.dictionary = dictionary;
        codeOf = dictionary.Words.Codes;
        entries = dictionary.Words.Entries;
        path = new CheapestPath(dictionary);
        nodes = nodeArray.Start;
    }

    /// <summary>The number of tokens of the best path of the last sentence given to <c>Cut</c>.</summary>
    internal int Count => path.Count;

    /// <summary>A token of this path.</summary>
    internal ref readonly Node this[int token] => ref nodes[path[token]];

    /// <summary>Whether there may be spaces in words.</summary>
    internal bool IsBridging { get; private set; }

    /// <summary>Gives the next word of two units or more that lies inside a token, or false after the last.</summary>
    /// <param name="token">A token of the best path.</param>
    /// <param name="cursor">0 for the first call, then what the call before left.</param>
    internal bool NextWordInside(int token, ref int cursor, out int start, out int end)
    {
        int whole = path[token];
        Node* outer = nodes + whole;
        if (cursor == 0)
            cursor = first[outer->Start];
        for (; nodes[cursor].Start < outer->End; cursor++)
        {
            Node* inner = nodes + cursor;
            if (cursor == whole || inner->End > outer->End || inner->End - inner->Start < 2 || inner->Kind != TokenKind.Hanzi
                || (inner->Start == outer->Start && inner->End == outer->End))
                continue;
            (start, end) = (inner->Start, inner->End);
            cursor++;
            return true;
        }
        start = end = 0;
        return false;
    }

    /// <summary>Forgets the last sentence.</summary>
    internal void Clear() => path.Clear();

    /// <summary>Finds the best path through <paramref name="sentence"/>.</summary>
    internal void Cut(ReadOnlySpan<char> sentence) => Cut(sentence, [], null);

    /// <param name="sentence">What to cut.</param>
    /// <param name="units">Stretches that are one token each, in order, not overlapping.</param>
    /// <param name="userWords">Words that win over any other way to cut, except an overlapping user word.</param>
    internal void Cut(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        codes = codeArray.WithRoom(sentence.Length + 4);
        first = firstArray.WithRoom(sentence.Length + 4);
        prefixes = prefixArray.WithRoom(sentence.Length + 4);
        ReadCodes(sentence, units);
        ReadPrefixes(sentence.Length);
        IsBridging = !AddNodes(sentence, units, userWords, bridging: false);
        if (IsBridging) AddNodes(sentence, units, userWords, bridging: true);
        path.Find(nodes, nodeCount, first, sentence.Length, hasUserWords);
    }

    private void ReadCodes(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units)
    {
        ushort* codeOf = this.codeOf, codes = this.codes;
        ulong* entries = this.entries;
        for (int i = 0; i < sentence.Length; i++)
            codes[i] = codeOf[sentence[i]];
        // Steps look three units further than the unit they start from.
        codes[sentence.Length] = codes[sentence.Length + 1] = codes[sentence.Length + 2] = UnitCode;
        foreach (LatticeUnit unit in units)
            new Span<ushort>(codes + unit.Start, unit.End - unit.Start).Fill(UnitCode);
    }

    // What the next walk through the sentence will read is called for, so that it need not wait.
    private void ReadPrefixes(int length)
    {
        ulong* entries = this.entries;
        ushort* codes = this.codes;
        Prefix* prefixes = this.prefixes;
        for (int i = 0; i < length; i++)
        {
            uint child = WordTable.ChildOf(entries[codes[i]], codes[i + 1]);
            prefixes[i].At = child;
            if (Sse.IsSupported) Sse.Prefetch0(entries + child);
        }
        for (int i = 0; i < length; i++)
        {
            ulong entry = prefixes[i].Entry = WordTable.Of(entries[prefixes[i].At], codes[i]);
            if (Sse.IsSupported) Sse.Prefetch0(entries + WordTable.ChildOf(entry, codes[i + 2]));
        }
    }

    /// <summary>False if words might bridge spaces and <paramref name="bridging"/> was not asked for.</summary>
    private bool AddNodes(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords, bool bridging)
    {
        nodeCount = 0;
        hasUserWords = false;
        Add(-1, 0, dictionary.SentenceStart, TokenKind.Other);
        ulong* entries = this.entries;
        ushort* codes = this.codes;
        Prefix* prefixes = this.prefixes;
        int* first = this.first;
        int nextUnit = 0;
        fixed (ulong* userBegins = userWords is null ? noBegins : userWords.Begins)
        fixed (char* text = sentence)
        {
            for (int i = 0; i < sentence.Length;)
            {
                first[i] = nodeCount;
                char unit = text[i];
                if ((userBegins[unit >> 6] >> unit & 1) != 0)
                    hasUserWords |= AddUserWords(sentence, i, units[nextUnit..], userWords!);
                uint code = codes[i];
                if (code < WordTable.FirstHanzi)
                {
                    if (code == UnitCode)
                    {
                        Add(i, units[nextUnit].End, units[nextUnit].Word, TokenKind.Unit);
                        i = Skip(i + 1, units[nextUnit++].End);
                    }
                    else if (code == (uint)CharacterClass.Space && !bridging && MayBeBridged(i, sentence.Length))
                        return false;
                    else
                        i = AddOther(text, i, sentence.Length);
                    continue;
                }
                if (nodeCount + LongestWord > nodeArray.Length)
                    nodes = nodeArray.Grow();
                if (bridging)
                    AddBridgingWords(i++, sentence.Length);
                else
                {
                    Node* node = Write(nodes + nodeCount, i, i + 1, entries[code]);
                    ulong entry = prefixes[i].Entry;
                    node = Write(node, i, i + 2, entry);
                    uint at = prefixes[i].At;
                    entry = WordTable.Follow(entries, entry, ref at, codes[i + 2]);
                    node = Write(node, i, i + 3, entry);
                    if (entry >> WordTable.WordBits << (64 - WordTable.WordBits) != 0) // one of twenty goes on
                        node = WriteLonger(node, i, entry, at);
                    nodeCount += (int)((uint)((byte*)node - (byte*)(nodes + nodeCount)) / (uint)sizeof(Node));
                    i++;
                }
            }
        }
        first[sentence.Length] = nodeCount;
        Add(sentence.Length, sentence.Length + 1, dictionary.SentenceEnd, TokenKind.Other);
        first[sentence.Length + 1] = nodeCount;
        // Ends the run of nodes that start with the end node.
        Add(int.MaxValue, int.MaxValue, dictionary.UnknownWord, TokenKind.Other);
        return true;
    }

    /// <summary>Writes a node for the word of an entry; it counts only if there is a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Node* Write(Node* node, int start, int end, ulong entry)
    {
        uint word = (uint)entry & WordTable.WordMask;
        *(ulong*)node = (uint)start | ((ulong)(uint)end << 32);
        ((ulong*)node)[1] = word;
        return node + (uint)(-(int)word >>> 31);
    }

    private Node* WriteLonger(Node* node, int start, ulong entry, uint at)
    {
        // Ends before the sentence does: the units after it continue no word.
        for (int end = start + 3; (entry = WordTable.Follow(entries, entry, ref at, codes[end++])) != 0;)
            node = Write(node, start, end, entry);
        return node;
    }

    private bool MayBeBridged(int space, int length)
    {
        if (space == 0 || codes[space - 1] < WordTable.FirstHanzi) return false;
        while (space < length && codes[space] == (ushort)CharacterClass.Space)
            space++;
        return codes[space] >= WordTable.FirstHanzi;
    }

    private void AddBridgingWords(int start, int length)
    {
        uint at = codes[start];
        ulong entry = entries[at];
        Node* node = Write(nodes + nodeCount, start, start + 1, entry);
        for (int end = start + 1; end < length;)
        {
            uint code = codes[end++];
            if (code == (uint)CharacterClass.Space) continue;
            entry = WordTable.Follow(entries, entry, ref at, code);
            if (entry == 0) break;
            node = Write(node, start, end, entry);
        }
        nodeCount = (int)(node - nodes);
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
                Add(start, i, dictionary.Letters, TokenKind.Letters);
                break;
            case CharacterClass.Digit or CharacterClass.FullWidthDigit:
                while (i < length && codes[i] is (ushort)CharacterClass.Digit or (ushort)CharacterClass.FullWidthDigit)
                    i++;
                Add(start, i, dictionary.Digits, TokenKind.Digits);
                break;
            case CharacterClass.Delimiter:
                Add(start, i, dictionary.Singles[text[start]], TokenKind.Delimiter);
                break;
            case CharacterClass.Surrogate:
                if (i < length && char.IsSurrogatePair(text[start], text[i]))
                    i++;
                Add(start, i, dictionary.UnknownWord, TokenKind.Surrogate);
                break;
            default:
                Add(start, i, dictionary.Letters, TokenKind.Other);
                break;
        }
        return Skip(start + 1, i);
    }

    // Nothing starts at these places.
    private int Skip(int start, int end)
    {
        for (; start < end; start++)
            first[start] = nodeCount;
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
            Add(start, i + 1, dictionary.UserWord, TokenKind.User);
            added = true;
        }
        return added;
    }

    private void Add(int start, int end, int word, TokenKind kind)
    {
        if (nodeCount == nodeArray.Length)
            nodes = nodeArray.Grow();
        nodes[nodeCount++] = new Node { Start = start, End = end, Word = word, Kind = kind };
    }
}
