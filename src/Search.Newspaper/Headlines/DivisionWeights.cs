using System.Globalization;

namespace Search.Newspaper.Headlines;

/// <summary>
/// The weights of <see cref="DivisionEvidence"/>: a conditional logit fitted by <c>Search.Benchmarks fit-headlines</c> to pages of which the division is known, drawn towards
/// priors set by hand. What such pages cannot teach (a dash, a slogan on the headline's own line) keeps its prior. Each line of the file is feature, prior, weight.
/// </summary>
internal static class DivisionWeights
{
    public const string ResourceName = "Search.Newspaper.Headlines.division-weights.tsv";

    public static double[] Load()
    {
        var weights = new double[DivisionEvidence.FeatureCount];
        using var reader = new StreamReader(typeof(DivisionWeights).Assembly.GetManifestResourceStream(ResourceName)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            string[] columns = line.Split('\t');
            weights[(int)Enum.Parse<DivisionFeature>(columns[0])] = double.Parse(columns[2], CultureInfo.InvariantCulture);
        }
        return weights;
    }
}
