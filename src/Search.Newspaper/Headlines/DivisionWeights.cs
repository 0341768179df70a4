namespace Search.Newspaper.Headlines;

/// <summary>
/// The weights: a conditional logit fitted to some two thousand blocks of made-up pages, drawn towards hand-set priors, checked on other pages. What such pages cannot teach (a
/// dash, a slogan on the headline's own line) is set by hand. Sums of features times weights are log odds between two divisions.
/// </summary>
internal sealed partial class DivisionEvidence
{
    private static readonly double[] Weights = CreateWeights();

    private static double[] CreateWeights()
    {
        var weights = new double[FeatureCount];
        foreach (var (feature, weight) in Fitted) weights[(int)feature] = weight;
        return weights;
    }

    private static (Feature Feature, double Weight)[] Fitted =>
    [
        (Feature.LeadHeadline, 2.2),
        (Feature.BodyHeadline, 1.2),
        (Feature.TripleHeadline, 0.5),
        (Feature.UncoveredHeadline, -1.2),
        (Feature.EventHeadline, 0.5),
        (Feature.RepeatedHeadline, -1.1),
        (Feature.SubheadWordHeadline, -0.8),
        (Feature.KickerWordHeadline, -0.6),
        (Feature.TripleKicker, -0.1),
        (Feature.UncoveredKicker, 0.4),
        (Feature.RepeatedKicker, 1),
        (Feature.KickerWordKicker, 0.6),
        (Feature.ParallelKicker, 3),
        (Feature.ParallelBeforeEvent, 10),
        (Feature.LengthKicker, -0.2),
        (Feature.LeadSubhead, -0.2),
        (Feature.BodySubhead, -0.2),
        (Feature.TripleSubhead, 0.7),
        (Feature.UncoveredSubhead, -0.2),
        (Feature.EventSubhead, 0.2),
        (Feature.RepeatedSubhead, 1.1),
        (Feature.SubheadWordSubhead, 2),
        (Feature.LengthSubhead, 0.9),
        (Feature.HasKicker, 0.1),
        (Feature.HasSubhead, -0.2),
        (Feature.InsideAtSpace, 1),
        (Feature.InsideAtLine, -2.2),
        (Feature.InsideAtBlank, -2.9),
        (Feature.KickerEndsAtSpace, -2.2),
        (Feature.KickerEndsAtLine, 0.5),
        (Feature.KickerEndsAtBlank, 0.5),
        (Feature.SubheadAtSpace, -0.5),
        (Feature.SubheadAtLine, 0.5),
        (Feature.SubheadAtBlank, 0.3),
        (Feature.TwinsInside, 0.5),
        (Feature.TwinsParted, -0.5),
        (Feature.HeadlineTooShort, -1.4),
        (Feature.HeadlineTooLong, -0.7),
        (Feature.DashBeginsSubhead, 3),
        (Feature.DashInside, -1),
        (Feature.BracketInside, -2),
        (Feature.BracketBeginsHeadline, 0.5),
        (Feature.EventClosesHeadline, 0.8),
        (Feature.SubjectRunsOn, 3.5),
    ];
}
