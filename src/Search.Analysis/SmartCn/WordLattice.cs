using System.Runtime.CompilerServices;

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
internal sealed class WordLattice(SmartCnDictionary dictionary)
{
    private Node[] nodes = new Node[512];
    private int[] firstNodeAt = new int[256];
    private int[] path = new int[256];
    private ulong[] edges = new ulong[1024]; // prepared for the table of pairs, by left node, then by right node
    private double[] edgeCosts = new double[1024];
    private int[] known = new int[1024];
    private int nodeCount;

    /// <summary>A candidate token. Nodes are in the order of their start, then of their length.</summary>
    private struct Node
    {
        internal int Start; // unit in the sentence; -1 for the sentence's start node
        internal int End;
        internal int Word;
        internal int Next; // index of the first node that may follow it
        internal int Previous; // index of the cheapest node before it
        internal double Cost; // of the cheapest way from the start up to and with this node
        internal TokenKind Kind;
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
        ref Node outer = ref nodes[whole];
        if (cursor == 0)
            cursor = firstNodeAt[outer.Start];
        for (; nodes[cursor].Start < outer.End; cursor++)
        {
            ref Node inner = ref nodes[cursor];
            if (cursor == whole || inner.End > outer.End || inner.End - inner.Start < 2 || inner.Kind != TokenKind.Hanzi
                || (inner.Start == outer.Start && inner.End == outer.End))
                continue;
            (start, end) = (inner.Start, inner.End);
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
        if (firstNodeAt.Length < sentence.Length + 2)
            firstNodeAt = new int[sentence.Length * 2];
        AddNodes(sentence, units, userWords);
        LookUpEdges();
        FindCheapest();
        TakePath();
    }

    private void AddNodes(ReadOnlySpan<char> sentence, ReadOnlySpan<LatticeUnit> units, WordTrie? userWords)
    {
        ReadOnlySpan<CharacterClass> classes = CharacterClasses.All;
        nodeCount = 0;
        Add(-1, 0, dictionary.SentenceStart, TokenKind.Other);
        nodes[0].Cost = 0;
        int i = 0;
        while (i < sentence.Length)
        {
            firstNodeAt[i] = nodeCount;
            int start = i++;
            if (userWords is not null)
                AddUserWords(sentence, start, units, userWords);
            if (units.Length > 0 && units[0].Start == start)
            {
                Add(start, units[0].End, units[0].Word, TokenKind.Unit);
                while (i < units[0].End)
                    firstNodeAt[i++] = -1;
                units = units[1..];
                continue;
            }
            switch (classes[sentence[start]])
            {
                case CharacterClass.Hanzi:
                    AddWords(units.Length > 0 ? sentence[..units[0].Start] : sentence, start, classes);
                    break;
                case CharacterClass.Space:
                    firstNodeAt[start] = -1;
                    break;
                case CharacterClass.Letter or CharacterClass.FullWidthLetter:
                    while (i < sentence.Length && classes[sentence[i]] is CharacterClass.Letter or CharacterClass.FullWidthLetter)
                        firstNodeAt[i++] = -1;
                    Add(start, i, dictionary.Letters, TokenKind.Letters);
                    break;
                case CharacterClass.Digit or CharacterClass.FullWidthDigit:
                    while (i < sentence.Length && classes[sentence[i]] is CharacterClass.Digit or CharacterClass.FullWidthDigit)
                        firstNodeAt[i++] = -1;
                    Add(start, i, dictionary.Digits, TokenKind.Digits);
                    break;
                case CharacterClass.Delimiter:
                    Add(start, i, dictionary.Singles[sentence[start]], TokenKind.Delimiter);
                    break;
                case CharacterClass.Surrogate:
                    if (i < sentence.Length && char.IsSurrogatePair(sentence[start], sentence[i]))
                        firstNodeAt[i++] = -1;
                    Add(start, i, dictionary.UnknownWord, TokenKind.Surrogate);
                    break;
                default:
                    Add(start, i, dictionary.Letters, TokenKind.Other);
                    break;
            }
        }
        firstNodeAt[sentence.Length] = nodeCount;
        Add(sentence.Length, sentence.Length + 1, dictionary.SentenceEnd, TokenKind.Other);
        // Ends the run of nodes that start with the end node.
        Add(int.MaxValue, int.MaxValue, dictionary.UnknownWord, TokenKind.Other);
    }

