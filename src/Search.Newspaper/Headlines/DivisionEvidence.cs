using System.Text.RegularExpressions;

namespace Search.Newspaper.Headlines;

/// <summary>Weighs divisions of one headline block. Sums of features times weights are log odds between two divisions.</summary>
internal sealed partial class DivisionEvidence
{
    [GeneratedRegex(@"召开|举行|会见|会谈|出席|考察|调研|印发|发布|通过|启动|开幕|闭幕|揭牌|签约|主持|致电|通电话|访问|宣布|成立|举办|开工|投产|通车|落户|获批|公布|审议")]
    private static partial Regex EventWord();

    [GeneratedRegex(@"(?:召开|举行|会议|大会|开幕|闭幕|启动|揭牌|开工|投产|通车|落户|出版|发行|逝世|学习|活动|仪式|调研|发布|公布|上市|揭晓|收官|落幕)$")]
    private static partial Regex EventEnd();

    /// <summary>Nothing but who: the line after it says what they do.</summary>
    [GeneratedRegex(@"^[^：:]*(?:、|和|与|联合|携手)?[\p{IsCJKUnifiedIdeographs}]{2,}(?:[省市区县]|厅|局|委|公司|集团|大学|学院|医院|政府|办事处|管委会|总工会|党委|机关|部门)$")]
    private static partial Regex SubjectOnly();

    /// <summary>What follows says what was said.</summary>
    [GeneratedRegex(@"(?:强调|指出|要求|表示|指示|重要讲话|批示|勉励|提出|呼吁|回信|寄语|希望|号召|致辞|[：:])$")]
    private static partial Regex Says();

    /// <summary>Who or what, then a colon: 山东：…, 央视快评：….</summary>
    [GeneratedRegex(@"^[^：:]{1,16}[：:]\s?.")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:——|--|—)")]
    private static partial Regex Dash();

    /// <summary>Words of columns and campaigns.</summary>
    [GeneratedRegex(@"^(?:聚焦|关注|走基层|走进|奋进|深入|贯彻|学习|坚持|喜迎|新春|新时代|特别报道|热点|民生|连线|直击|我们的|在习近平|纪念|庆祝|优化|决胜|弘扬|践行|推进|打好|创建|争创)|(?:行动|进行时|走基层|报道|专栏|连线|观察|面对面|故事|时评|综述|一线|专题)$")]
    private static partial Regex KickerWord();

    /// <summary>How a phrase without a subject begins: adverbs, modal words, verbs of doing on.</summary>
    [GeneratedRegex(@"^(?:全力|牢牢|切实|力争|力保|预计|受到|记者|本报记者|确保|努力|着力|推动|推进|加快|进一步|让|为|将|已|共|拟|今年|年内|明年|目前|计划|有望|涉及|惠及|超|近|首批|覆盖|提升|打造|打通|助力|筑牢|凝聚|开启|探索|增强|专家|市民|居民|多部门|相关|各项|全年|吸引|紧扣|严守|坚守|压实|筑起|护航|聚力|携手|[一二两三四五六七八九十百千万\d]+[个项条名户家])")]
    private static partial Regex SubheadWord();

    internal static int FeatureCount { get; } = Enum.GetValues<DivisionFeature>().Length;

    private static readonly double[] Weights = DivisionWeights.Load();

    private sealed record Piece(
        string Text, HeadlineJoint Joint, LineCover Has, double Size, int Step, bool Event, bool Repeated, bool Colon, bool Quote, bool Digit,
        bool KickerWord, bool SubheadWord, bool SubjectOnly, bool EventEnds, bool Says, bool Dash, bool Bracket);

    private readonly Piece[] pieces;

    public DivisionEvidence(IReadOnlyList<HeadlinePiece> block, BodyWords body, IReadOnlyDictionary<string, int> timesOnPage) =>
        pieces = [.. block.Select(p => Describe(p, body, timesOnPage.GetValueOrDefault(p.Text) > 1))];

