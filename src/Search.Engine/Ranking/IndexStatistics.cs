using System.Runtime.CompilerServices;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>What the ranking knows of a whole index: how many articles it holds and how long their fields are on average.</summary>
internal sealed class IndexStatistics
{
    private static readonly ConditionalWeakTable<IndexReader, IndexStatistics> Known = [];

    private readonly double[] averageLength = new double[TextFields.Count];

    private readonly Lazy<int> newestDate;

    /// <summary>One reference, so that threads see both parts or none.</summary>
    private Tuple<RankingOptions, float[][]>? occurrence;

    private IndexStatistics(IndexReader reader)
    {
        newestDate = new Lazy<int>(() => Newest(reader));
        Articles = Math.Max(reader.NumDocs, 1);
        foreach (TextField field in TextFields.All)
        {
            int documents = reader.GetDocCount(field.Name());
            averageLength[(int)field] = documents > 0 ? Math.Max(1, (double)reader.GetSumTotalTermFreq(field.Name()) / documents) : 1;
        }
    }

    /// <summary>Tells the reader from every other, those of before a restart too.</summary>
    public long Reader { get; } = Random.Shared.NextInt64();

    public int Articles { get; }

    /// <summary>The newest date that is not after today (misprinted dates are), as yyyyMMdd; 0 if no article is dated.</summary>
    public int NewestDate => newestDate.Value;

    /// <summary>Kept as long as the reader lives.</summary>
    public static IndexStatistics Of(IndexReader reader) => Known.GetValue(reader, static reader => new IndexStatistics(reader));

    /// <summary>In words, over the articles that have the field.</summary>
    public double AverageLength(TextField field) => averageLength[(int)field];

    /// <summary>BM25's inverse document frequency, above 0 for every frequency.</summary>
    public double Idf(long documentFrequency) => Math.Log(1 + ((Articles - Math.Min(documentFrequency, Articles) + 0.5) / (documentFrequency + 0.5)));

    /// <summary>What an occurrence counts, by field and the byte that its norm is: the field's weight over its length. Made once for a reader.</summary>
    public float[][] OccurrenceFactors(RankingOptions options)
    {
        if (occurrence is { } known && ReferenceEquals(known.Item1, options)) return known.Item2;
        float[][] byField = new float[TextFields.Count][];
        foreach (TextField field in TextFields.All)
        {
            double b = options.LengthNormalization[field], average = AverageLength(field), weight = options.FieldWeights[field];
            float[] factors = byField[(int)field] = new float[256];
            for (int code = 0; code < factors.Length; code++)
                factors[code] = (float)(weight / (1 - b + (b * FieldLength.Decode((byte)code) / average)));
        }

        occurrence = Tuple.Create(options, byField);
        return byField;
    }

    private static int Newest(IndexReader reader)
    {
        int newest = 0, today = ArticleDate.Number(DateOnly.FromDateTime(DateTime.UtcNow));
        foreach (AtomicReaderContext segment in reader.Leaves)
        {
            NumericDocValues? dates = segment.AtomicReader.GetNumericDocValues(IndexSchema.Date);
            for (int document = 0; dates is not null && document < segment.Reader.MaxDoc; document++)
            {
                int date = (int)dates.Get(document);
                if (date > newest && date <= today) newest = date;
            }
        }

        return newest;
    }
}
