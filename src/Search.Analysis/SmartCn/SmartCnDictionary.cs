using Search.Analysis.Dictionaries;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The loaded SmartCn dictionary: words as numbers, what each edge of the lattice costs. Immutable, shared by all threads.
/// </summary>
internal sealed unsafe class SmartCnDictionary
{
    // The corpus size and the smoothing of the reference; see SmartCnDictionary.Cost.
    private const int MaxFrequency = 2_079_997 + 80_000;
    private const double Smooth = 0.1;
    private const double Tiny = 1.0 / MaxFrequency;

    private readonly int[] frequencies; // by number of the word

    private SmartCnDictionary(SmartCnDictionaryReader reader)
    {
        // Here and in what is called, no generic method of the runtime or of Linq is used over numbers or structures: such code is compiled when the
        // program starts even if all else was ahead of time, and that took longer than what it did.
        using var scratch = new Scratch();
        int count = reader.WordCount;
        Span<int> ends = scratch.Integers(count), written = scratch.Integers(count);
        Span<char> units = ReadWords(ref reader, ends, written, scratch);

        // Frequent words get small numbers, so what is asked about them lies together. Number 0 is no word.
        (UnknownWord, UserWord) = (count + 1, count + 2);
        int unknownDelimiter = count + 3;
        frequencies = new int[count + 4];
        var numbersStart = (int*)scratch.Take(count * (long)sizeof(int));
        var numbers = new Span<int>(numbersStart, count);
        NumberByFrequency(written, numbers, frequencies, scratch);
        frequencies[UserWord] = frequencies[unknownDelimiter] = MaxFrequency;

        Span<int> singles = scratch.Integers(char.MaxValue + 1); // by unit: the number of the one-unit word, or what stands for an unknown one
        for (int c = 0; c < singles.Length; c++)
            singles[c] = CharacterClasses.Of((char)c) == CharacterClass.Delimiter ? unknownDelimiter : UnknownWord;
        for (int place = 0; place < count; place++)
        {
            int start = place == 0 ? 0 : ends[place - 1];
            if (ends[place] - start > 1) continue;
            singles[units[start]] = numbers[place];
            // The reference gives every delimiter the highest frequency, whatever the dictionary says.
            if (CharacterClasses.Of(units[start]) == CharacterClass.Delimiter)
                frequencies[numbers[place]] = MaxFrequency;
        }

        // The pairs are as much work as the words.
        Task<PairTable> pairs = Task.Run(() => ReadPairs(reader, new ReadOnlySpan<int>(numbersStart, count), frequencies));
        try
        {
            Words = new WordTable(units, ends, numbers, frequencies, singles, UnknownWord, scratch);
        }
        catch
        {
            Task.WaitAny(pairs); // it reads scratch memory
            throw;
        }
        Pairs = pairs.GetAwaiter().GetResult();

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
    internal static SmartCnDictionary Load(string path)
    {
        DictionaryFile file = DictionaryFile.Read(path);
        SmartCnDictionaryFile.Check(file);
        return Decode(file);
    }

    /// <param name="file">After <see cref="SmartCnDictionaryFile.Check"/>.</param>
    internal static SmartCnDictionary Decode(DictionaryFile file)
    {
        try
        {
            return new SmartCnDictionary(SmartCnDictionaryFile.Open(file.Bytes));
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new AnalysisDictionaryException($"The SmartCn dictionary {file.Path} has the right checksum but not the right content: {e.Message}", e);
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

    private static Span<char> ReadWords(ref SmartCnDictionaryReader reader, Span<int> ends, Span<int> frequencies, Scratch scratch)
    {
        Span<char> units = scratch.Units(ends.Length * 3);
        int length = 0;
        for (int place = 0; place < ends.Length; place++)
        {
            int shared = reader.ReadByte(), added = reader.ReadByte();
            if (length + shared + added > units.Length)
            {
                Span<char> larger = scratch.Units((units.Length * 2) + (2 * byte.MaxValue));
                units.CopyTo(larger);
                units = larger;
            }
            for (int from = place < 2 ? 0 : ends[place - 2]; shared > 0; shared--)
                units[length++] = units[from++];
            for (; added > 0; added--)
                units[length++] = reader.ReadUnit();
            ends[place] = length;
            frequencies[place] = reader.ReadNumber();
        }
        return units;
    }

    // Sorted by digits, from the highest frequency down and by place where it is the same: comparing takes several times as long.
    private static void NumberByFrequency(Span<int> written, Span<int> numbers, int[] frequencies, Scratch scratch)
    {
        // Costs are worked out for these; a higher one would have a negative cost.
        foreach (int frequency in written)
        {
            if ((uint)frequency > MaxFrequency) throw new InvalidOperationException("a word's frequency is negative or too high");
        }
        const int Digit = 11;
        Span<int> order = scratch.Integers(written.Length), sorted = scratch.Integers(written.Length), starts = scratch.Integers(1 << Digit);
        for (int place = 0; place < order.Length; place++)
            order[place] = place;
        for (int shift = 0; shift < 31; shift += Digit)
        {
            starts.Clear();
            foreach (int frequency in written)
                starts[DigitOf(frequency, shift)]++;
            for (int i = 0, start = 0; i < starts.Length; i++)
                (starts[i], start) = (start, start + starts[i]);
            foreach (int place in order)
                sorted[starts[DigitOf(written[place], shift)]++] = place;
            Span<int> swapped = order;
            order = sorted;
            sorted = swapped;
        }
        for (int i = 0; i < order.Length; i++)
        {
            numbers[order[i]] = i + 1;
            frequencies[i + 1] = written[order[i]];
        }

        static int DigitOf(int frequency, int shift) => ~(frequency >> shift) & ((1 << Digit) - 1);
    }

    private static PairTable ReadPairs(SmartCnDictionaryReader reader, ReadOnlySpan<int> numbers, int[] frequencies)
    {
        var pairs = new PairTable(CountPairs(reader, numbers, frequencies));
        double cost = 0;
        for (int word = 0; word < frequencies.Length; word++)
        {
            if (word == 0 || frequencies[word] != frequencies[word - 1]) cost = Cost(frequencies[word], 0);
            pairs.SetAlone(word, cost);
        }
        AddPairs(reader, numbers, frequencies, pairs);
        return pairs;
    }

    // By number of the left word. The reader is a copy: the pairs are read again.
    private static int[] CountPairs(SmartCnDictionaryReader reader, ReadOnlySpan<int> numbers, int[] frequencies)
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

    private static void AddPairs(SmartCnDictionaryReader reader, ReadOnlySpan<int> numbers, int[] frequencies, PairTable table)
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
                table.Add(number, numbers[right], cost);
            }
        }
    }

    private static int NumberOf(string word, ReadOnlySpan<char> units, ReadOnlySpan<int> ends, ReadOnlySpan<int> numbers)
    {
        int low = 0, high = ends.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int start = middle == 0 ? 0 : ends[middle - 1];
            int order = Compare(units, start, ends[middle], word);
            if (order == 0) return numbers[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        throw new InvalidOperationException($"the word {word} is missing");
    }

    // By unit, as the words of the file are sorted.
    private static int Compare(ReadOnlySpan<char> units, int start, int end, string word)
    {
        for (int i = 0; i < word.Length && start + i < end; i++)
        {
            if (units[start + i] != word[i]) return units[start + i] - word[i];
        }
        return end - start - word.Length;
    }
}
