using Search.Newspaper.Corrections;

namespace Search.Newspaper.Segmentation;

/// <summary>The best labelling of all lines of a page together, and how probable each line's label is.</summary>
/// <param name="Labels">One a line.</param>
/// <param name="Certainty">One a line: the probability, over all labellings, that the line begins an article or not as it does in the best one, and is furniture or not.</param>
internal sealed record Segmentation(LineLabel[] Labels, double[] Certainty);

/// <summary>
/// A linear chain over the lines: Viterbi finds the labelling with the greatest total evidence, the forward-backward sums give its certainty. O(lines × labels²).
/// </summary>
internal static class Segmenter
{
    private static readonly LineLabel[] All = Enum.GetValues<LineLabel>();

    /// <param name="decided">What a correction says of each line, null where nothing; null for no correction.</param>
    public static Segmentation Segment(LineEvidence evidence, LineRole?[]? decided = null)
    {
        int n = evidence.Count, k = All.Length;
        var emission = new double[n, k];
        var best = new double[n, k];
        var forward = new double[n, k];
        var back = new int[n, k];
        var transition = new double[n, k * k];
        for (int i = 0; i < n; i++)
        {
            for (int to = 0; to < k; to++)
            {
                double e = emission[i, to] = decided?[i] is { } role ? Decided(role, evidence, i, All[to]) : evidence.Emission(i, All[to]);
                if (i == 0)
                {
                    best[0, to] = forward[0, to] = e + LineEvidence.Start(All[to]);
                    continue;
                }
                double max = double.NegativeInfinity, sum = double.NegativeInfinity;
                for (int from = 0; from < k; from++)
                {
                    double t = transition[i, from * k + to] = evidence.Transitions.Between(i, All[from], All[to]);
                    double path = best[i - 1, from] + t;
                    if (path > max)
                    {
                        max = path;
                        back[i, to] = from;
                    }
                    sum = LogAdd(sum, forward[i - 1, from] + t);
                }
                best[i, to] = max + e;
                forward[i, to] = sum + e;
            }
        }
        int last = 0;
        double total = double.NegativeInfinity;
        for (int to = 0; to < k; to++)
        {
            double end = evidence.End(All[to]);
            if (best[n - 1, to] + end > best[n - 1, last] + evidence.End(All[last])) last = to;
            total = LogAdd(total, forward[n - 1, to] + end);
        }
        var labels = new LineLabel[n];
        for (int i = n - 1; i >= 0; i--)
        {
            labels[i] = All[last];
            last = back[i, last];
        }
        return new Segmentation(labels, Certainties(evidence, labels, emission, transition, forward, total));
    }

    /// <summary>A decision outweighs all evidence, also what is impossible otherwise; the lines around it are settled so that they fit it best.</summary>
    private static double Decided(LineRole role, LineEvidence evidence, int line, LineLabel label) =>
        role.Allows(label) ? Math.Max(evidence.Emission(line, label), -20) : -5000;

    private static double[] Certainties(LineEvidence evidence, LineLabel[] labels, double[,] emission, double[,] transition, double[,] forward, double total)
    {
        int n = labels.Length, k = All.Length;
        var certainty = new double[n];
        var backward = new double[k];
        var next = new double[k];
        for (int to = 0; to < k; to++) backward[to] = evidence.End(All[to]);
        for (int i = n - 1; i >= 0; i--)
        {
            double p = 0;
            for (int to = 0; to < k; to++)
            {
                if (SameKind(All[to], labels[i])) p += Math.Exp(forward[i, to] + backward[to] - total);
            }
            certainty[i] = Math.Clamp(p, 0, 1);
            if (i == 0) break;
            for (int from = 0; from < k; from++)
            {
                double sum = double.NegativeInfinity;
                for (int to = 0; to < k; to++) sum = LogAdd(sum, transition[i, from * k + to] + emission[i, to] + backward[to]);
                next[from] = sum;
            }
            (backward, next) = (next, backward);
        }
        return certainty;
    }

    /// <summary>The same for the cutting of articles: whether one begins here, and whether the line belongs to one at all.</summary>
    private static bool SameKind(LineLabel a, LineLabel b) => Kind(a) == Kind(b);

    private static int Kind(LineLabel label) => label switch
    {
        LineLabel.Title => 0,
        LineLabel.Furniture or LineLabel.FurnitureInParagraph => 1,
        LineLabel.TitleMore or LineLabel.HeadByline => 2,
        _ => 3,
    };

    private static double LogAdd(double a, double b)
    {
        if (double.IsNegativeInfinity(a)) return b;
        if (double.IsNegativeInfinity(b)) return a;
        double max = Math.Max(a, b), min = Math.Min(a, b);
        return max - min > 40 ? max : max + Math.Log(1 + Math.Exp(min - max));
    }
}
