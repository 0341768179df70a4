using System.Text;
using Search.Engine;

namespace Search.Benchmarks.Finding;

/// <summary>
/// Made-up articles of any number: words drawn from the SmartCn dictionary by their frequency, so that what is common and how often characters
/// share a reading is as in real text, though the sentences mean nothing. The same number gives the same articles.
/// </summary>
internal sealed class GeneratedNews
{
    private static readonly string[] FamilyNames = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"];

    private readonly List<string> words = [];
    private readonly List<long> upTo = [];
    private readonly string[] reporters, newspapers, sections;
    private readonly Random random = new(4);

    public GeneratedNews()
    {
        long total = 0;
        foreach ((string word, int frequency) in DictionaryWords.Read())
        {
            words.Add(word);
            upTo.Add(total += frequency);
        }

        reporters = [.. Enumerable.Range(0, 2_000).Select(_ => FamilyNames[random.Next(FamilyNames.Length)] + Word())];
        newspapers = [.. Enumerable.Range(0, 20).Select(_ => Word() + "日报")];
        sections = [.. Enumerable.Range(0, 40).Select(_ => Word())];
    }

    public Article Article(int number) => new()
    {
        Id = $"g{number}",
        Newspaper = newspapers[random.Next(newspapers.Length)],
        Date = new DateOnly(2000, 1, 1).AddDays(random.Next(9_000)).ToString("yyyy-MM-dd"),
        Page = $"A{random.Next(1, 17):00}",
        Section = sections[random.Next(sections.Length)],
        Headline = Words(random.Next(4, 10)),
        Bylines = [new Byline { Role = "记者", Names = [reporters[random.Next(reporters.Length)]] }],
        Paragraphs = [.. Enumerable.Range(0, 3).Select(_ => string.Join('，', Enumerable.Range(0, 4).Select(_ => Words(6))) + "。")],
    };

    /// <summary>Words that occur in articles as often as others do.</summary>
    public string Query(int words) => Words(words);

    private string Words(int count)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++) text.Append(Word());
        return text.ToString();
    }

    private string Word()
    {
        int at = upTo.BinarySearch(random.NextInt64(upTo[^1]));
        return words[at < 0 ? ~at : Math.Min(at + 1, words.Count - 1)];
    }
}
