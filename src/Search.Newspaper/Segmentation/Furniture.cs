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

    [GeneratedRegex(@"(?<y>(?:19|20)\d{2})\s*[年./-]\s*(?<m>\d{1,2})\s*[月./-]\s*(?<d>\d{1,2})\s*日?|(?<y>" + ChineseNumbers.Year + @")年(?<m>[一二三四五六七八九十]{1,2})月(?<d>[一二三四五六七八九十]{1,3})日", RegexOptions.ExplicitCapture)]
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

    /// <summary>Of the stock headings those that name what the text below is, where it has no headline of its own.</summary>
    [GeneratedRegex(@"^(?:[■□◎●◆★※\s]*)(?:公告|遗失声明|招聘启事|图片新闻)[\s:：]*$")]
    private static partial Regex TextHeading();

    [GeneratedRegex(@"^[\s\-—_=*·.…•◆■□●○☆★※~～]+$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^(?<text>\S.{4,50}?)(?:[\s.…·•>▶►→|/\-—]+|[\s.…·•>▶►→|/\-—]*[（(【\[]?(?:详见|见|刊|转))\s*第?(?:[A-Z]{1,2}\s?\d{1,3}版?|(?:\d{1,2}|[一二三四五六七八九十]{1,3})版)[）)】\]]?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Guide();

    /// <summary>With dots or arrows up to the label, or a bracket that says where the article stands: not an edition, a road or a train (《现代汉语词典》第7版, 广州南至长沙南 G6).</summary>
    [GeneratedRegex(@"(?:[.…·•>▶►→]\s*[.…·•>▶►→]\s*第?(?:[A-Z]{1,2}\s?\d{1,3}|\d{1,2}|[一二三四五六七八九十]{1,3})版|[（(【\[](?:详见|见|刊)\s*第?(?:[A-Z]{1,2}\s?\d{1,3}版?|(?:\d{1,2}|[一二三四五六七八九十]{1,3})版)[）)】\]])$")]
    private static partial Regex CertainGuide();

    [GeneratedRegex(@"^[■□◎●◆★※\s]*(?:(?:今日|新闻|内容|本期|本报)?导读|要闻速览)[\s:：]*$")]
    private static partial Regex GuideHeading();

    private const int LongestTextHeading = 12;

    /// <summary>Fewer characters before a page's label are a section or a newspaper: the page's own head.</summary>
    private const int ShortestGuide = 7;

    /// <summary>
    /// Lines of a guide to the inner pages: a headline with the page where its article stands. A line may be anything that ends with a letter and a number, so the guide's
    /// heading must stand above it and its like, set as close as the first; without a heading only what cannot be read otherwise counts, two of them with no blank line between.
    /// </summary>
    public static bool[] Guides(IReadOnlyList<PageLine> lines)
    {
        bool[] guides = new bool[lines.Count], alike = [.. lines.Select(IsLikeGuide)];
        int first = -1;
        for (int i = 0; i < guides.Length; i++)
        {
            if (i > 0 && GuideHeading().IsMatch(lines[i - 1].Text)) first = i;
            else if (first >= 0 && lines[i].GapBefore > lines[first].GapBefore) first = -1;
            if (!alike[i]) first = -1;
            guides[i] = first >= 0;
        }
        for (int i = 1; i < guides.Length; i++)
        {
            if (lines[i].GapBefore == 0 && IsCertain(i - 1) && IsCertain(i)) guides[i - 1] = guides[i] = true;
        }
        return guides;

        bool IsCertain(int i) => alike[i] && CertainGuide().IsMatch(lines[i].Text);
    }

    /// <summary>Whether the line can be the headline of the text below it, which is furniture only above an article's own.</summary>
    public static bool HeadsText(PageLine line) => line.Length <= LongestTextHeading && TextHeading().IsMatch(line.Text);

    private static bool IsLikeGuide(PageLine line) =>
        line.Length <= 60 && !line.Text.Contains('。') && !JumpInText().IsMatch(line.Text) && !FullDate().IsMatch(line.Text) && Guide().Match(line.Text) is { Success: true } guide
        && guide.Groups["text"].Value.Count(c => !Glyphs.IsSpace(c)) >= ShortestGuide;

    /// <summary>Evidence in logits: above 0 the line is rather furniture.</summary>
    /// <param name="line">A line of the page.</param>
    /// <param name="nearEdge">Among the first or last lines of the page.</param>
    /// <param name="inHead">With nothing but furniture above it.</param>
    /// <param name="newspaper">The page's, where it is known.</param>
    public static double Score(PageLine line, bool nearEdge, bool inHead, string? newspaper)
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
        bool date = FullDate().IsMatch(t), page = PageAndSection().IsMatch(t) && (inHead || !IsEdition(t)), words = IssueWords().IsMatch(t);
        if (line.Ending == LineEnding.Sentence || t.Contains('，')) return PhoneOrMail().IsMatch(t) && t.Length < 60 && Address().IsMatch(t) ? 1 : -9;
        if (date && (page || words || DateAlone(t, inHead) || LabelBesideDate(t).Success)) score = 6;
        else if (page && t.Length <= 30 && PageLabel().Match(t).Index <= 16) score = 4 + edge;
        else if (BareLabel().IsMatch(t) || BareLabelReversed().IsMatch(t)) score = 3 + edge;
        else if (PageNumberAlone().IsMatch(t)) score = 3 + edge;
        else if (Address().IsMatch(t) && (PhoneOrMail().IsMatch(t) || t.Contains('：') || t.Contains(':'))) score = 5 + edge;
        else if (words && t.Length <= 40 && edge > 0) score = 3;
        else if (fields == 1 && t.Length < 40) score = 2 + edge;
        else if (NewspaperName().IsMatch(t) && edge > 0 && t.Length <= 10) score = 1.5;
        return score;
    }

    [GeneratedRegex(@"^(?<work>.+?)\s*第\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*版$", RegexOptions.ExplicitCapture)]
    private static partial Regex Edition();

    /// <summary>《现代汉语词典》第7版: a book rather than a page, unless a newspaper or an issue is named.</summary>
    private static bool IsEdition(string text) =>
        Edition().Match(text) is { Success: true } edition && edition.Groups["work"].Value is var work && (work.EndsWith('》') || work.Count(Glyphs.IsHan) >= ShortestGuide)
        && !FullDate().IsMatch(work) && !IssueWords().IsMatch(work) && !Array.Exists(work.Split(' ', '\u3000', '\t', '《', '》'), NewspaperName().IsMatch);

    /// <summary>In the page's head also beside nothing but a newspaper's name; below it the two say where an article was taken from.</summary>
    private static bool DateAlone(string text, bool inHead)
    {
        string rest = FullDate().Replace(text, "").Trim();
        return rest.Length <= 2 || inHead && rest.EndsWith('报') && NewspaperName().IsMatch(rest) && !Announcement().IsMatch(rest);
    }

    /// <summary>What ends like a newspaper's name and is a heading (天气预报, 空气质量日报).</summary>
    [GeneratedRegex("(?:预报|播报|速报|战报|捷报|喜报|警报|海报|通报|简报|公报|月报|季报|年报|财报|(?<!文)汇报|(?:质量|水情|雨情|疫情|气象|天气|行情|指数)[日周快]报)$")]
    private static partial Regex Announcement();

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
