using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Search.Analysis.SmartCn;

/// <summary>What a token of the best path is made of, which decides its text.</summary>
internal enum TokenKind : byte
{
    Hanzi,
    Letters,
    Digits,
    Delimiter,
    Other,
    Surrogate,

    /// <summary>A stretch given to the lattice as one token; see <see cref="LatticeUnit"/>.</summary>
    Unit,

    /// <summary>A word of the user's.</summary>
    User,
}

/// <summary>A stretch of the sentence that is one token, and the dictionary word it counts as.</summary>
internal readonly record struct LatticeUnit(int Start, int End, int Word);

/// <summary>
/// All ways to cut one sentence into words, and the cheapest of them. The arrays are reused from sentence to sentence: one lattice
/// serves one thread at a time and allocates only to grow to the longest sentence it has seen.
/// </summary>
/// <remarks>The arrays are pinned and read through pointers: every index comes from this class itself, and checking it cost a tenth of the time.</remarks>
internal sealed unsafe class WordLattice
{
    private const int LongestWord = byte.MaxValue; // units, as the dictionary's format has it; as many words start at a place at most
    private const int Ahead = 6; // units; far enough for a row to arrive from memory

    private readonly SmartCnDictionary dictionary;
    private readonly WordRows rows;
    private readonly PairTable.LeftWord* leftWords;
    private readonly PairTable.Pair* pairs;
    private readonly ulong* groups;
    private readonly int unknownWord;
    private Node[] nodeArray = [];
    private Place[] placeArray = [];
    private Node* nodes;
    private Place* places;
    private int[] path = new int[256];
    private int nodeCount;

