using System.Text;
using System.Text.Json;
using Search.Newspaper.Headlines;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Benchmarks.Newspapers;

/// <summary>A headline block of a page with known division: the features of every division, and which one is right.</summary>
internal sealed record LabelledBlock(double[][] Features, int Right, int Page)
{
    /// <summary>The blocks of pages below <paramref name="directory"/> whose gold (as of score_pages.py) <paramref name="gold"/> holds and that the segmentation found whole.</summary>
    public static List<LabelledBlock> Read(string directory, string gold)
    {
        var blocks = new List<LabelledBlock>();
        int number = 0;
        foreach (string line in File.ReadLines(gold))
        {
            using var document = JsonDocument.Parse(line);
            string file = document.RootElement.GetProperty("file").GetString()!;
            var wanted = document.RootElement.GetProperty("articles").EnumerateArray()
                .Select(a => (Kicker: Letters(a, "kicker"), Headline: Letters(a, "headline"), Subhead: Letters(a, "subhead"))).ToList();
            Add(blocks, File.ReadAllText(Path.Combine(directory, file), Encoding.UTF8), wanted, number++);
        }
        return blocks;
    }

    private static void Add(List<LabelledBlock> blocks, string page, List<(string Kicker, string Headline, string Subhead)> wanted, int number)
    {
        var lines = PageLine.Split(page);
        var style = PageStyle.Of(lines);
        foreach (var (_, found, body, times) in ArticleAssembly.Blocks(lines, style, Segmenter.Segment(new LineEvidence(lines, style, null))))
        {
            var pieces = HeadlineDivider.Bounded(found);
            string whole = Letters(HeadlineDivider.Join(pieces, 0, pieces.Count));
            int at = wanted.FindIndex(w => w.Kicker + w.Headline + w.Subhead == whole);
            if (at < 0 || pieces.Count < 2) continue;
            var evidence = new DivisionEvidence(pieces, body, times);
            var divisions = HeadlineDivider.Divisions(pieces.Count).ToList();
            int right = divisions.FindIndex(d =>
                Letters(HeadlineDivider.Join(pieces, 0, d.From)) == wanted[at].Kicker && Letters(HeadlineDivider.Join(pieces, d.From, d.To)) == wanted[at].Headline);
            if (right < 0) continue;
            blocks.Add(new LabelledBlock([.. divisions.Select(d =>
            {
                var features = new double[DivisionEvidence.FeatureCount];
                evidence.Fill(features, d.From, d.To);
                return features;
            })], right, number));
        }
    }

    private static string Letters(JsonElement article, string name) => Letters(article.GetProperty(name).GetString() ?? "");

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
