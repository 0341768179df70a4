using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Log;

/// <summary>Random puts and deletes against a plain dictionary, with the log closed and opened in between.</summary>
public sealed class ArticleLogModelTests
{
    private enum Kind { PutSingle, PutPage, Delete, Reopen }

    private static readonly string[] Texts = ["甲文说桥", "乙文说路", "丙文说水", "丁文说山", "戊文说城", "己文说树"];

    [Fact]
    public void The_log_holds_what_a_model_of_puts_and_deletes_holds() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 5], Gen.Int[0, 5]).List[1, 25].Sample(steps => Run(steps).GetAwaiter().GetResult(), iter: 60);

    private static async Task<bool> Run(List<(Kind Kind, int A, int B)> steps)
    {
        using TemporaryDirectory directory = new();
        Dictionary<string, string> model = new(StringComparer.Ordinal);
        SqliteArticleLog log = Open(directory);
        try
        {
            foreach ((Kind kind, int a, int b) in steps)
            {
                switch (kind)
                {
                    case Kind.PutSingle:
                        Article single = new() { Id = $"s{a}", Newspaper = b % 2 == 0 ? "m" : "n", Date = b == 0 ? "" : $"2021-01-0{b / 2 + 1}", Page = "B01", Headline = Texts[b], Paragraphs = [Texts[b]] };
                        PutReceipt receipt = (await log.PutArticlesAsync([single], PutPolicy.Force, default))[0];
                        Assert.Equal(model.TryGetValue($"s{a}", out string? had) ? had == Texts[b] ? PutOutcome.Unchanged : PutOutcome.Replaced : PutOutcome.Added, receipt.Outcome);
                        model[$"s{a}"] = Texts[b];
                        break;
                    case Kind.PutPage:
                        Article[] articles = [.. Texts.Skip(a).Take(b).Select(t => new Article { Headline = t, Paragraphs = [t + t] })];
                        PagePutReceipt page = (await log.PutPagesAsync([new LoggedPagePut(new PagePut { Newspaper = "n", Date = "", Page = "A01", Articles = articles }, "", "")], PutPolicy.Force, default))[0];
                        foreach (string id in page.DeletedIds) Assert.True(model.Remove(id));
                        for (int i = 0; i < articles.Length; i++) model[page.Articles[i].Id] = articles[i].Headline;
                        break;
                    case Kind.Delete:
                        string? victim = model.Keys.Order(StringComparer.Ordinal).ElementAtOrDefault(a);
                        if (victim is null) break;
                        await log.DeleteArticleAsync(victim, default);
                        model.Remove(victim);
                        break;
                    case Kind.Reopen:
                        await log.DisposeAsync();
                        log = Open(directory);
                        break;
                }
            }

            Dictionary<string, string> actual = log.ListArticles().Where(x => !x.Deleted).ToDictionary(x => x.Id, x => log.GetArticle(x.Id)!.Article.Headline);
            Assert.Equal(model.OrderBy(m => m.Key), actual.OrderBy(m => m.Key));
            Article[] all = [.. actual.Keys.Select(id => log.GetArticle(id)!.Article)];
            Assert.Equal(all.GroupBy(x => x.Newspaper).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Select(x => x.Date).Distinct().Count(), (long)g.Count(), g.Select(x => x.Date).Where(d => d.Length > 0).Min() ?? "", g.Max(x => x.Date)!)),
                log.ListNewspapers().Select(n => (n.Name, n.IssueCount, n.ArticleCount, n.FirstDate, n.LastDate)));
            Assert.Equal(all.Length, log.CountArticles());
            IReadOnlyList<LogEntry> entries = log.Read(0, int.MaxValue, currentOnly: false);
            Assert.Equal(Enumerable.Range(1, (int)log.HeadSequence).Select(i => (long)i), entries.Select(e => e.Sequence));
            Assert.Empty(log.Verify(default));
            return true;
        }
        finally
        {
            await log.DisposeAsync();
        }
    }

    private static SqliteArticleLog Open(TemporaryDirectory directory) => SqliteArticleLog.Open(
        directory.Path, new EngineOptions { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "" }, _ => null, TimeProvider.System, NullLogger.Instance);
}
