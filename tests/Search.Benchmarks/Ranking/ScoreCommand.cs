using System.Globalization;

namespace Search.Benchmarks.Ranking;

/// <summary><c>score QRELS RUN</c>: nDCG@10, MRR@10, recall@10 and recall@100 of a TREC run, such as <c>search batch</c> prints; queries without a line score 0.</summary>
internal static class ScoreCommand
{
    public static int Run(string[] args)
    {
        if (args.Length != 2)
        {
            Console.Error.WriteLine("score QRELS RUN");
            return 2;
        }

        Dictionary<string, Dictionary<string, int>> judged = [];
        foreach (string[] fields in Fields(args[0], 4))
        {
            if (!int.TryParse(fields[3], CultureInfo.InvariantCulture, out int grade)) throw new InvalidDataException($"{args[0]}: “{fields[3]}” is no grade");
            if (grade <= 0) continue;
            judged.TryAdd(fields[0], []);
            judged[fields[0]][fields[2]] = grade;
        }

        ILookup<string, (int Rank, string Id)> found = Fields(args[1], 5).ToLookup(fields => fields[0], fields => (Rank: int.Parse(fields[3], CultureInfo.InvariantCulture), Id: fields[2]));
        double gain = 0, reciprocal = 0, recall10 = 0, recall100 = 0;
        foreach ((string query, Dictionary<string, int> grades) in judged)
        {
            string[] ids = [.. found[query].OrderBy(hit => hit.Rank).Select(hit => hit.Id)];
            gain += ids.Take(10).Select((id, i) => Gain(grades.GetValueOrDefault(id), i)).Sum() / grades.Values.OrderDescending().Take(10).Select(Gain).Sum();
            int first = Array.FindIndex(ids, grades.ContainsKey);
            reciprocal += first is >= 0 and < 10 ? 1.0 / (first + 1) : 0;
            recall10 += (double)ids.Take(10).Count(grades.ContainsKey) / Math.Min(10, grades.Count);
            recall100 += (double)ids.Take(100).Count(grades.ContainsKey) / grades.Count;
        }

        int count = Math.Max(1, judged.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"queries {judged.Count} ndcg@10 {gain / count:F4} mrr@10 {reciprocal / count:F4} recall@10 {recall10 / count:F4} recall@100 {recall100 / count:F4}"));
        return 0;

        static double Gain(int grade, int place) => (Math.Pow(2, grade) - 1) / Math.Log2(place + 2);
    }

    private static IEnumerable<string[]> Fields(string path, int least)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            yield return fields.Length >= least ? fields : throw new InvalidDataException($"{path}:{number}: {least} fields are expected");
        }
    }
}
