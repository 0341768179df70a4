using System.Globalization;
using System.Text;

namespace Search.Engine.Tests.Golden;

/// <summary>
/// Invented articles, judged queries, and the figures the ranking reaches on them, committed: whoever changes the ranking sees in the diff which queries gained and which lost.
/// <c>SEARCH_WRITE_FIGURES=1</c> writes the figures anew.
/// </summary>
public sealed class RankingGateTests
{
    private static readonly string Folder = Path.Combine(EngineFixture.Checkout, "tests", "Search.Engine.Tests", "Golden");

    [Fact]
    public async Task The_figures_are_those_that_are_committed()
    {
        string figures = await MeasureAsync();
        string path = Path.Combine(Folder, "figures.txt");
        if (Environment.GetEnvironmentVariable("SEARCH_WRITE_FIGURES") == "1") await File.WriteAllTextAsync(path, figures);
        Assert.Equal(await File.ReadAllTextAsync(path), figures, ignoreLineEndingDifferences: true);
    }

    private static async Task<string> MeasureAsync()
    {
        await using EngineFixture fixture = new();
        await fixture.ReadyAsync();
        Article[] articles = [.. Lines("articles.tsv").Select(fields => new Article
        {
            Id = fields[0],
            Newspaper = fields[1],
            Date = fields[2],
            Page = fields[3],
            Section = fields[4],
            Bylines = fields[5].Length == 0 ? [] : [new Byline { Role = "记者", Names = [fields[5]] }],
            Headline = fields[6],
            Paragraphs = [fields[7]],
        })];
        (_, long sequence) = await fixture.Engine.PutArticlesAsync(articles, force: false, default);
        await fixture.Engine.WaitForSequenceAsync(sequence, default);

        StringBuilder figures = new("# query, kind, nDCG@10, recall@100, the first ten with * or ** for relevant ones, text\n");
        Dictionary<string, List<(double Gain, double Reciprocal, double Recall)>> kinds = [];
        foreach (string[] query in Lines("queries.tsv"))
        {
            Dictionary<string, int> grades = query[3].Split(' ').ToDictionary(id => id.Split(':')[0], id => id.EndsWith(":2", StringComparison.Ordinal) ? 2 : 1);
            SearchAnswer answer = await fixture.Engine.SearchAsync(new SearchInquiry { Query = query[2], PageSize = 100, UnfoldReprints = true }, default);
            string[] ids = [.. answer.Hits.Select(hit => hit.Logged.Article.Id)];
            int[] places = [.. Enumerable.Range(0, Math.Min(10, ids.Length)).Where(i => grades.ContainsKey(ids[i]))];
            double gain = places.Sum(i => Gain(grades[ids[i]], i)) / grades.Values.OrderDescending().Take(10).Select(Gain).Sum();
            double recall = (double)ids.Count(grades.ContainsKey) / grades.Count;
            kinds.TryAdd(query[1], []);
            kinds[query[1]].Add((gain, places.Length == 0 ? 0 : 1.0 / (places[0] + 1), recall));
            figures.Append(CultureInfo.InvariantCulture, $"{query[0]} {query[1]} {gain:F2} {recall:F2} [{string.Join(' ', ids.Take(10).Select(id => grades.TryGetValue(id, out int grade) ? id + new string('*', grade) : id))}] {query[2]}\n");
        }

        figures.Append("# kind, queries, nDCG@10, MRR@10, recall@100\n");
        foreach ((string kind, List<(double Gain, double Reciprocal, double Recall)> all) in kinds) Sum(kind, all);
        Sum("all", [.. kinds.Values.SelectMany(all => all)]);
        return figures.ToString();

        void Sum(string kind, List<(double Gain, double Reciprocal, double Recall)> all) =>
            figures.Append(CultureInfo.InvariantCulture, $"{kind} {all.Count} {all.Average(q => q.Gain):F3} {all.Average(q => q.Reciprocal):F3} {all.Average(q => q.Recall):F3}\n");

        static double Gain(int grade, int place) => (Math.Pow(2, grade) - 1) / Math.Log2(place + 2);
    }

    private static IEnumerable<string[]> Lines(string name) => File.ReadLines(Path.Combine(Folder, name)).Where(line => line.Length > 0).Select(line => line.Split('\t'));
}
