using System.Text;
using System.Text.RegularExpressions;
using Search.Newspaper.Text;

namespace Search.Newspaper.Headlines;

/// <summary>
/// Which pieces of a headline block are kicker, headline and subhead. All divisions are weighed: the headline is what the body is about (its words come
/// back in the lead), a kicker is a slogan or a column's name above it, a subhead stands below; a change of role is likelier where the layout breaks.
/// </summary>
internal sealed partial class HeadlineDivider(IReadOnlyDictionary<string, int> timesOnPage)
{
    private const int MaxPieces = 12;

    [GeneratedRegex(@"召开|举行|会见|会谈|出席|考察|调研|印发|发布|通过|启动|开幕|闭幕|揭牌|签约|主持|致电|通电话|访问|宣布|成立|举办|开工|投产|通车|落户|获批|公布|审议")]
    private static partial Regex EventWord();

    [GeneratedRegex(@"^(?:——|--|—)")]
    private static partial Regex Dash();

    [GeneratedRegex(@"^(?:聚焦|关注|走基层|走进|奋进|深入(?:学习|贯彻|开展)|贯彻|学习|坚持|喜迎|新春|新时代|新闻|记者|本报|特别报道|系列|热点|深度|现场|民生|连线|直击|我们的|在习近平|纪念|庆祝|优化|建设|决胜|弘扬|践行)|(?:行动|在行动|进行时|走基层|特别报道|系列报道|专栏|连线|观察|看变化|面对面|故事|时评|评论|综述|侧记|特写)$")]
    private static partial Regex KickerWord();

    [GeneratedRegex(@"^(?:全力|牢牢|切实|多部门|力争|预计|受到|记者|确保|努力|着力|推动|加快|进一步|切实|让|为|将|已|共|拟|今年|目前|计划|有望|涉及|惠及|超|近)")]
    private static partial Regex SubheadWord();

    public HeadlineBlock Divide(IReadOnlyList<HeadlinePiece> pieces, string body)
    {
        if (pieces.Count > MaxPieces)
            pieces = [.. pieces.Take(MaxPieces - 1), Glue(pieces.Skip(MaxPieces - 1))];
        int n = pieces.Count;
        if (n == 0) return new HeadlineBlock("", "", "", 1);
        string text = body.Length > 6000 ? body[..6000] : body;
        var cover = pieces.Select(p => Cover(p.Text, text)).ToArray();
        double best = double.NegativeInfinity, sum = 0;
        (int From, int To) chosen = (0, n);
        var scores = new List<double>();
        for (int from = 0; from < n; from++)
        {
            for (int to = from + 1; to <= n; to++)
            {
                double score = Score(pieces, cover, from, to);
                scores.Add(score);
                if (score <= best) continue;
                best = score;
                chosen = (from, to);
            }
        }
        foreach (double score in scores) sum += Math.Exp(score - best);
        return new HeadlineBlock(Join(pieces, 0, chosen.From), Join(pieces, chosen.From, chosen.To), Join(pieces, chosen.To, n), 1 / sum);
    }

    /// <summary>Kicker = pieces before <paramref name="from"/>, headline = up to <paramref name="to"/>, subhead = the rest.</summary>
    private double Score(IReadOnlyList<HeadlinePiece> pieces, double[] cover, int from, int to)
    {
        double score = 0;
        int length = 0;
        bool eventInHead = false;
        for (int i = 0; i < pieces.Count; i++)
        {
            string text = pieces[i].Text;
            double about = 3.2 * (cover[i] - 0.32);
            bool repeated = timesOnPage.GetValueOrDefault(text) > 1;
            bool happening = EventWord().IsMatch(text);
            if (i >= from && i < to)
            {
                score += about + (repeated ? -1.5 : 0) + (happening ? 0.7 : 0);
                length += text.Length;
                eventInHead |= happening;
            }
            else if (i < from) score += (repeated ? 1 : 0) + (happening ? -0.5 : 0) + (KickerWord().IsMatch(text) ? 0.4 : 0);
            else score += (repeated ? 1 : 0) + (i == to && SubheadWord().IsMatch(text) ? 0.9 : 0);
            if (i == 0) continue;
            bool boundary = i == from || i == to;
            score += pieces[i].Joint switch
            {
                HeadlineJoint.Space => boundary ? (i == from ? -2.2 : -0.3) : 0.2,
                HeadlineJoint.NewLine => boundary ? 0.2 : -1.2,
                _ => boundary ? 0.4 : -2.4,
            };
            if (Dash().IsMatch(text)) score += i == to ? 3 : -2;
        }
        if (length < 6) score -= (6 - length) * 0.5;
        if (length > 34) score -= (length - 34) * 0.06;
        if (from > 0)
        {
            score -= 0.7;
            if (Parallel(pieces, 0, from) && (eventInHead || from >= 2)) score += eventInHead ? 1.6 : 0.6;
            if (pieces.Take(from).Sum(p => p.Text.Length) > 22) score -= 1;
        }
        if (to < pieces.Count) score -= 0.7;
        return score;
    }

    /// <summary>A slogan: phrases of three to seven characters of one length (逐个汇报 精准点评 深度剖析).</summary>
    private static bool Parallel(IReadOnlyList<HeadlinePiece> pieces, int from, int to)
    {
        int length = pieces[from].Text.Length;
        if (to - from < 2 || length is < 3 or > 7) return false;
        for (int i = from; i < to; i++)
        {
            if (pieces[i].Text.Length != length || i > from && pieces[i].Joint != HeadlineJoint.Space) return false;
        }
        return true;
    }

    /// <summary>Share of the piece's characters that stand in a pair (or longer) which the body has too; pairs in the first 150 characters count in full, later ones for less than half.</summary>
    private static double Cover(string piece, string body)
    {
        var text = new StringBuilder();
        foreach (char c in piece)
        {
            if (Glyphs.IsHan(c) || char.IsLetterOrDigit(c)) text.Append(c);
        }
        if (text.Length < 2) return 0;
        string t = text.ToString();
        var weight = new double[t.Length];
        for (int i = 0; i + 1 < t.Length; i++)
        {
            int at = body.IndexOf(t.Substring(i, 2), StringComparison.Ordinal);
            if (at < 0) continue;
            double w = at < 150 ? 1 : 0.45;
            weight[i] = Math.Max(weight[i], w);
            weight[i + 1] = Math.Max(weight[i + 1], w);
        }
        return weight.Sum() / t.Length;
    }

    private static HeadlinePiece Glue(IEnumerable<HeadlinePiece> pieces)
    {
        var list = pieces.ToList();
        return new HeadlinePiece(Join(list, 0, list.Count), list[0].Joint);
    }

    private static string Join(IReadOnlyList<HeadlinePiece> pieces, int from, int to) =>
        string.Join(' ', Enumerable.Range(from, to - from).Select(i => pieces[i].Text));
}
