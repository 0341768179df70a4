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

    private readonly int[] frequencies; // by number of the word

    private SmartCnDictionary(SmartCnDictionaryReader reader)
    {
        int count = reader.WordCount;
        var ends = new int[count];
        var units = new char[count * 3];
        var written = new int[count];
        ReadWords(ref reader, ref units, ends, written);

        // Frequent words get small numbers, so what is asked about them lies together. Number 0 is no word.
        (UnknownWord, UserWord) = (count + 1, count + 2);
        int unknownDelimiter = count + 3;
        var numbers = new int[count];
        frequencies = new int[count + 4];
        NumberByFrequency(written, numbers, frequencies);
        frequencies[UserWord] = frequencies[unknownDelimiter] = MaxFrequency;

        var singles = new int[char.MaxValue + 1]; // by unit: the number of the one-unit word, or what stands for an unknown one
        ReadOnlySpan<CharacterClass> classes = CharacterClasses.All;
        for (int c = 0; c < singles.Length; c++)
            singles[c] = classes[c] == CharacterClass.Delimiter ? unknownDelimiter : UnknownWord;
        for (int place = 0; place < count; place++)
        {
            int start = place == 0 ? 0 : ends[place - 1];
            if (ends[place] - start > 1) continue;
            singles[units[start]] = numbers[place];
            // The reference gives every delimiter the highest frequency, whatever the dictionary says.
            if (classes[units[start]] == CharacterClass.Delimiter)
                frequencies[numbers[place]] = MaxFrequency;
        }

        Words = new WordTable(units, ends, numbers, frequencies, singles, UnknownWord);
        Pairs = new PairTable(CountPairs(reader, numbers));
        WriteCosts();
        ReadPairs(ref reader, numbers);

        Times = NumberOf("未##时", units, ends, numbers);
        SentenceStart = NumberOf("始##始", units, ends, numbers);
        SentenceEnd = NumberOf("末##末", units, ends, numbers);
        Digits = NumberOf("未##数", units, ends, numbers);
        Letters = NumberOf("未##串", units, ends, numbers);
        // Where several sentences are cut at once, one node is the end of a sentence and the start of the next. Nothing else comes after an end.
        frequencies[SentenceEnd] = frequencies[SentenceStart];
        Pairs.CopyLeft(SentenceStart, SentenceEnd);
    }

    internal WordTable Words { get; }

    internal PairTable Pairs { get; }

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

    /// <summary>The cost of an edge as the reference computes it.</summary>
    internal double ExactCost(int left, int right)
    {
        int frequency = frequencies[left];
        (long cost, bool isKnown) = Pairs.CostOf(left, right);
        return Cost(frequency, isKnown ? PairOf(frequency, cost) : 0);
    }

    /// <summary>How often the pair was seen, from what its edge costs: rounding the cost changes that by far less than one.</summary>
    internal static int PairOf(int left, long cost)
    {
        double share = Math.Exp(-((cost >> PairTable.FreeBits) * PairTable.Unit)) - (Smooth * (1.0 + left) / MaxFrequency);
        return (int)Math.Round(((share / (1.0 - Smooth)) - Tiny) * (1.0 + left) / (1.0 - Tiny));
    }

    private static void ReadWords(ref SmartCnDictionaryReader reader, ref char[] units, int[] ends, int[] frequencies)
    {
        int length = 0;
        for (int place = 0; place < ends.Length; place++)
        {
            int shared = reader.ReadByte(), added = reader.ReadByte();
            if (length + shared + added > units.Length) Array.Resize(ref units, units.Length * 2);
            if (shared > 0)
            {
                int previous = place == 1 ? 0 : ends[place - 2];
                units.AsSpan(previous, shared).CopyTo(units.AsSpan(length));
            }
            length += shared;
            for (; added > 0; added--)
                units[length++] = reader.ReadUnit();
            ends[place] = length;
            frequencies[place] = reader.ReadNumber();
        }
    }

    // Sorted by digits, from the highest frequency down and by place where it is the same: comparing takes several times as long.
    private static void NumberByFrequency(int[] written, int[] numbers, int[] frequencies)
    {
        // Costs are worked out for these; a higher one would have a negative cost.
        if (written.AsSpan().ContainsAnyExceptInRange(0, MaxFrequency)) throw new InvalidOperationException("a word's frequency is negative or too high");
        const int Digit = 11;
        int[] order = new int[written.Length], sorted = new int[written.Length];
        for (int place = 0; place < order.Length; place++)
            order[place] = place;
        for (int shift = 0; shift < 31; shift += Digit)
        {
            var starts = new int[1 << Digit];
            foreach (int frequency in written)
                starts[DigitOf(frequency, shift)]++;
            for (int i = 0, start = 0; i < starts.Length; i++)
                (starts[i], start) = (start, start + starts[i]);
            foreach (int place in order)
                sorted[starts[DigitOf(written[place], shift)]++] = place;
            (order, sorted) = (sorted, order);
        }
        for (int i = 0; i < order.Length; i++)
        {
            numbers[order[i]] = i + 1;
            frequencies[i + 1] = written[order[i]];
        }

        static int DigitOf(int frequency, int shift) => ~(frequency >> shift) & ((1 << Digit) - 1);
    }

    private void WriteCosts()
    {
        double cost = 0;
        for (int word = 0; word < frequencies.Length; word++)
        {
            if (word == 0 || frequencies[word] != frequencies[word - 1]) cost = Cost(frequencies[word], 0);
            Pairs.SetAlone(word, cost);
        }
    }

    // By number of the left word. The reader is a copy: the pairs are read again.
    private int[] CountPairs(SmartCnDictionaryReader reader, int[] numbers)
    {
        var counts = new int[frequencies.Length];
        int left = 0;
        for (int pairs = 0; pairs < reader.PairCount;)
        {
            left += reader.ReadNumber();
            int rights = reader.ReadNumber();
            if (rights <= 0 || counts[numbers[left]] != 0) throw new InvalidOperationException("a word's pairs stand in two places, or it has none");
            counts[numbers[left]] = rights;
            pairs += rights;
            for (int skipped = 2 * rights; skipped > 0; skipped--)
                reader.ReadNumber();
        }
        return counts;
    }

    private void ReadPairs(ref SmartCnDictionaryReader reader, int[] numbers)
    {
        var costs = new double[256]; // by frequency of the pair, of the same left word
        int left = 0;
        for (int pairs = 0; pairs < reader.PairCount;)
        {
            left += reader.ReadNumber();
            Array.Clear(costs);
            int number = numbers[left], frequency = frequencies[number];
            int right = 0;
            for (int rights = reader.ReadNumber(); rights > 0; rights--, pairs++)
            {
                right += reader.ReadNumber();
                int pair = reader.ReadNumber();
                double cost = pair < costs.Length ? costs[pair] : 0;
                if (cost == 0)
                {
                    cost = Cost(frequency, pair);
                    if (pair < costs.Length) costs[pair] = cost;
                }
                Pairs.Add(number, numbers[right], cost);
            }
        }
    }

    private static int NumberOf(string word, char[] units, int[] ends, int[] numbers)
    {
        int low = 0, high = ends.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int start = middle == 0 ? 0 : ends[middle - 1];
            int order = units.AsSpan(start, ends[middle] - start).SequenceCompareTo(word);
            if (order == 0) return numbers[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        throw new InvalidOperationException($"the word {word} is missing");
    }
}
