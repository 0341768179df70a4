using System.Text;
using System.Text.RegularExpressions;
using Search.Newspaper.Text;

namespace Search.Newspaper.Headlines;

/// <summary>Features of a division of a headline block and their weights, in logits.</summary>
internal sealed partial class DivisionEvidence
{
    [GeneratedRegex(@"召开|举行|会见|会谈|出席|考察|调研|印发|发布|通过|启动|开幕|闭幕|揭牌|签约|主持|致电|通电话|访问|宣布|成立|举办|开工|投产|通车|落户|获批|公布|审议")]
    private static partial Regex EventWord();

    [GeneratedRegex(@"(?:召开|举行|会议|大会|开幕|闭幕|启动|揭牌|开工|投产|通车|落户|出版|发行|逝世|学习|活动|仪式|调研|发布|公布|上市|揭晓|收官|落幕)$")]
    private static partial Regex EventEnd();

    /// <summary>Nothing but who: the line after it says what they do.</summary>
    [GeneratedRegex(@"^[^：:]*(?:、|和|与|联合|携手)?[\p{IsCJKUnifiedIdeographs}]{2,}(?:[省市区县]|厅|局|委|公司|集团|大学|学院|医院|政府|办事处|管委会|总工会|党委|机关|部门)$")]
    private static partial Regex SubjectOnly();

    [GeneratedRegex(@"^(?:——|--|—)")]
    private static partial Regex Dash();

    /// <summary>Words of columns and campaigns.</summary>
    [GeneratedRegex(@"^(?:聚焦|关注|走基层|走进|奋进|深入|贯彻|学习|坚持|喜迎|新春|新时代|特别报道|热点|民生|连线|直击|我们的|在习近平|纪念|庆祝|优化|决胜|弘扬|践行|推进|打好|创建|争创)|(?:行动|进行时|走基层|报道|专栏|连线|观察|面对面|故事|时评|综述|一线|专题)$")]
    private static partial Regex KickerWord();

    /// <summary>How a phrase without a subject begins: adverbs, modal words, verbs of doing on.</summary>
    [GeneratedRegex(@"^(?:全力|牢牢|切实|力争|力保|预计|受到|记者|本报记者|确保|努力|着力|推动|推进|加快|进一步|让|为|将|已|共|拟|今年|年内|明年|目前|计划|有望|涉及|惠及|超|近|首批|覆盖|提升|打造|打通|助力|筑牢|凝聚|开启|探索|增强|专家|市民|居民|多部门|相关|各项|全年|吸引|[一二两三四五六七八九十百千万\d]+[个项条名户家])")]
    private static partial Regex SubheadWord();

    /// <summary>What a division is weighed by; roles are told apart by the suffix. Sums over pieces or joints where not said otherwise.</summary>
    private enum Feature
    {
        LeadHeadline, BodyHeadline, TripleHeadline, UncoveredHeadline, EventHeadline, RepeatedHeadline, SubheadWordHeadline, KickerWordHeadline,
        LeadKicker, BodyKicker, TripleKicker, UncoveredKicker, EventKicker, RepeatedKicker, KickerWordKicker, ParallelKicker, ParallelBeforeEvent, LengthKicker,
        LeadSubhead, BodySubhead, TripleSubhead, UncoveredSubhead, EventSubhead, RepeatedSubhead, SubheadWordSubhead, LengthSubhead,
        HasKicker, HasSubhead,
        InsideAtSpace, InsideAtLine, InsideAtBlank, KickerEndsAtSpace, KickerEndsAtLine, KickerEndsAtBlank, SubheadAtSpace, SubheadAtLine, SubheadAtBlank,
        TwinsInside, TwinsParted, HeadlineTooShort, HeadlineTooLong, DashBeginsSubhead, DashInside, BracketInside, BracketBeginsHeadline, EventClosesHeadline, SubjectRunsOn,
    }

    private readonly bool[] runsOn;

    internal static int FeatureCount { get; } = Enum.GetValues<Feature>().Length;

    internal static string NameOf(int feature) => ((Feature)feature).ToString();

    private readonly IReadOnlyList<HeadlinePiece> pieces;
    private readonly double[] lead, later, triple;
    private readonly bool[] happening, repeated, uncovered;

    public DivisionEvidence(IReadOnlyList<HeadlinePiece> pieces, string body, IReadOnlyDictionary<string, int> timesOnPage)
    {
        this.pieces = pieces;
        string text = body.Length > 6000 ? body[..6000] : body;
        int opening = Math.Min(text.Length, 160);
        double Weighed(HeadlinePiece p, string within, int run) => Cover(p.Text, within, run) * (0.3 + Math.Min(p.Text.Length, 20) / 14.0);
        lead = [.. pieces.Select(p => Weighed(p, text[..opening], 2))];
        later = [.. pieces.Select(p => Weighed(p, text, 2))];
        triple = [.. pieces.Select(p => Weighed(p, text, 3))];
        happening = [.. pieces.Select(p => EventWord().IsMatch(p.Text))];
        runsOn = [.. pieces.Select(p => SubjectOnly().IsMatch(p.Text) && !EventWord().IsMatch(p.Text))];
        repeated = [.. pieces.Select(p => timesOnPage.GetValueOrDefault(p.Text) > 1)];
        uncovered = [.. later.Select(c => c < 0.01)];
    }

    /// <summary>Kicker = pieces before <paramref name="from"/>, headline = up to <paramref name="to"/>, subhead = the rest.</summary>
    public double Score(int from, int to)
    {
        double score = 0;
        Span<double> features = stackalloc double[FeatureCount];
        Fill(features, from, to);
        for (int i = 0; i < features.Length; i++) score += features[i] * Weights[i];
        return score;
    }

