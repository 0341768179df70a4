using System.Globalization;

namespace Search.Analysis.SmartCn;

/// <summary>Makes <c>smartcn.dict</c> from two tables of text, so the shipped dictionary can be made again or changed.</summary>
public static class SmartCnDictionaryConverter
{
    /// <summary>
    /// Converts <paramref name="wordsPath"/> (lines <c>word TAB frequency</c>) and <paramref name="pairsPath"/>
    /// (lines <c>left TAB right TAB frequency</c>; both words must be in the first file), both UTF-8, into <paramref name="outputPath"/>.
    /// </summary>
    /// <returns>The number of words and of pairs written.</returns>
    /// <exception cref="AnalysisDictionaryException">A line is malformed; the message names file and line.</exception>
    public static (int Words, int Pairs) Convert(string wordsPath, string pairsPath, string outputPath)
    {
        var words = new List<(string Word, int Frequency)>();
        ReadLines(wordsPath, 2, (fields, frequency) => words.Add((fields[0], frequency)));
        words.Sort((a, b) => string.CompareOrdinal(a.Word, b.Word));

        var numbers = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i].Word.Length is 0 or > byte.MaxValue || !numbers.TryAdd(words[i].Word, i))
                throw new AnalysisDictionaryException($"{wordsPath}: the word \"{words[i].Word}\" is empty, too long or given twice.");
        }

        var pairs = new List<(int Left, int Right, int Frequency)>();
        ReadLines(pairsPath, 3, (fields, frequency) =>
        {
            if (!numbers.TryGetValue(fields[0], out int left) || !numbers.TryGetValue(fields[1], out int right))
                throw new FormatException("a word of the pair is not in the list of words");
            pairs.Add((left, right, frequency));
        });
        pairs.Sort();
        for (int i = 1; i < pairs.Count; i++)
        {
            if (pairs[i].Left == pairs[i - 1].Left && pairs[i].Right == pairs[i - 1].Right)
                throw new AnalysisDictionaryException($"{pairsPath}: the pair {words[pairs[i].Left].Word} {words[pairs[i].Right].Word} is given twice.");
        }
        SmartCnDictionaryFile.Write(outputPath, words, pairs);
        return (words.Count, pairs.Count);
    }

    private static void ReadLines(string path, int fieldCount, Action<string[], int> take)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string[] fields = line.Split('\t');
            try
            {
                if (fields.Length != fieldCount)
                    throw new FormatException($"{fieldCount} fields separated by tabs are expected");
                take(fields, int.Parse(fields[^1], NumberStyles.None, CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw new AnalysisDictionaryException($"{path}, line {number}: {e.Message}", e);
            }
        }
    }
}