    /// <summary>A candidate token. Nodes are in the order of their start, then of their length.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        internal int Start; // unit in the sentence; -1 for the sentence's start node
        internal int End;
        internal int Word;
        internal TokenKind Kind;
        internal double Cost; // of the cheapest way from the start up to and with this node
        internal Node* Previous; // the cheapest node before it
        internal Place* Next; // where the nodes after it start
        internal ulong* Slot; // where the pairs with the words after it are looked for; null = there are none
        internal ulong Group; // these pairs; 0 = there are none
    }

    /// <summary>A unit of the sentence, as a place where nodes may start.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Place
    {
        internal double Bound; // no node that starts here costs more than this, as far as the search has come
        internal int First; // the first node that starts here; -1 = none does
        internal char Unit; // the first unit of the words of these nodes
        internal bool HasUserWord;
    }

    internal WordLattice(SmartCnDictionary dictionary)
    {
        this.dictionary = dictionary;
        rows = dictionary.Rows;
        leftWords = dictionary.Pairs.Words;
        pairs = dictionary.Pairs.Pairs;
        groups = dictionary.Pairs.Slots;
        unknownWord = dictionary.UnknownWord;
        GrowNodes(512);
        GrowPlaces(256);
    }

    /// <summary>The number of tokens of the best path of the last sentence given to <c>Cut</c>.</summary>
    internal int Count { get; private set; }

    internal int StartOf(int token) => nodes[path[token]].Start;

    internal int EndOf(int token) => nodes[path[token]].End;

    internal TokenKind KindOf(int token) => nodes[path[token]].Kind;

    /// <summary>Gives the next word of two units or more that lies inside a token, or false after the last.</summary>
    /// <param name="token">A token of the best path.</param>
    /// <param name="cursor">0 for the first call, then what the call before left.</param>
    internal bool NextWordInside(int token, ref int cursor, out int start, out int end)
    {
        int whole = path[token];
        Node* outer = nodes + whole;
        if (cursor == 0)
            cursor = places[outer->Start].First;
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
    internal void Clear() => Count = 0;

    /// <summary>Finds the best path through <paramref name="sentence"/>.</summary>
    internal void Cut(ReadOnlySpan<char> sentence) => Cut(sentence, [], null);

    /// <param name="sentence">What to cut.</param>
    /// <param name="units">Stretches that are one token each, in order, not overlapping.</param>
    /// <param name="userWords">Words that win over any other way to cut, except an overlapping user word.</param>
    internal void Cut(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        if (placeArray.Length < sentence.Length + 2)
            GrowPlaces(sentence.Length * 2);
        fixed (char* text = sentence)
            AddNodes(text, sentence.Length, units, userWords);
        PreparePairs();
        FindCheapest();
        TakePath();
    }

    private void AddNodes(char* sentence, int length, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        fixed (CharacterClass* classes = CharacterClasses.All)
        fixed (int* singles = dictionary.Singles)
        {
            WordRows rows = this.rows;
            nodeCount = 0;
            *Add(-1, 0, dictionary.SentenceStart, TokenKind.Other) = 0;
            int nextUnit = 0;
            int unitStart = units.Length > 0 ? units[0].Start : length;
            for (int i = 0; i < length;)
            {
                char first = sentence[i];
                if (i + Ahead + 1 < length)
                    rows.Prefetch(sentence[i + Ahead], sentence[i + Ahead + 1]);
                if (classes[first] != CharacterClass.Hanzi || i == unitStart || (userWords is not null && userWords.MayBegin(first)))
                {
                    Place* place = Begin(i, first);
                    if (userWords is not null && userWords.MayBegin(first))
                        place->HasUserWord = AddUserWords(new ReadOnlySpan<char>(sentence, length), i, units[nextUnit..], userWords);
                    if (i == unitStart)
                    {
                        LatticeUnit unit = units[nextUnit++];
                        place->Unit = SmartCnDictionary.UnknownFirstUnit;
                        Add(i, unit.End, unit.Word, TokenKind.Unit);
                        for (i++; i < unit.End; i++)
                            places[i].First = -1;
                        unitStart = nextUnit < units.Length ? units[nextUnit].Start : length;
                        continue;
                    }
                    if (classes[first] != CharacterClass.Hanzi)
                    {
                        AddOther(sentence, length, ref i, place, classes);
                        continue;
                    }
                }
                else
                    Begin(i, first);
                if (nodeCount + LongestWord > nodeArray.Length)
                    GrowNodes(nodeArray.Length * 2);
                Node* begin = nodes + nodeCount;
                Node* node = begin;
                int start = i++;
                Write(node++, start, i, singles[first]);
                uint row = rows.RowAfter(first);
                for (int end = i; (row & 15) != 0 && end < unitStart;)
                {
                    char c = sentence[end++];
                    CharacterClass next = classes[c];
                    if (next != CharacterClass.Hanzi)
                    {
                        if (next == CharacterClass.Space)
                            continue; // a word may bridge spaces
                        break;
                    }
                    if (!rows.TryFollow(ref row, c, out int word))
                        break;
                    if (word != WordRows.None)
                        Write(node++, start, end, word);
                }
                nodeCount += (int)(((byte*)node - (byte*)begin) / (uint)sizeof(Node));
            }
        }
        Begin(length, SmartCnDictionary.EndFirstUnit);
        Add(length, length + 1, dictionary.SentenceEnd, TokenKind.Other);
        // Ends the run of nodes that start with the end node.
        Add(int.MaxValue, int.MaxValue, dictionary.UnknownWord, TokenKind.Other);
    }

    private void AddOther(char* sentence, int length, ref int i, Place* place, CharacterClass* classes)
    {
        int start = i++;
        switch (classes[sentence[start]])
        {
            case CharacterClass.Space:
                place->First = -1;
                break;
            case CharacterClass.Letter or CharacterClass.FullWidthLetter:
                while (i < length && classes[sentence[i]] is CharacterClass.Letter or CharacterClass.FullWidthLetter)
                    places[i++].First = -1;
                place->Unit = SmartCnDictionary.UnknownFirstUnit;
                Add(start, i, dictionary.Letters, TokenKind.Letters);
                break;
            case CharacterClass.Digit or CharacterClass.FullWidthDigit:
                while (i < length && classes[sentence[i]] is CharacterClass.Digit or CharacterClass.FullWidthDigit)
                    places[i++].First = -1;
                place->Unit = SmartCnDictionary.UnknownFirstUnit;
                Add(start, i, dictionary.Digits, TokenKind.Digits);
                break;
            case CharacterClass.Delimiter:
                Add(start, i, dictionary.Singles[sentence[start]], TokenKind.Delimiter);
                break;
            case CharacterClass.Surrogate:
                if (i < length && char.IsSurrogatePair(sentence[start], sentence[i]))
                    places[i++].First = -1;
                Add(start, i, dictionary.UnknownWord, TokenKind.Surrogate);
                break;
            default:
                place->Unit = SmartCnDictionary.UnknownFirstUnit;
                Add(start, i, dictionary.Letters, TokenKind.Other);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Place* Begin(int at, char unit)
    {
        Place* place = places + at;
        place->Bound = double.MaxValue;
        place->First = nodeCount;
        place->Unit = unit;
        place->HasUserWord = false;
        return place;
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

    private double* Add(int start, int end, int word, TokenKind kind)
    {
        if (nodeCount == nodeArray.Length)
            GrowNodes(nodeCount * 2);
        Node* node = nodes + nodeCount++;
        Write(node, start, end, word);
        node->Kind = kind;
        return &node->Cost;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(Node* node, int start, int end, int word)
    {
        // The search will ask for it some hundred nodes later.
        if (Sse.IsSupported) Sse.Prefetch0(leftWords + word);
        node->Start = start;
        node->End = end;
        node->Word = word;
        node->Kind = TokenKind.Hanzi;
        node->Cost = double.MaxValue;
    }

    // The tables do not fit into the processor's nearest caches. Walked through in passes, their accesses do not wait for each other;
    // made within the search, they took half of its time.
    private void PreparePairs()
    {
        Node* sentenceEnd = nodes + nodeCount - 2;
        PairTable.LeftWord* words = leftWords;
        PairTable.Pair* pairs = this.pairs;
        ulong* groups = this.groups;
        for (Node* node = nodes; node < sentenceEnd; node++)
        {
            Place* place = places + node->End;
            while (place->First < 0)
                place++;
            node->Next = place;
            node->Slot = PairTable.Prepare(groups, words + node->Word, place->Unit);
        }
        for (Node* node = nodes; node < sentenceEnd; node++)
        {
            ulong group = node->Slot == null ? 0 : PairTable.Find(groups, node->Slot, words + node->Word, node->Next->Unit);
            node->Group = group;
            if (group != 0 && Sse.IsSupported) Sse.Prefetch0(PairTable.FirstOf(group, pairs));
        }
    }

    // Every node is reached from nodes before it in the array, so one pass in order settles all costs. A later node must be
    // strictly cheaper to displace an earlier one: on a tie the first found wins.
    private void FindCheapest()
    {
        Node* all = nodes;
        Node* sentenceEnd = all + nodeCount - 2;
        PairTable.LeftWord* words = leftWords;
        PairTable.Pair* pairs = this.pairs;
        int unknownWord = this.unknownWord;
        for (Node* left = all; left < sentenceEnd; left++)
        {
            Place* place = left->Next;
            PairTable.LeftWord* word = words + left->Word;
            double cost = left->Cost;
            // Even its cheapest edge would lose to a node that was here before: the sums are of the same kind, rounding keeps their
            // order, so leaving the node out changes nothing. Three of ten nodes end here.
            if (cost + word->Least > place->Bound && !place->HasUserWord)
                continue;
            double alone = cost + word->Alone;
            if (alone < place->Bound)
                place->Bound = alone;
            Node* right = all + place->First;
            int start = right->Start;
            ulong group = left->Group;
            if (group == 0 && !place->HasUserWord)
            {
                do
                {
                    if (alone < right->Cost)
                    {
                        right->Cost = alone;
                        right->Previous = left;
                    }
                    right++;
                }
                while (right->Start == start);
                continue;
            }
            PairTable.Pair* pair = PairTable.FirstOf(group, pairs);
            PairTable.Pair* end = pair + PairTable.CountOf(group);
            do
            {
                double total = right->Kind == TokenKind.User ? cost : alone;
                int rightWord = right->Word;
                if (rightWord < unknownWord)
                {
                    // Both are in the order of the dictionary: what is a beginning of another comes before it.
                    while (pair < end && pair->Right < rightWord)
                        pair++;
                    if (pair < end && pair->Right == rightWord)
                        total = cost + pair->Cost;
                }
                if (total < right->Cost)
                {
                    right->Cost = total;
                    right->Previous = left;
                }
                right++;
            }
            while (right->Start == start);
        }
    }

    private void TakePath()
    {
        Node* all = nodes;
        int count = 0;
        for (Node* node = all[nodeCount - 2].Previous; node != all; node = node->Previous)
            count++;
        if (path.Length < count)
            path = new int[count * 2];
        Count = count;
        for (Node* node = all[nodeCount - 2].Previous; node != all; node = node->Previous)
            path[--count] = (int)(node - all);
    }

    private void GrowNodes(int length)
    {
        Node[] larger = GC.AllocateUninitializedArray<Node>(length, pinned: true);
        nodeArray.CopyTo(larger, 0);
        nodeArray = larger;
        nodes = (Node*)Unsafe.AsPointer(ref larger[0]);
    }

    private void GrowPlaces(int length)
    {
        placeArray = GC.AllocateUninitializedArray<Place>(length, pinned: true);
        places = (Place*)Unsafe.AsPointer(ref placeArray[0]);
    }
}
