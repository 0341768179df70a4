using Grpc.Core;
using Search.Contracts.V1;

namespace Search.Service.Tests.Api;

public sealed class QueryTests(SharedService shared)
{
    private readonly RunningService service = shared.Service;

    [Fact]
    public async Task Marked_text_arrives_whole_and_its_html_is_escaped()
    {
        await service.PutAsync(Sample.Article("石桥日报", "<b>鹊桥</b>通车 & \"合龙\"", "本报讯 鹊桥<script>alert('x')</script>昨日通车。"));

        var found = await service.Search.SearchAsync(new SearchRequest { Query = "鹊桥", Filters = new SearchFilters { Newspapers = { "石桥日报" } } });

        var hit = Assert.Single(found.Hits);
        Assert.NotEmpty(hit.Highlights);
        Assert.Contains(hit.Highlights, h => h.Segments.Any(s => s.Matched));
        foreach (var highlight in hit.Highlights)
        {
            string stored = highlight.Field == "headline" ? hit.Headline : "本报讯 鹊桥<script>alert('x')</script>昨日通车。";
            string text = string.Concat(highlight.Segments.Select(s => s.Text));
            Assert.Equal(stored.Substring(highlight.Start, text.Length), text);
            Assert.DoesNotContain("<script", highlight.Html);
            Assert.DoesNotContain("<b>", highlight.Html);
            Assert.Equal(highlight.Segments.Count(s => s.Matched), highlight.Html.Split("<mark>").Length - 1);
        }
    }

    [Theory]
    [InlineData("桥", 10_000)]
    [InlineData("桥", 10_001)]
    [InlineData("桥 OR ", 10_000)]
    [InlineData("+桥 ", 9_999)]
    [InlineData("\"桥\"", 9_999)]
    [InlineData("*", 1)]
    [InlineData("**a*", 4)]
    [InlineData("桥* ", 300)]
    [InlineData("(", 9_999)]
    [InlineData("）", 9_999)]
    [InlineData("-", 9_999)]
    [InlineData("NOT ", 9_999)]
    [InlineData("title:", 9_999)]
    [InlineData("\"", 9_999)]
    [InlineData("OR AND NOT ", 9_999)]
    [InlineData("😀", 10_000)]
    [InlineData("\0\u0001\u001b", 9_999)]
    [InlineData("\u200b\u202e\ufeff", 9_999)]
    [InlineData("\ufffd", 9_999)]
    public async Task A_monster_is_answered_or_refused_by_its_field_and_never_an_internal_error(string unit, int length)
    {
        string query = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
        foreach (bool literal in (bool[])[false, true])
        {
            try
            {
                await service.Search.SearchAsync(new SearchRequest { Query = query, Literal = literal, Strict = !literal && length % 2 == 0 });
            }
            catch (RpcException e)
            {
                Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
                Assert.InRange(e.Status.Detail.Length, 1, 500);
            }
        }
    }

    [Fact]
    public async Task The_marked_html_is_the_escaped_segments_with_marks_and_nothing_else()
    {
        const string body = "引号\"与'撇号'，<i>斜体</i> & &amp; 𠮷桥 <mark>假的</mark>织锦桥\u0001。";
        await service.PutAsync(Sample.Article("织锦日报", "织锦桥 <通车>", body));
        var found = await service.Search.SearchAsync(new SearchRequest { Query = "织锦桥", Filters = new SearchFilters { Newspapers = { "织锦日报" } } });
        foreach (var highlight in Assert.Single(found.Hits).Highlights)
        {
            string expected = string.Concat(highlight.Segments.Select(s => s.Matched ? $"<mark>{Escaped(s.Text)}</mark>" : Escaped(s.Text)));
            Assert.Equal(expected, highlight.Html);
            Assert.Contains(highlight.Segments, s => s.Matched);
        }

        static string Escaped(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");
    }

    [Theory]
    [InlineData("\"没有收尾", "", "query")]
    [InlineData("nosuchfield:词", "", "query")]
    [InlineData("词", "not-a-token", "page_token")]
    public async Task A_query_that_cannot_be_read_is_told_by_its_field(string query, string token, string field)
    {
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", field, async () =>
            await service.Search.SearchAsync(new SearchRequest { Query = query, PageToken = token }));
    }

    [Fact]
    public async Task A_page_token_goes_on_where_the_page_ended_and_serves_no_other_query()
    {
        await service.PutAsync([.. Enumerable.Range(0, 25).Select(i => Sample.Article("分页日报", $"竹编展第{i}天"))]);
        var request = new SearchRequest { Query = "竹编展", PageSize = 10, UnfoldReprints = true, Filters = new SearchFilters { Newspapers = { "分页日报" } } };

        var ids = new List<string>();
        string first = "";
        do
        {
            var page = await service.Search.SearchAsync(request);
            ids.AddRange(page.Hits.Select(h => h.Id));
            request.PageToken = page.NextPageToken;
            if (first.Length == 0) first = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(25, ids.Count);
        Assert.Equal(25, ids.Distinct().Count());
        await Refusal.IsAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT", "page_token", async () =>
            await service.Search.SearchAsync(new SearchRequest { Query = "别的词", PageSize = 10, UnfoldReprints = true, PageToken = first }));
    }
}
