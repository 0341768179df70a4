using System.Text.RegularExpressions;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>What a line of furniture says about the page; "" where it says nothing.</summary>
internal sealed record FurnitureFacts(string Newspaper, string Date, string Page, string Section, string IssueNumber, string ContinuedOn, string ContinuedFrom);

/// <summary>Running heads, editors' lines, addresses and jump lines: how much a line looks like one, and what it tells.</summary>
internal static partial class Furniture
{
    private const string PageName = @"(?:[A-Za-z]{0,2}\s?\d{1,3}|[一二三四五六七八九十]{1,3}|头)";

    [GeneratedRegex(@"第?\s*(?<page>[A-Za-z]{0,2}\s?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版(?:\s*[:：·\-—]?\s*(?<section>[\p{IsCJKUnifiedIdeographs}·]{2,10}(?:\s[\p{IsCJKUnifiedIdeographs}])?))?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex PageAndSection();

    [GeneratedRegex(@"第?\s*(?<page>[A-Za-z]{0,2}\s?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版", RegexOptions.ExplicitCapture)]
    private static partial Regex PageLabel();

    [GeneratedRegex(@"^(?<page>[A-Z]{1,2}\d{1,3}|\d{2,3})\s*[\s\-—·|:：]\s*(?<section>[\p{IsCJKUnifiedIdeographs}·]{2,8}|[\p{IsCJKUnifiedIdeographs}]\s[\p{IsCJKUnifiedIdeographs}])$", RegexOptions.ExplicitCapture)]
    private static partial Regex BareLabel();

    [GeneratedRegex(@"^(?<section>[\p{IsCJKUnifiedIdeographs}]{2,6})\s*[\s\-—·|]\s*(?<page>[A-Z]{1,2}\d{1,3}|\d{2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex BareLabelReversed();

    [GeneratedRegex(@"^(?<page>[A-Z]{1,2}\d{1,3}|\d{2})$", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelAlone();

    [GeneratedRegex(@"^[A-Z]{0,2}\d{1,3}$")]
    private static partial Regex PageNumberAlone();

    [GeneratedRegex(@"(?<y>(?:19|20)\d{2})\s*[年./-]\s*(?<m>\d{1,2})\s*[月./-]\s*(?<d>\d{1,2})\s*日?|(?<y>[二一][〇○零九][〇○零一二三四五六七八九]{2})年(?<m>[一二三四五六七八九十]{1,2})月(?<d>[一二三四五六七八九十]{1,3})日", RegexOptions.ExplicitCapture)]
    internal static partial Regex FullDate();

    [GeneratedRegex(@"(?:星期|周)[一二三四五六日天]|农历|总第?\s*\d+\s*期|第\s*\d+\s*期|今日\s*\d*\s*[0-9一二三四五六七八九十]+\s*版")]
    private static partial Regex IssueWords();

    [GeneratedRegex(@"(?:总)?第\s*(?<n>\d{1,6})\s*期", RegexOptions.ExplicitCapture)]
    private static partial Regex IssueNumberWord();

    [GeneratedRegex(@"^(?:[■□◎●]\s*)?(?:本版|本期|值班|责任|执行|首席|见习|视觉|图片|[一二三四五六七八九十]版|今日)*\s*(?:责编|责任编辑|编辑|主编|编委|总编辑?|美编|美术编辑|版式|版式设计|校对|校检|组版|制图|审读|统筹|签发|值班编委)\s*[:：]?\s*\S")]
    private static partial Regex Editors();

    [GeneratedRegex(@"(?:责编|责任编辑|编辑|美编|校对|版式|组版|组稿|值班编委|电话|邮箱|制图)\s*[:：]", RegexOptions.IgnoreCase)]
    private static partial Regex EditorFields();

    [GeneratedRegex(@"^\s*[■□◎●]?\s*(?:新闻热线|热线|热线电话|咨询电话|电话|广告热线|广告部?|发行热线|投稿邮箱|邮箱|本版邮箱|电子邮箱|E-?mail|邮编|邮政编码|地址|社址|本报地址|网址|官网|国内统一刊号|国内统一连续出版物号|邮发代号|刊号|零售价?|定价|每份|订阅|发行|印刷|承印|出版|主管|主办|法律顾问|广告经营许可证)\s*[:：]?.{0,80}$", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b\d{3,4}[-—－]\d{7,8}\b|[\w.]+@[\w.]+\.\w+|www\.|https?:", RegexOptions.IgnoreCase)]
    private static partial Regex PhoneOrMail();

    [GeneratedRegex(@"^[（(【\[]?\s*(?:紧)?(?<way>下转|上接|转|续见|详见|更多报道见)\s*(?<page>第?\s*" + PageName + @"\s*版?)[^）)】\]]{0,24}[）)】\]]?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Jump();

    [GeneratedRegex(@"[（(【\[]\s*(?:紧)?(?<way>下转|上接)\s*(?<page>第?\s*" + PageName + @"\s*版?)[^）)】\]]{0,24}[）)】\]]", RegexOptions.ExplicitCapture)]
    internal static partial Regex JumpInText();

    [GeneratedRegex(@"^[\p{IsCJKUnifiedIdeographs}]{2,10}(?:报|周刊|新闻|导报|消息|快报|周报)$")]
    private static partial Regex NewspaperName();

    [GeneratedRegex(@"^(?:[■□◎●◆★※\s]*)(?:广告|分类广告|公益广告|公告|遗失声明|招聘启事|导读|今日导读|新闻导读|内容导读|图片新闻|要闻速览|PDF下载|上一版|下一版|版权声明|本报讯息)[\s:：]*$")]
    private static partial Regex StockHeading();

    [GeneratedRegex(@"^[\s\-—_=*·.…•◆■□●○☆★※~～]+$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(?<text>\S.{4,50}?)(?:[\s.…·•>》▶►→|/\-—]+|[\s.…·•>》▶►→|/\-—]*[（(【\[]?(?:详见|见|刊|转))\s*第?(?:[A-Z]{1,2}\s?\d{1,3}版?|(?:\d{1,2}|[一二三四五六七八九十]{1,3})版)[）)】\]]?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Guide();

    /// <summary>Fewer characters before a page's label are a section or a newspaper: the page's own head.</summary>
    private const int ShortestGuide = 7;

    /// <summary>
    /// Lines of a guide to the inner pages: a headline with the page where its article stands. One alone may be anything that ends with a letter and a number, so another
    /// one must stand beside it, or the guide's heading above.
    /// </summary>
    public static bool[] Guides(IReadOnlyList<PageLine> lines)
    {
        bool[] guides = new bool[lines.Count], alike = [.. lines.Select(IsLikeGuide)];
        for (int i = 0; i < guides.Length; i++)
            guides[i] = alike[i] && ((i > 0 && (alike[i - 1] || StockHeading().IsMatch(lines[i - 1].Text))) || (i + 1 < alike.Length && alike[i + 1]));
        return guides;
    }

    private static bool IsLikeGuide(PageLine line) =>
        line.Length <= 60 && !line.Text.Contains('。') && !FullDate().IsMatch(line.Text) && Guide().Match(line.Text) is { Success: true } guide
        && guide.Groups["text"].Value.Count(c => !Glyphs.IsSpace(c)) >= ShortestGuide;

    /// <summary>Evidence in logits: above 0 the line is rather furniture. <paramref name="nearEdge"/>: among the first or last lines of the page.</summary>
    public static double Score(PageLine line, bool nearEdge, string? newspaper)
    {
        string t = line.Text;
        if (t.Length > 120) return -12;
        double edge = nearEdge ? 1.5 : 0;
        if (Jump().IsMatch(t)) return 8;
        if (Rule().IsMatch(t) || StockHeading().IsMatch(t)) return 7;
        if (Editors().IsMatch(t) && t.Length < 60 && line.Ending != LineEnding.Sentence) return 6 + edge;
        int fields = EditorFields().Count(t);
        if (fields >= 2) return 6 + edge;
        if (newspaper is { Length: > 0 } && t == newspaper) return 6 + edge;
        double score = -9;
        bool date = FullDate().IsMatch(t), page = PageAndSection().IsMatch(t), words = IssueWords().IsMatch(t);
        if (line.Ending == LineEnding.Sentence || t.Contains('，')) return PhoneOrMail().IsMatch(t) && t.Length < 60 && Address().IsMatch(t) ? 1 : -9;
        if (date && (page || words || DateAlone(t) || LabelBesideDate(t).Success)) score = 6;
        else if (page && t.Length <= 30 && PageLabel().Match(t).Index <= 16) score = 4 + edge;
        else if (BareLabel().IsMatch(t) || BareLabelReversed().IsMatch(t)) score = 3 + edge;
        else if (PageNumberAlone().IsMatch(t)) score = 3 + edge;
        else if (Address().IsMatch(t) && (PhoneOrMail().IsMatch(t) || t.Contains('：') || t.Contains(':'))) score = 5 + edge;
        else if (words && t.Length <= 40 && edge > 0) score = 3;
        else if (fields == 1 && t.Length < 40) score = 2 + edge;
        else if (NewspaperName().IsMatch(t) && edge > 0 && t.Length <= 10) score = 1.5;
        return score;
    }

    /// <summary>Also beside nothing but a newspaper's name.</summary>
    private static bool DateAlone(string text)
    {
        string rest = FullDate().Replace(text, "").Trim();
        return rest.Length <= 2 || NewspaperName().IsMatch(rest);
    }

    /// <summary>What a line labelled as furniture tells.</summary>
    public static FurnitureFacts Read(string text)
    {
        string date = FullDate().Match(text) is { Success: true } d ? Identity.PageDates.Normalise(d) ?? "" : "";
        string pageName = "", section = "", on = "", from = "";
        if (Jump().Match(text) is { Success: true } jump)
        {
            string target = CleanPage(jump.Groups["page"].Value);
            if (jump.Groups["way"].Value == "上接") from = target;
            else on = target;
            return new FurnitureFacts("", "", "", "", "", on, from);
        }
        if (Editors().IsMatch(text) || EditorFields().IsMatch(text)) return new FurnitureFacts("", date, "", "", "", "", "");
        var match = PageAndSection().Match(text);
        if (!match.Success) match = PageLabel().Match(text);
        if (!match.Success) match = BareLabel().Match(text);
        if (!match.Success) match = BareLabelReversed().Match(text);
        if (!match.Success && date.Length > 0) match = LabelBesideDate(text);
        if (match.Success && !text.StartsWith("今日", StringComparison.Ordinal))
        {
            pageName = CleanPage(match.Groups["page"].Value);
            section = string.Concat(match.Groups["section"].Value.Where(c => !Glyphs.IsSpace(c)));
        }
        string number = IssueNumberWord().Match(text) is { Success: true } n ? n.Groups["n"].Value : "";
        string first = text.Split(' ', '\u3000', '\t')[0];
        string newspaper = NewspaperName().IsMatch(first) ? first : "";
        return new FurnitureFacts(newspaper, date, pageName, section, number, on, from);
    }

    /// <summary>青岚时报 2024年5月17日 星期五 A01 要闻: a label that is bare once the newspaper and all that dates the issue are taken off.</summary>
    private static Match LabelBesideDate(string text)
    {
        string rest = IssueWords().Replace(FullDate().Replace(text, " "), " ").Trim();
        int space = rest.IndexOfAny([' ', '\u3000', '\t']);
        if (space > 0 && NewspaperName().IsMatch(rest[..space])) rest = rest[space..].Trim();
        Match match = BareLabel().Match(rest);
        if (!match.Success) match = BareLabelReversed().Match(rest);
        return match.Success ? match : LabelAlone().Match(rest);
    }

    /// <summary>第A02版 gives A02, 第一版 gives 1.</summary>
    internal static string CleanPage(string label)
    {
        string t = string.Concat(label.Where(c => !Glyphs.IsSpace(c))).Trim('第', '版');
        if (t == "头") return "1";
        return t.Length > 0 && t.All(c => "一二三四五六七八九十".Contains(c)) ? ChineseNumbers.Parse(t).ToString(System.Globalization.CultureInfo.InvariantCulture) : t.ToUpperInvariant();
    }
}
