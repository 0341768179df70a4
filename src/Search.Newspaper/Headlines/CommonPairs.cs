using System.Collections.Frozen;

namespace Search.Newspaper.Headlines;

/// <summary>
/// The pairs of neighbouring characters that Chinese has most, most frequent first: that a text has 工作 or 发展 says nothing about it. From the words of the SmartCn dictionary by
/// <c>Search.Benchmarks common-pairs</c>.
/// </summary>
internal static class CommonPairs
{
    private static readonly List<string> Ranked = Load();
    private static readonly FrozenDictionary<(char, char), double> Weights = WeighPairs();
    private static readonly FrozenDictionary<char, double> Letters = WeighLetters();

    /// <summary>0.1 for the commonest, 1 for a pair that is not common.</summary>
    public static double Weight(char first, char second) => Weights.GetValueOrDefault((first, second), 1);

    /// <summary>The same for a single character: common is what stands in many common pairs.</summary>
    public static double Weight(char letter) => Letters.GetValueOrDefault(letter, 1);

    private static List<string> Load()
    {
        using var reader = new StreamReader(typeof(CommonPairs).Assembly.GetManifestResourceStream("Search.Newspaper.Headlines.common-pairs.txt")!);
        var pairs = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            for (int i = 0; i + 1 < line.Length; i += 2) pairs.Add(line.Substring(i, 2));
        }
        return pairs;
    }

    private static FrozenDictionary<(char, char), double> WeighPairs() => ByRank(Ranked.Select(p => (p[0], p[1]))).ToFrozenDictionary();

    private static FrozenDictionary<char, double> WeighLetters()
    {
        var share = new Dictionary<char, double>();
        for (int rank = 0; rank < Ranked.Count; rank++)
        {
            foreach (char c in Ranked[rank]) share[c] = share.GetValueOrDefault(c) + 1.0 / (rank + 10);
        }
        return ByRank(share.OrderByDescending(p => p.Value).ThenBy(p => p.Key).Select(p => p.Key)).ToFrozenDictionary();
    }

    /// <summary>Frequencies fall as 1/rank, so what a pair or character tells grows as the logarithm of its rank.</summary>
    private static IEnumerable<KeyValuePair<T, double>> ByRank<T>(IEnumerable<T> ranked)
    {
        var all = ranked.ToList();
        double whole = Math.Log(1 + all.Count);
        return all.Select((p, rank) => KeyValuePair.Create(p, Math.Max(0.1, Math.Log(1 + rank) / whole)));
    }
}