    internal void Fill(Span<double> f, int from, int to)
    {
        f.Clear();
        int length = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            string text = pieces[i].Text;
            bool bracket = text[0] is '【' or '［' or '[';
            if (i < from)
            {
                f[(int)Feature.LeadKicker] += lead[i];
                f[(int)Feature.BodyKicker] += later[i];
                f[(int)Feature.TripleKicker] += triple[i];
                f[(int)Feature.UncoveredKicker] += Bit(uncovered[i]);
                f[(int)Feature.EventKicker] += Bit(happening[i]);
                f[(int)Feature.RepeatedKicker] += Bit(repeated[i]);
                f[(int)Feature.KickerWordKicker] += Bit(KickerWord().IsMatch(text));
                f[(int)Feature.LengthKicker] += text.Length / 10.0;
            }
            else if (i < to)
            {
                f[(int)Feature.LeadHeadline] += lead[i];
                f[(int)Feature.BodyHeadline] += later[i];
                f[(int)Feature.TripleHeadline] += triple[i];
                f[(int)Feature.UncoveredHeadline] += Bit(uncovered[i]);
                f[(int)Feature.EventHeadline] += Bit(happening[i]);
                f[(int)Feature.RepeatedHeadline] += Bit(repeated[i]);
                f[(int)Feature.SubheadWordHeadline] += Bit(i > from && !runsOn[i - 1] && SubheadWord().IsMatch(text));
                f[(int)Feature.KickerWordHeadline] += Bit(i == 0 && KickerWord().IsMatch(text));
                length += text.Length;
            }
            else
            {
                f[(int)Feature.LeadSubhead] += lead[i];
                f[(int)Feature.BodySubhead] += later[i];
                f[(int)Feature.TripleSubhead] += triple[i];
                f[(int)Feature.UncoveredSubhead] += Bit(uncovered[i]);
                f[(int)Feature.EventSubhead] += Bit(happening[i]);
                f[(int)Feature.RepeatedSubhead] += Bit(repeated[i]);
                f[(int)Feature.SubheadWordSubhead] += Bit(i == to && !runsOn[i - 1] && SubheadWord().IsMatch(text));
                f[(int)Feature.LengthSubhead] += text.Length / 10.0;
            }
            f[(int)Feature.BracketBeginsHeadline] += Bit(i == from && bracket);
            if (i > 0) AddJoint(f, i, from, to, bracket);
        }
        f[(int)Feature.EventClosesHeadline] = Bit(to < pieces.Count && EventEnd().IsMatch(pieces[to - 1].Text));
        f[(int)Feature.HasKicker] = Bit(from > 0);
        f[(int)Feature.HasSubhead] = Bit(to < pieces.Count);
        bool parallel = Parallel(from), alone = from < pieces.Count && pieces[from].Joint != HeadlineJoint.Space;
        f[(int)Feature.ParallelKicker] = Bit(parallel && alone);
        f[(int)Feature.ParallelBeforeEvent] = Bit(parallel && !alone && happening.AsSpan(from, to - from).Contains(true));
        f[(int)Feature.HeadlineTooShort] = Math.Max(0, 7 - length);
        f[(int)Feature.HeadlineTooLong] = Math.Max(0, length - 34) / 10.0;
    }

    private void AddJoint(Span<double> f, int i, int from, int to, bool bracket)
    {
        var joint = pieces[i].Joint;
        Feature kind = i == from ? Feature.KickerEndsAtSpace : i == to ? Feature.SubheadAtSpace : Feature.InsideAtSpace;
        f[(int)kind + (int)joint] += 1;
        bool boundary = i == from || i == to;
        // Two phrases of the same length on one line (强化监督 压实责任) are halves of one thing.
        bool twins = joint == HeadlineJoint.Space && pieces[i].Text.Length == pieces[i - 1].Text.Length && pieces[i].Text.Length <= 12;
        f[(int)Feature.TwinsInside] += Bit(twins && !boundary);
        f[(int)Feature.TwinsParted] += Bit(twins && boundary);
        f[(int)Feature.SubjectRunsOn] += Bit(!boundary && runsOn[i - 1]);
        bool dash = Dash().IsMatch(pieces[i].Text);
        f[(int)Feature.DashBeginsSubhead] += Bit(dash && i == to);
        f[(int)Feature.DashInside] += Bit(dash && !boundary);
        f[(int)Feature.BracketInside] += Bit(bracket && !boundary);
    }

    /// <summary>A slogan: phrases of three to seven characters of one length (逐个汇报 精准点评 深度剖析), alone on their line or before the news of an event.</summary>
    private bool Parallel(int to)
    {
        int length = pieces[0].Text.Length;
        if (to < 2 || length is < 3 or > 7) return false;
        for (int i = 1; i < to; i++)
        {
            if (pieces[i].Text.Length != length || pieces[i].Joint != HeadlineJoint.Space) return false;
        }
        return true;
    }

    private static double Bit(bool value) => value ? 1 : 0;

    /// <summary>Share of the piece's characters that stand in a run of <paramref name="run"/> characters which the text has too.</summary>
    private static double Cover(string piece, string text, int run)
    {
        var letters = new StringBuilder();
        foreach (char c in piece)
        {
            if (Glyphs.IsHan(c) || char.IsLetterOrDigit(c)) letters.Append(c);
        }
        if (letters.Length < run) return 0;
        string t = letters.ToString();
        int covered = 0, until = 0;
        for (int i = 0; i + run <= t.Length; i++)
        {
            if (!text.AsSpan().Contains(t.AsSpan(i, run), StringComparison.Ordinal)) continue;
            covered += i + run - Math.Max(until, i);
            until = i + run;
        }
        return (double)covered / t.Length;
    }
}
