using System.Globalization;
using Search.Newspaper.Identity;

namespace Search.Newspaper.Tests.Identity;

public sealed class EventDateTests
{
    private static readonly DateOnly Issue = new(2022, 3, 9); // a Wednesday

    [Theory]
    [InlineData("3月4日,南岸区举行观摩活动", "3月4日=2022-03-04")]
    [InlineData("4日上午，大桥合龙。11日在北湖开幕的展览", "4日=2022-03-04 11日=2022-02-11")]
    [InlineData("昨日开工，今晚亮灯，明天通车", "昨日=2022-03-08 今晚=2022-03-09 明天=2022-03-10")]
    [InlineData("上月销量回升，本月以来更旺", "上月=2022-02-01/2022-02-28 本月以来=2022-03-01/2022-03-09")]
    [InlineData("今年以来，比去年12月多，也好于2021年上半年", "今年以来=2022-01-01/2022-03-09 去年12月=2021-12-01/2021-12-31 2021年上半年=2021-01-01/2021-06-30")]
    [InlineData("12月28日至30日试运行，1月下旬正式开放", "12月28日至30日=2021-12-28/2021-12-30 1月下旬=2022-01-21/2022-01-31")]
    [InlineData("二〇二一年十月一日起施行；十二月三十一日至一月二日休息", "二〇二一年十月一日=2021-10-01 十二月三十一日至一月二日=2021-12-31/2022-01-02")]
    [InlineData("上周五签约，下周动工；第一季度完成", "上周五=2022-03-04 下周=2022-03-14/2022-03-20 第一季度=2022-01-01/2022-03-31")]
    [InlineData("2022年2月30日不存在，30日内办结，三日游，第8日", "")]
    [InlineData("3月4日开幕，3月4日当天", "3月4日=2022-03-04")]
    public void Expressions_mean_days_seen_from_the_issue(string text, string wanted)
    {
        string found = string.Join(' ', EventDates.Of([text], Issue).Select(d => d.Text + "=" + Iso(d.From) + (d.From == d.To ? "" : "/" + Iso(d.To))));
        Assert.Equal(wanted, found);
    }

    [Fact]
    public void Around_new_year_a_date_without_its_year_is_the_nearest()
    {
        Assert.Equal(new DateOnly(2022, 12, 30), Assert.Single(EventDates.Of(["12月30日"], new DateOnly(2023, 1, 3))).From);
        Assert.Equal(new DateOnly(2023, 1, 2), Assert.Single(EventDates.Of(["1月2日"], new DateOnly(2022, 12, 30))).From);
        Assert.Equal(new DateOnly(2020, 2, 29), Assert.Single(EventDates.Of(["2月29日"], new DateOnly(2020, 3, 1))).From);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