    private static Piece Describe(HeadlinePiece piece, BodyWords body, bool repeated)
    {
        string text = piece.Text;
        var has = body.Cover(text);
        int step = (0.6 * has.Text + 0.4 * has.Letters) switch { < 0.2 => 0, < 0.35 => 1, < 0.5 => 2, < 0.7 => 3, _ => 4 };
        bool happening = EventWord().IsMatch(text);
        return new Piece(
            text, piece.Joint, has, 0.3 + Math.Min(text.Length, 20) / 14.0, step, happening, repeated, Label().IsMatch(text), text.AsSpan().ContainsAny('《', '“', '"'),
            text.Any(char.IsAsciiDigit), KickerWord().IsMatch(text), SubheadWord().IsMatch(text), SubjectOnly().IsMatch(text) && !happening, EventEnd().IsMatch(text), Says().IsMatch(text),
            Dash().IsMatch(text), text[0] is '【' or '［' or '[');
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

    /// <summary>What speaks most for and against a division, for a person: feature names with what each adds.</summary>
    public string Reasons(int from, int to, int count)
    {
        var features = new double[FeatureCount];
        Fill(features, from, to);
        return string.Join(", ", features.Select((f, i) => (Feature: (DivisionFeature)i, Adds: f * Weights[i])).Where(a => Math.Abs(a.Adds) >= 0.3)
            .OrderByDescending(a => Math.Abs(a.Adds)).Take(count).Select(a => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a.Feature} {a.Adds:+0.0;-0.0}")));
    }

    internal void Fill(Span<double> f, int from, int to)
    {
        f.Clear();
        int length = 0;
        for (int i = 0; i < pieces.Length; i++)
        {
            var p = pieces[i];
            int role = i < from ? 0 : i < to ? 1 : 2;
            f[(int)DivisionFeature.OpeningK + role] += p.Has.Opening * p.Size;
            f[(int)DivisionFeature.TextK + role] += p.Has.Text * p.Size;
            f[(int)DivisionFeature.TriplesK + role] += p.Has.Triples * p.Size;
            f[(int)DivisionFeature.MissingK + role] += (1 - p.Has.Text) * p.Size;
            f[(int)DivisionFeature.StrangeK + role] += Bit(p.Has.Text < 0.01);
            f[(int)DivisionFeature.LettersOpeningK + role] += p.Has.OpeningLetters * p.Size;
            f[(int)DivisionFeature.LettersK + role] += p.Has.Letters * p.Size;
            f[(int)DivisionFeature.EventK + role] += Bit(p.Event);
            f[(int)DivisionFeature.RepeatedK + role] += Bit(p.Repeated);
            f[(int)DivisionFeature.ColonK + role] += Bit(p.Colon);
            f[(int)DivisionFeature.QuoteK + role] += Bit(p.Quote);
            f[(int)DivisionFeature.DigitK + role] += Bit(p.Digit);
            f[(int)DivisionFeature.LengthK + role] += Math.Min(p.Text.Length, 40) / 10.0;
            if (i > from && i < to) f[(int)DivisionFeature.SubheadWordH] += Bit(!pieces[i - 1].SubjectOnly && p.SubheadWord);
            if (i >= to) f[(int)DivisionFeature.SubheadWordS] += Bit(i == to && !pieces[i - 1].SubjectOnly && p.SubheadWord);
            if (i == from) f[(int)DivisionFeature.SubheadWordFirst] += Bit(p.SubheadWord);
            if (i < from) f[(int)DivisionFeature.KickerWordK] += Bit(p.KickerWord);
            if (i == 0 && from == 0) f[(int)DivisionFeature.KickerWordH] += Bit(p.KickerWord);
            if (role == 1) length += p.Text.Length;
            f[(int)DivisionFeature.BracketBeginsHeadline] += Bit(i == from && p.Bracket);
            if (i > 0) AddJoint(f, i, from, to);
        }
        f[(int)DivisionFeature.HasK] = Bit(from > 0);
        f[(int)DivisionFeature.HasS] = Bit(to < pieces.Length);
        f[(int)DivisionFeature.PiecesK] = Math.Max(0, from - 1);
        f[(int)DivisionFeature.PiecesH] = to - from - 1;
        f[(int)DivisionFeature.PiecesS] = Math.Max(0, pieces.Length - to - 1);
        f[(int)DivisionFeature.TooShortH] = Math.Max(0, 7 - length);
        f[(int)DivisionFeature.TooLongH] = Math.Max(0, length - 34) / 10.0;
        bool slogan = Slogan(from), alone = from < pieces.Length && pieces[from].Joint != HeadlineJoint.Space;
        // A slogan ends where its phrases do: 逐个汇报 精准点评 of three such is none.
        slogan = slogan && (alone || from < pieces.Length && pieces[from].Text.Length != pieces[0].Text.Length);
        f[(int)DivisionFeature.SloganLine] = Bit(slogan && alone);
        f[(int)DivisionFeature.SloganBeforeEvent] = Bit(slogan && !alone && pieces.AsSpan(from, to - from).ToArray().Any(p => p.Event));
    }

    private void AddJoint(Span<double> f, int i, int from, int to)
    {
        var p = pieces[i];
        var before = pieces[i - 1];
        bool boundary = i == from || i == to;
        f[(int)(i == from ? DivisionFeature.KickerAtSpace : i == to ? DivisionFeature.SubheadAtSpace : DivisionFeature.InsideAtSpace) + (int)p.Joint] += 1;
        var steps = p.Joint == HeadlineJoint.Space
            ? (i == from ? DivisionFeature.KickerSpace0 : i == to ? DivisionFeature.SubheadSpace0 : DivisionFeature.InsideSpace0)
            : (i == from ? DivisionFeature.KickerLine0 : i == to ? DivisionFeature.SubheadLine0 : DivisionFeature.InsideLine0);
        f[(int)steps + (i == from ? before : p).Step] += 1;
        // Two phrases of the same length on one line (强化监督 压实责任) are halves of one thing.
        bool twins = p.Joint == HeadlineJoint.Space && p.Text.Length == before.Text.Length && p.Text.Length <= 12;
        f[(int)(boundary ? DivisionFeature.TwinsParted : DivisionFeature.TwinsInside)] += Bit(twins);
        f[(int)(boundary ? DivisionFeature.SaysParted : DivisionFeature.SaysInside)] += Bit(before.Says);
        f[(int)(boundary ? DivisionFeature.LabelParted : DivisionFeature.LabelInside)] += Bit(before.Colon && p.Joint == HeadlineJoint.Space);
        f[(int)(boundary ? DivisionFeature.EventEndsParted : DivisionFeature.EventEndsInside)] += Bit(before.EventEnds && !p.Event && p.Joint == HeadlineJoint.Space);
        f[(int)DivisionFeature.EventThenPhrase] += Bit(i == to && before.EventEnds && !p.Event && p.SubheadWord);
        f[(int)DivisionFeature.SubjectInside] += Bit(!boundary && before.SubjectOnly);
        double fall = before.Has.Text - p.Has.Text;
        if (i == from) f[(int)DivisionFeature.RiseAtKicker] -= fall;
        else if (i == to) f[(int)DivisionFeature.FallAtSubhead] += fall;
        else if (i > from && i < to) f[(int)(p.Joint == HeadlineJoint.Space ? DivisionFeature.FallInsideAtSpace : DivisionFeature.FallInsideAtLine)] += Math.Abs(fall);
        if (twins && p.Text.Length == 4) f[(int)DivisionFeature.FourFourK + (i == from || i == to ? 1 : i < from ? 0 : i < to ? 1 : 2)] += Bit(!boundary);
        f[(int)DivisionFeature.DashBeginsSubhead] += Bit(p.Dash && i == to);
        f[(int)DivisionFeature.DashInside] += Bit(p.Dash && !boundary);
        f[(int)DivisionFeature.BracketInside] += Bit(p.Bracket && !boundary);
    }

    /// <summary>Phrases of three to seven characters of one length (逐个汇报 精准点评 深度剖析), alone on their line or before the news of an event.</summary>
    private bool Slogan(int to)
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
}
