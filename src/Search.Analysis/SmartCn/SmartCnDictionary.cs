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
    private readonly bool[] begins; // by unit: whether a word begins with it

    private SmartCnDictionary(SmartCnDictionaryReader reader)
    {
        int count = reader.WordCount;
        var frequencies = new int[count + 2];
        var ends = new int[count];
        var units = new char[count * 3];
        var firstUnits = new char[count + 2];
        singles = GC.AllocateUninitializedArray<int>(char.MaxValue + 1, pinned: true);
        begins = new bool[char.MaxValue + 1];
        UnknownWord = count;
        int unknownDelimiter = count + 1;
        frequencies[unknownDelimiter] = MaxFrequency;
        ReadOnlySpan<CharacterClass> classes = CharacterClasses.All;
        for (int c = 0; c < singles.Length; c++)
            singles[c] = classes[c] == CharacterClass.Delimiter ? unknownDelimiter : UnknownWord;
        ReadWords(ref reader, ref units, ends, frequencies, firstUnits);
        Rows = new WordRows(units, ends);

        Pairs = new PairTable(count + 2, reader.PairCount);
        for (int id = 0; id < frequencies.Length; id++)
            Pairs.SetAlone(id, Cost(frequencies[id], 0));
        ReadPairs(ref reader, frequencies, firstUnits);

        UserWord = unknownDelimiter;
        Times = NumberOf("未##时", units, ends);
        SentenceStart = NumberOf("始##始", units, ends);
        SentenceEnd = NumberOf("末##末", units, ends);
        Digits = NumberOf("未##数", units, ends);
        Letters = NumberOf("未##串", units, ends);
    }

    internal WordRows Rows { get; }
    internal PairTable Pairs { get; }

    /// <summary>The first unit of <see cref="Times"/>, <see cref="Digits"/> and <see cref="Letters"/>, by which their pairs are found.</summary>
    internal const char UnknownFirstUnit = '未';

    /// <summary>The first unit of <see cref="SentenceEnd"/>.</summary>
    internal const char EndFirstUnit = '末';

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

    /// <summary>By UTF-16 unit: the number of the word that is this unit alone. Pinned.</summary>
    internal int[] Singles => singles;

    /// <summary>True for a character of the dictionary's words, that is of ordinary simplified text.</summary>
    internal bool Knows(char c) => begins[c];

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

    private void ReadWords(ref SmartCnDictionaryReader reader, ref char[] units, int[] ends, int[] frequencies, char[] firstUnits)
    {
        ReadOnlySpan<CharacterClass> classes = CharacterClasses.All;
        int length = 0;
        for (int id = 0; id < ends.Length; id++)
        {
            int shared = reader.ReadByte(), added = reader.ReadByte();
            if (length + shared + added > units.Length) Array.Resize(ref units, units.Length * 2);
            int start = length;
            if (shared > 0)
            {
                int previous = id == 1 ? 0 : ends[id - 2];
                units.AsSpan(previous, shared).CopyTo(units.AsSpan(start));
            }
            length += shared;
            for (; added > 0; added--)
                units[length++] = reader.ReadUnit();
            ends[id] = length;
            frequencies[id] = reader.ReadNumber();
            char first = firstUnits[id] = units[start];
            begins[first] = true;
            if (length - start == 1)
            {
                singles[first] = id;
                // The reference gives every delimiter the highest frequency, whatever the dictionary says.
                if (classes[first] == CharacterClass.Delimiter)
                    frequencies[id] = MaxFrequency;
            }
        }
    }

    private void ReadPairs(ref SmartCnDictionaryReader reader, int[] frequencies, char[] firstUnits)
    {
        int place = 0;
        for (int left = 0; place < reader.PairCount;)
        {
            left += reader.ReadNumber();
            int start = place;
            int right = 0;
            for (int rights = reader.ReadNumber(); rights > 0; rights--)
            {
                right += reader.ReadNumber();
                Pairs.SetPair(place++, right, Cost(frequencies[left], reader.ReadNumber()));
            }
            Pairs.EndLeft(left, start, place, firstUnits);
        }
        Pairs.End();
    }

    private static int NumberOf(string word, char[] units, int[] ends)
    {
        int low = 0, high = ends.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int start = middle == 0 ? 0 : ends[middle - 1];
            int order = units.AsSpan(start, ends[middle] - start).SequenceCompareTo(word);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        throw new InvalidOperationException($"the word {word} is missing");
    }
}
