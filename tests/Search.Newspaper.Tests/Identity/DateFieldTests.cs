using System.Text;
using System.Text.Json;

namespace Search.Newspaper.Tests.Identity;

/// <summary>Dates as columns and keys hold them.</summary>
public sealed class DateFieldTests
{
    [Theory]
    [InlineData("2021-03-04")]
    [InlineData("2021/3/4")]
    [InlineData("2021.3.4")]
    [InlineData("20210304")]
    [InlineData("20210304081500")]
    [InlineData("2021/3/4 0:00")]
    [InlineData("2021-03-04 08:15:00.0")]
    [InlineData("2021-03-04T08:15:00")]
    [InlineData("2021-03-04T23:15:00+08:00")]
    [InlineData("2021-03-04T00:00:00Z")]
    [InlineData("2021-03-03T16:00:00.000Z")]
    [InlineData("2021-03-03T16:00:00+00:00")]
    [InlineData("2021年3月4日")]
    [InlineData("2021年03月04号")]
    [InlineData("2021 年 3 月 4 日")]
    [InlineData("2021年3月4日 星期四")]
    [InlineData("2021年3月4日星期四")]
    [InlineData("2021-03-04（周四）")]
    [InlineData("２０２１年３月４日")]
    [InlineData("二〇二一年三月四日")]
    [InlineData("二零二一年三月四日")]
    [InlineData("二○二一年三月四日")]
    [InlineData("二O二一年三月四日 星期四")]
    [InlineData("二〇二一年〇三月〇四日")]
    public void A_day_is_read_in_every_usual_form(string written)
    {
        foreach (var result in (ReadResult[])[Csv(written), Json(written)]) Assert.Equal("2021-03-04", Assert.IsType<ArticleResult>(result).Date);
    }

    [Theory]
    [InlineData("一九四九年十月一日", "1949-10-01")]
    [InlineData("二〇一九年十二月三十一日", "2019-12-31")]
    [InlineData("二〇二〇年二月二十九日", "2020-02-29")]
    [InlineData("2019-12-31T16:00:00Z", "2020-01-01")]
    public void And_means_the_day_that_is_written(string written, string expected) => Assert.Equal(expected, Assert.IsType<ArticleResult>(Csv(written)).Date);

    [Theory]
    [InlineData("二〇二一年二月三十日")]
    [InlineData("二〇二一年十三月一日")]
    [InlineData("二〇二一年三月")]
    [InlineData("2021-02-30")]
    [InlineData("3/4/2021")]
    [InlineData("44259")]
    [InlineData("昨天")]
    public void What_names_no_day_is_refused_as_it_is_written(string written)
    {
        var failure = Assert.IsType<FailureResult>(Csv(written)).Failure;
        Assert.Equal((FailureReason.BadDate, 2), (failure.Reason, failure.Line));
        Assert.Contains($"'{written}'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2021年3月4日")]
    [InlineData("2021年03月04日")]
    [InlineData("二〇二一年三月四日")]
    [InlineData("２０２１年３月４日")]
    [InlineData("2021.3.4")]
    public void A_folder_is_a_days_in_every_usual_form(string folder)
    {
        byte[] text = Encoding.UTF8.GetBytes("南岸码头恢复夜航\n\n南岸码头夜航线路2019年5月6日恢复，票价保持不变。记者 周雨\n");
        var page = Assert.IsType<PageResult>(Assert.Single(new PageReader().Parse(text, $"北湖晨报/{folder}/A01.txt", PageHints.None))).Page;
        Assert.Equal(("北湖晨报", "2021-03-04", false), (page.Newspaper, page.Date, page.DateInferred));

        var failure = Assert.IsType<FailureResult>(Assert.Single(new PageReader().Parse(text, "北湖晨报/2021年2月30日/A01.txt", PageHints.None))).Failure;
        Assert.Equal(FailureReason.BadDate, failure.Reason);
    }

    private static ReadResult Csv(string date) => Assert.Single(new PageReader().Parse(Encoding.UTF8.GetBytes($"日期,正文\n{date},新桥通车。\n"), "a.csv", PageHints.None));

    private static ReadResult Json(string date) =>
        Assert.Single(new PageReader().Parse(JsonSerializer.SerializeToUtf8Bytes(new { date, body = "新桥通车。" }), "a.jsonl", PageHints.None));
}
