namespace Search.Engine.Tests.Articles;

public sealed class ContinuationTests
{
    private static LoggedArticle Part(string id, string page, string headline, string on = "", string from = "", string body = "正文。") => new()
    {
        Article = new Article { Id = id, Page = page, Headline = headline, ContinuedOn = on, ContinuedFrom = from, Paragraphs = [body] },
        Sequence = 1,
        Version = 1,
    };

    private static IEnumerable<string> Rest(LoggedArticle of, params LoggedArticle[] all) =>
        Continuations.Of(of, new IssueSummary("云溪日报", "2021-05-06", [.. all.GroupBy(a => a.Article.Page).Select(p => new PageSummary(p.Key, "", false, [.. p]))], all.Length)).Select(a => a.Article.Id);

    [Fact]
    public void Parts_on_three_pages_are_joined_in_reading_order_from_whichever_is_read()
    {
        LoggedArticle a = Part("a", "A01", "云溪治水二十年", on: "A02"), b = Part("b", "A02", "云溪治水二十年", on: "4", from: "A01"), c = Part("c", "A04", "", from: "A02");
        Assert.Equal(["b", "c"], Rest(a, a, b, c));
        Assert.Equal(["a", "c"], Rest(b, a, b, c));
        Assert.Equal(["a", "b"], Rest(c, a, b, c));
    }

    [Fact]
    public void Two_jumps_to_one_page_are_told_apart_by_their_headlines_and_else_by_their_order()
    {
        LoggedArticle a = Part("a", "01", "南岸夜市开张", on: "2"), b = Part("b", "01", "北岭茶园丰收", on: "2");
        LoggedArticle tea = Part("tea", "02", "北岭茶园丰收", from: "1"), night = Part("night", "02", "南岸夜市开张", from: "1");
        Assert.Equal(["night"], Rest(a, a, b, tea, night));
        Assert.Equal(["tea"], Rest(b, a, b, tea, night));
        LoggedArticle first = Part("first", "02", "", from: "1", body: "甲。"), second = Part("second", "02", "", from: "1", body: "乙。");
        Assert.Equal(["first"], Rest(a, a, b, first, second));
        Assert.Equal(["second"], Rest(b, a, b, first, second));
    }

    [Fact]
    public void A_mark_without_its_answer_joins_nothing_and_a_ring_ends()
    {
        LoggedArticle a = Part("a", "A01", "云溪治水", on: "A02"), other = Part("b", "A02", "云溪治水"), far = Part("c", "B02", "云溪治水", from: "1");
        Assert.Empty(Rest(a, a, other, far));
        LoggedArticle x = Part("x", "1", "圈", on: "2", from: "2"), y = Part("y", "2", "圈", on: "1", from: "1");
        Assert.Equal(["y"], Rest(x, x, y));
        Assert.Empty(Continuations.Of(a, null));
    }
}
