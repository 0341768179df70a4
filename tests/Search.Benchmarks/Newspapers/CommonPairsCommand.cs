using System.Globalization;
using System.Text;

namespace Search.Benchmarks.Newspapers;

/// <summary><c>common-pairs WORDS.tsv OUT.txt</c>: the pairs of characters that the dictionary's words hold most, by the words' frequencies.</summary>
internal static class CommonPairsCommand
{
    private const int Count = 3000, PairsPerLine = 50;

    internal static int Run(string[] args)
    {
        var frequencies = new Dictionary<string, long>();
        foreach (string line in File.ReadLines(args[0]))
        {
            string[] columns = line.Split('\t');
            for (int i = 0; i + 1 < columns[0].Length; i++)
            {
                string pair = columns[0].Substring(i, 2);
                if (pair.All(c => c is >= '\u4E00' and <= '\u9FFF')) frequencies[pair] = frequencies.GetValueOrDefault(pair) + long.Parse(columns[1], CultureInfo.InvariantCulture);
            }
        }
        var chosen = frequencies.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal).Take(Count).Select(p => p.Key);
        var text = new StringBuilder("# From the SmartCn dictionary (ICTCLAS 1.0 data, Apache License 2.0); written by: Search.Benchmarks common-pairs\n");
        foreach (string[] row in chosen.Chunk(PairsPerLine)) text.Append(string.Concat(row)).Append('\n');
        File.WriteAllText(args[1], text.ToString());
        Console.WriteLine($"pairs {frequencies.Count} written {Count}");
        return 0;
    }
}
