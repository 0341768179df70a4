using System.Runtime.CompilerServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The loaded SmartCn dictionary: words as numbers, what each edge of the lattice costs. Immutable, shared by all threads.
/// </summary>
internal sealed class SmartCnDictionary
{
    // The corpus size and the smoothing of the reference; see SmartCnDictionary.Cost.
    private const int MaxFrequency = 2_079_997 + 80_000;
    private const double Smooth = 0.1;
    private const double Tiny = 1.0 / MaxFrequency;

    private readonly int[] singles; // by unit: the number of the one-unit word, or what stands for an unknown one
    private readonly int[] firstNodes; // by unit: the trie node after it, or WordTrie.None
    private readonly double[] aloneCosts; // by word: cost of an edge from it whose pair is not known

    // Runs once for hundreds of thousands of entries: compiled well from the start, it takes a third of the time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SmartCnDictionary(SmartCnDictionaryReader reader)
    {
        int count = reader.WordCount;
        var frequencies = new int[count + 2];
        Trie = new WordTrie(reader.NodeCount + 1);
        Span<char> word = stackalloc char[256];
        Span<int> path = stackalloc int[257]; // path[i] = node after i units
        singles = new int[char.MaxValue + 1];
        firstNodes = new int[char.MaxValue + 1];
        UnknownWord = count;
        int unknownDelimiter = count + 1;
        frequencies[unknownDelimiter] = MaxFrequency;
        for (int c = 0; c < singles.Length; c++)
            singles[c] = CharacterClasses.Of((char)c) == CharacterClass.Delimiter ? unknownDelimiter : UnknownWord;
        for (int id = 0; id < count; id++)
        {
            int length = reader.ReadByte();
            int end = length + reader.ReadByte();
            for (; length < end; length++)
            {
                char c = reader.ReadUnit();
                word[length] = c;
                path[length + 1] = Trie.FollowOrAdd(path[length], c);
            }
            Trie.SetWord(path[end], id);
            frequencies[id] = reader.ReadNumber();
            if (end == 1)
            {
                singles[word[0]] = id;
                // The reference gives every delimiter the highest frequency, whatever the dictionary says.
                if (CharacterClasses.Of(word[0]) == CharacterClass.Delimiter)
                    frequencies[id] = MaxFrequency;
            }
        }
        for (int c = 0; c < firstNodes.Length; c++)
            firstNodes[c] = Trie.Follow(WordTrie.Root, (char)c);

        aloneCosts = new double[count + 2];
        for (int id = 0; id < aloneCosts.Length; id++)
            aloneCosts[id] = Cost(frequencies[id], 0);
        Bigrams = new BigramTable(reader.PairCount);
        for (int pairs = 0, left = 0; pairs < reader.PairCount;)
        {
            left += reader.ReadNumber();
            int rights = reader.ReadNumber();
            pairs += rights;
            for (int right = 0; rights > 0; rights--)
            {
                right += reader.ReadNumber();
                Bigrams.Add(left, right, Cost(frequencies[left], reader.ReadNumber()));
            }
        }
        UserWord = unknownDelimiter;
        Times = NumberOf("未##时");
        SentenceStart = NumberOf("始##始");
        SentenceEnd = NumberOf("末##末");
        Digits = NumberOf("未##数");
        Letters = NumberOf("未##串");
    }

    internal WordTrie Trie { get; }
    internal BigramTable Bigrams { get; }

    /// <summary>Stands for Hanzi and surrogate pairs that are no word: frequency 0, no pairs.</summary>
    internal int UnknownWord { get; }

    /// <summary>Stands for a user's word: of the highest frequency, so that leaving it costs least; no pairs.</summary>
    internal int UserWord { get; }

    /// <summary>Stands for a date.</summary>
    internal int Times { get; }
    internal int SentenceStart { get; }
    internal int SentenceEnd { get; }
    internal int Digits { get; }
    internal int Letters { get; }

    /// <summary>By UTF-16 unit: the number of the word that is this unit alone.</summary>
    internal ReadOnlySpan<int> Singles => singles;

    /// <summary>By UTF-16 unit: the trie node after it, or <see cref="WordTrie.None"/>.</summary>
    internal ReadOnlySpan<int> FirstNodes => firstNodes;

    /// <summary>By word: the cost of an edge from it to a word it is never seen before.</summary>
    internal ReadOnlySpan<double> AloneCosts => aloneCosts;

    /// <summary>True for a character of the dictionary's words, that is of ordinary simplified text.</summary>
    internal bool Knows(char c) => firstNodes[c] != WordTrie.None;

    /// <exception cref="AnalysisDictionaryException">The file is missing or damaged.</exception>
    internal static SmartCnDictionary Load(string path) => Decode(SmartCnDictionaryFile.ReadChecked(path), path);

    /// <param name="checkedBytes">From <see cref="SmartCnDictionaryFile.ReadChecked"/>.</param>
    /// <param name="path">For the message.</param>
    internal static SmartCnDictionary Decode(byte[] checkedBytes, string path)
    {
        try
        {
            return new SmartCnDictionary(SmartCnDictionaryFile.Open(checkedBytes));
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new AnalysisDictionaryException($"The SmartCn dictionary {path} has the right checksum but not the right content: {e.Message}", e);
        }
    }

    /// <summary>Cost of an edge from a word of frequency <paramref name="left"/>, the pair seen <paramref name="pair"/> times.</summary>
    /// <remarks>Operation by operation as the reference computes it, so that equal sums stay equal.</remarks>
    internal static double Cost(int left, int pair) => -Math.Log(
        (Smooth * (1.0 + left) / MaxFrequency) + ((1.0 - Smooth) * (((1.0 - Tiny) * pair / (1.0 + left)) + Tiny)));

    private int NumberOf(string word)
    {
        int node = WordTrie.Root;
        foreach (char c in word)
        {
            node = Trie.Follow(node, c);
            if (node == WordTrie.None) break;
        }
        int number = node == WordTrie.None ? WordTrie.None : Trie.WordAt(node);
        return number != WordTrie.None ? number : throw new InvalidOperationException($"the word {word} is missing");
    }
}
