using System.Text.RegularExpressions;
using Search.Newspaper.Text;

namespace Search.Newspaper.Identity;

/// <summary>
/// Time expressions of a text and the days they mean, seen from the issue's date: 3月4日, 4日上午, 昨日, 上月, 今年以来, 去年12月, 一季度 … A date without its year is the one nearest to the
/// issue; a day without its month the last such day up to the issue.
/// </summary>
internal static partial class EventDates
{
    /// <summary>More would be a table, not a story.</summary>
    private const int MaxDates = 200;

    /// <summary>Expressions looked at, repeated ones too: keeps the work of a hostile file small.</summary>
    private const int MaxLookedAt = 5_000;

    private const string Number = @"(?:\d{1,2}|[一二三四五六七八九十]{1,3})";

    [GeneratedRegex(
        @"(?<year>(?:19|20)\d{2}|[一二][〇○零九一][〇○零一二三四五六七八九]{2})年(?:(?<month>" + Number + @")月(?:份|(?<day>" + Number + @")[日号](?:\s?[至—-]\s?(?:(?<month2>" + Number + @")月)?(?<day2>" + Number + @")[日号])?)?|(?<part>上半年|下半年|第?[一二三四]季度|底|初))?" +
        @"|(?:(?<relative>去年|今年|明年|前年|本月|上月|上个月|当月)\s?)?(?<![年\d])(?<month>" + Number + @")月(?:份|(?<third>[上中下])旬|(?<day>" + Number + @")[日号](?:\s?[至—-]\s?(?:(?<month2>" + Number + @")月)?(?<day2>" + Number + @")[日号])?)" +
        @"|(?<relative>去年|今年|明年|前年)(?:(?<since>以来)|(?<part>上半年|下半年|第?[一二三四]季度|底|初)|(?<month>" + Number + @")月(?!\d)|度)?" +
        @"|(?<relative>上个月|这个月|下个月|上月|本月|下月)(?<day>" + Number + @")?(?(day)[日号]|(?:(?<third>[上中下])旬|(?<since>以来))?)" +
        @"|(?<week>上周|本周|下周)(?<weekday>[一二三四五六日天])?(?!年|岁|期)" +
        @"|(?<near>今天|今日|今晨|今早|今晚|昨天|昨日|昨晚|昨夜|前天|前日|明天|明日|明晚|后天)(?!的中国|头条|关注|之|说法)" +
        @"|(?<![\d月年第、．.])(?<day>[1-3]?\d)日(?:\s?[至—-]\s?(?<day2>[1-3]?\d)日)?(?=上午|下午|中午|晚|凌晨|清晨|傍晚|深夜|夜|电|讯|在|，|,|从|举行|召开|对|表示|说|宣布|发布|公布|会见|抵达)" +
        @"|(?<![年\p{IsCJKUnifiedIdeographs}])(?<part>上半年|下半年|第?[一二三四]季度)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Expression();

    /// <summary>With the times that the texts speak of, once the issue's date is known.</summary>
    public static ReadResult Dated(ReadResult result) => result switch
    {
        PageResult page when DateOnly.TryParseExact(page.Page.Date, "yyyy-MM-dd", out var day) =>
            page with { Page = page.Page with { Articles = [.. page.Page.Articles.Select(a => Dated(a, day))] } },
        ArticleResult one when DateOnly.TryParseExact(one.Date, "yyyy-MM-dd", out var day) => one with { Article = Dated(one.Article, day) },
        _ => result,
    };

    private static ParsedArticle Dated(ParsedArticle article, DateOnly issue) =>
        article.EventDates.Count > 0 ? article : article with { EventDates = Of(article.Paragraphs, issue) };

    /// <param name="texts">The article's paragraphs.</param>
    /// <param name="issue">The issue's date.</param>
    /// <returns>Each expression with its days once, in the order of the text.</returns>
    public static IReadOnlyList<EventDate> Of(IReadOnlyList<string> texts, DateOnly issue)
    {
        var found = new List<EventDate>();
        var seen = new HashSet<EventDate>();
        int lookedAt = 0;
        foreach (string text in texts)
        {
            for (var match = Expression().Match(text); match.Success && found.Count < MaxDates && lookedAt++ < MaxLookedAt; match = match.NextMatch())
            {
                if (Resolve(match, issue) is { } days && new EventDate(match.Value, days.From, days.To) is var date && seen.Add(date)) found.Add(date);
            }
        }
        return found;
    }

    private static (DateOnly From, DateOnly To)? Resolve(Match match, DateOnly issue)
    {
        int year = Value(match, "year"), month = Value(match, "month"), day = Value(match, "day"), day2 = Value(match, "day2"), month2 = Value(match, "month2");
        string relative = match.Groups["relative"].Value;
        if (match.Groups["near"].Success) return Near(match.Groups["near"].Value, issue);
        if (match.Groups["week"].Success) return Week(match, issue);
        if (relative.EndsWith('月') && month < 0)
        {
            var named = new DateOnly(issue.Year, issue.Month, 1).AddMonths(relative[0] == '上' ? -1 : relative[0] == '下' ? 1 : 0);
            (year, month) = (named.Year, named.Month);
            if (match.Groups["since"].Success) return (named, issue);
        }
        else if (relative.EndsWith('年')) year = issue.Year + relative[0] switch { '去' => -1, '前' => -2, '明' => 1, _ => 0 };
        if (match.Groups["since"].Success && year > 0) return (new DateOnly(year, 1, 1), issue);
        if (match.Groups["part"].Success) return Part(match.Groups["part"].Value, year > 0 ? year : issue.Year);
        if (month < 0 && day > 0)
        {
            // 4日上午: the last fourth of a month up to the issue.
            var at = issue.Day >= day ? issue : issue.AddMonths(-1);
            (year, month) = (at.Year, at.Month);
        }
        if (year < 0 && month is >= 1 and <= 12) year = NearestYear(issue, month, Math.Max(day, 1));
        if (year is < 1800 or > 2200) return null;
        if (month < 0) return (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        if (month is < 1 or > 12) return null;
        int length = DateTime.DaysInMonth(year, month);
        if (day < 0)
        {
            return match.Groups["third"].Value switch
            {
                "上" => (new DateOnly(year, month, 1), new DateOnly(year, month, 10)),
                "中" => (new DateOnly(year, month, 11), new DateOnly(year, month, 20)),
                "下" => (new DateOnly(year, month, 21), new DateOnly(year, month, length)),
                _ => (new DateOnly(year, month, 1), new DateOnly(year, month, length)),
            };
        }
        if (day < 1 || day > length) return null;
        var first = new DateOnly(year, month, day);
        if (day2 < 0) return (first, first);
        var end = month2 is >= 1 and <= 12 ? new DateOnly(month2 < month ? year + 1 : year, month2, 1) : new DateOnly(year, month, 1);
        if (day2 < 1 || day2 > DateTime.DaysInMonth(end.Year, end.Month)) return (first, first);
        var last = end.AddDays(day2 - 1);
        return last < first ? (first, first) : (first, last);
    }

    private static (DateOnly From, DateOnly To) Near(string word, DateOnly issue)
    {
        var day = issue.AddDays(word[0] switch { '昨' => -1, '前' => -2, '明' => 1, '后' => 2, _ => 0 });
        return (day, day);
    }

    private static (DateOnly From, DateOnly To) Week(Match match, DateOnly issue)
    {
        int sinceMonday = ((int)issue.DayOfWeek + 6) % 7;
        var monday = issue.AddDays(-sinceMonday + 7 * match.Groups["week"].Value[0] switch { '上' => -1, '下' => 1, _ => 0 });
        if (!match.Groups["weekday"].Success) return (monday, monday.AddDays(6));
        var day = monday.AddDays("一二三四五六日".IndexOf(match.Groups["weekday"].Value.Replace('天', '日'), StringComparison.Ordinal));
        return (day, day);
    }

    private static (DateOnly From, DateOnly To) Part(string part, int year)
    {
        if (part.EndsWith("季度", StringComparison.Ordinal))
        {
            int quarter = "一二三四".IndexOf(part.TrimStart('第')[0], StringComparison.Ordinal);
            return (new DateOnly(year, 3 * quarter + 1, 1), new DateOnly(year, 3 * quarter + 1, 1).AddMonths(3).AddDays(-1));
        }
        return part switch
        {
            "上半年" => (new DateOnly(year, 1, 1), new DateOnly(year, 6, 30)),
            "下半年" => (new DateOnly(year, 7, 1), new DateOnly(year, 12, 31)),
            "初" => (new DateOnly(year, 1, 1), new DateOnly(year, 1, 31)),
            _ => (new DateOnly(year, 12, 1), new DateOnly(year, 12, 31)),
        };
    }

    /// <summary>News is about what was, or is about to be: of the years around, the one that brings the day nearest.</summary>
    private static int NearestYear(DateOnly issue, int month, int day) =>
        Enumerable.Range(issue.Year - 1, 3).MinBy(y => Math.Abs(new DateOnly(y, month, Math.Min(day, DateTime.DaysInMonth(y, month))).DayNumber - issue.DayNumber));

    private static int Value(Match match, string group) => match.Groups[group] is { Success: true } value ? ChineseNumbers.Parse(value.Value) : -1;
}