    private void AddUserWords(ReadOnlySpan<char> sentence, int start, ReadOnlySpan<LatticeUnit> units, WordTrie userWords)
    {
        int at = WordTrie.Root;
        for (int i = start; i < sentence.Length; i++)
        {
            at = userWords.Follow(at, sentence[i]);
            if (at == WordTrie.None)
                return;
            if (userWords.WordAt(at) == WordTrie.None)
                continue;
            bool insideUnit = char.IsHighSurrogate(sentence[i]);
            foreach (LatticeUnit unit in units)
            {
                if (unit.Start > i) break;
                insideUnit |= i + 1 > unit.Start && i + 1 < unit.End;
            }
            if (!insideUnit)
                Add(start, i + 1, dictionary.UserWord, TokenKind.User);
        }
    }

    private const int Ahead = 6; // units; far enough for a word's edge to arrive from memory

    private void AddWords(ReadOnlySpan<char> sentence, int start, ReadOnlySpan<CharacterClass> classes)
    {
        WordTrie trie = dictionary.Trie;
        if (start + Ahead + 1 < sentence.Length)
            trie.Prefetch(dictionary.FirstNodes[sentence[start + Ahead]], sentence[start + Ahead + 1]);
        char first = sentence[start];
        Add(start, start + 1, dictionary.Singles[first], TokenKind.Hanzi);
        int at = dictionary.FirstNodes[first];
        int i = start + 1;
        while (at != WordTrie.None && i < sentence.Length)
        {
            char c = sentence[i++];
            CharacterClass kind = classes[c];
            if (kind == CharacterClass.Space)
                continue; // a word may bridge spaces
            if (kind != CharacterClass.Hanzi)
                return;
            at = trie.Follow(at, c);
            if (at == WordTrie.None)
                return;
            int word = trie.WordAt(at);
            if (word != WordTrie.None)
                Add(start, i, word, TokenKind.Hanzi);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int start, int end, int word, TokenKind kind)
    {
        if (nodeCount == nodes.Length)
            Array.Resize(ref nodes, nodes.Length * 2);
        ref Node node = ref nodes[nodeCount++];
        node.Start = start;
        node.End = end;
        node.Word = word;
        node.Kind = kind;
        node.Cost = double.MaxValue;
    }

    // An edge's cost depends on its two words alone, so all of them are looked up before the search, in passes whose memory
    // accesses do not wait for each other; looked up one by one within the search they took most of its time.
    private void LookUpEdges()
    {
        ReadOnlySpan<double> aloneCosts = dictionary.AloneCosts;
        Span<Node> all = nodes.AsSpan(0, nodeCount);
        int count = 0;
        for (int left = 0; left < all.Length - 2; left++)
        {
            ref Node from = ref all[left];
            int position = from.End;
            int right = firstNodeAt[position];
            while (right < 0)
                right = firstNodeAt[++position];
            from.Next = right;
            double alone = aloneCosts[from.Word];
            for (; all[right].Start == position; right++)
            {
                if (count == edges.Length)
                    GrowEdges();
                edges[count] = dictionary.Bigrams.Prepare(from.Word, all[right].Word);
                edgeCosts[count++] = all[right].Kind == TokenKind.User ? 0 : alone;
            }
        }
        dictionary.Bigrams.LookUp(edges.AsSpan(0, count), edgeCosts, known);
    }

    private void GrowEdges()
    {
        Array.Resize(ref edges, edges.Length * 2);
        Array.Resize(ref edgeCosts, edges.Length);
        known = new int[edges.Length];
    }

    // Every node is reached from nodes before it in the array, so one pass in order settles all costs. A later node must be
    // strictly cheaper to displace an earlier one: on a tie the first found wins.
    private void FindCheapest()
    {
        Span<Node> all = nodes.AsSpan(0, nodeCount);
        ReadOnlySpan<double> costs = edgeCosts;
        int edge = 0;
        for (int left = 0; left < all.Length - 2; left++)
        {
            int right = all[left].Next;
            double cost = all[left].Cost;
            int position = all[right].Start;
            do
            {
                ref Node to = ref all[right];
                double total = cost + costs[edge++];
                if (total < to.Cost)
                {
                    to.Cost = total;
                    to.Previous = left;
                }
            }
            while (all[++right].Start == position);
        }
    }

    private void TakePath()
    {
        int count = 0;
        for (int i = nodes[nodeCount - 2].Previous; i > 0; i = nodes[i].Previous)
            count++;
        if (path.Length < count)
            path = new int[count * 2];
        Count = count;
        for (int i = nodes[nodeCount - 2].Previous; i > 0; i = nodes[i].Previous)
            path[--count] = i;
    }
}
