using System.Globalization;
using System.Text;
using Search.Newspaper.Headlines;

namespace Search.Benchmarks.Newspapers;

/// <summary>
/// <c>fit-headlines DIR GOLD.jsonl WEIGHTS.tsv [PULL]</c>: fits the weights of headline divisions to labelled pages (a conditional logit drawn towards the file's priors), tells how it does
/// on pages left out in turn, and writes the weights back. What is marked <c>set</c> stays at its prior.
/// </summary>
internal static class FitHeadlinesCommand
{
    private const int Rounds = 400, Folds = 5;

    internal static int Run(string[] args)
    {
        var blocks = LabelledBlock.Read(args[0], args[1]);
        double pull = args.Length > 3 ? double.Parse(args[3], CultureInfo.InvariantCulture) : 1;
        double[] priors = new double[DivisionEvidence.FeatureCount];
        bool[] set = new bool[priors.Length];
        foreach (string[] columns in File.ReadLines(args[2]).Where(l => !l.StartsWith('#')).Select(l => l.Split('\t')))
        {
            int feature = (int)Enum.Parse<DivisionFeature>(columns[0]);
            priors[feature] = double.Parse(columns[1], CultureInfo.InvariantCulture);
            set[feature] = columns.Length > 3;
        }
        Console.WriteLine($"blocks of several pieces {blocks.Count}, right with the priors {Share(blocks, priors)}, with the present weights {Share(blocks, DivisionWeights.Load())}");
        double held = Enumerable.Range(0, Folds).Average(fold => Right(blocks.Where(b => b.Page % Folds == fold), Fit([.. blocks.Where(b => b.Page % Folds != fold)], priors, set, pull)));
        double[] weights = Fit(blocks, priors, set, pull);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"right on pages left out {held:F4}, on all {Share(blocks, weights)}"));
        var text = new StringBuilder("# feature\tprior\tweight\n");
        for (int i = 0; i < weights.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{(DivisionFeature)i}\t{priors[i]:0.##}\t{weights[i]:0.##}{(set[i] ? "\tset" : "")}\n");
        File.WriteAllText(args[2], text.ToString());
        return 0;
    }

    /// <summary>Gradient ascent with a step of its own for each weight (Adam).</summary>
    private static double[] Fit(List<LabelledBlock> blocks, double[] priors, bool[] set, double pull)
    {
        int n = priors.Length;
        double[] weights = [.. priors], first = new double[n], second = new double[n], gradient = new double[n];
        for (int round = 1; round <= Rounds; round++)
        {
            for (int i = 0; i < n; i++) gradient[i] = pull * (priors[i] - weights[i]);
            foreach (var block in blocks)
            {
                double[] scores = [.. block.Features.Select(f => Dot(f, weights))];
                double max = scores.Max(), sum = scores.Sum(s => Math.Exp(s - max));
                for (int d = 0; d < scores.Length; d++)
                {
                    double p = (d == block.Right ? 1 : 0) - Math.Exp(scores[d] - max) / sum;
                    if (Math.Abs(p) < 1e-6) continue;
                    for (int i = 0; i < n; i++) gradient[i] += p * block.Features[d][i];
                }
            }
            double step = 0.1 / (1 + round / 100.0);
            for (int i = 0; i < n; i++)
            {
                if (set[i]) continue;
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
                weights[i] += step * first[i] / (1 - Math.Pow(0.9, round)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, round))) + 1e-8);
            }
        }
        return weights;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double Right(IEnumerable<LabelledBlock> blocks, double[] weights) => blocks.Average(b => Array.IndexOf(b.Features, b.Features.MaxBy(f => Dot(f, weights))) == b.Right ? 1.0 : 0);

    private static string Share(List<LabelledBlock> blocks, double[] weights) => Right(blocks, weights).ToString("F4", CultureInfo.InvariantCulture);
}
