using System.Globalization;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// What an article gains for the passage that has most of the query's words: words that stand within a few sentences of each other are about one thing, while those of a
/// long article or of a column of short news may belong to different ones. The headline is a passage of its own. And what it gains for words at its beginning (headline, else the
/// first sentences of the body): news says first what it is about, also where a headline is missing or is a mere label.
/// </summary>
internal sealed class PassageEvidence
{
    /// <summary>Words looked at, the rarest of the query; bits of a position's low end name the word.</summary>
    public const int MostWords = 32;

    private const int WordBits = 5;

    /// <summary>Above 1, so that the last missing word gains more than the first one.</summary>
    public const double ShareExponent = 1.5;

    /// <summary>In the order that <see cref="Beginning"/> asks them.</summary>
    private static readonly TextField[] Looked = [TextField.Headline, TextField.Body];

    private readonly RankedQuery query;

    /// <summary>By field; null for a word that the field of the segment that is open lacks.</summary>
    private readonly TermPositions?[][] words;

    /// <summary>What <see cref="words"/> are opened in, from segment to segment.</summary>
    private readonly TermPositions?[][] spares;
    private readonly int[] counts;
    private long[] places = new long[64];

    private PassageEvidence(RankedQuery query)
    {
        this.query = query;
        words = [new TermPositions?[query.Together.Count], new TermPositions?[query.Together.Count]];
        spares = [new TermPositions?[query.Together.Count], new TermPositions?[query.Together.Count]];
        counts = new int[query.Together.Count];
    }

    /// <summary>Null if places of words add nothing.</summary>
    public static PassageEvidence? Of(RankedQuery query) => query.LooksAtPassages || query.LooksAtCharacters || query.LooksAtBeginnings ? new PassageEvidence(query) : null;

    /// <summary>Goes before a segment's first article; <see cref="Return"/> it before the next one is opened.</summary>
    public void Open(AtomicReader reader)
    {
        for (int field = 0; field < words.Length; field++)
        {
            for (int i = 0; i < query.Together.Count; i++)
            {
                if (!query.Together[i].Fields.Contains(Looked[field])) continue;
                TermPositions? word = words[field][i] = TermPositions.Open(reader, Looked[field], query.Together[i].Text, spares[field][i]);
                spares[field][i] ??= word;
            }
        }
    }

    public void Return()
    {
        foreach (TermPositions?[] field in words)
        {
            foreach (TermPositions? word in field) word?.Return();
            field.AsSpan().Clear();
        }
    }

    /// <summary>A word in headlines, where they are looked at: both kinds of evidence ask for the same articles.</summary>
    public TermPositions? InHeadlines(RankedTerm term)
    {
        for (int i = 0; i < query.Together.Count; i++)
        {
            if (ReferenceEquals(query.Together[i], term)) return words[0][i];
        }

        return null;
    }

    /// <summary>The words that the article asked for last has, as bits of their number in <see cref="RankedQuery.Together"/>; where passages or characters are looked at.</summary>
    public uint Present { get; private set; }

    /// <summary>Documents must be asked for in ascending order.</summary>
    public float Bonus(int document, List<string>? lines = null) => (query.LooksAtPassages || query.LooksAtCharacters ? Passage(document, lines) : 0) + (query.LooksAtBeginnings ? Beginning(document, lines) : 0);

    private float Passage(int document, List<string>? lines)
    {
        double best = 0;
        Present = 0;
        foreach (TermPositions?[] field in words) best = Math.Max(best, Best(field, document));
        if (!query.LooksAtPassages) return 0;
        (float bonus, double share) = Gain(query.Options.PassageWeight, best);
        if (bonus > 0) lines?.Add(string.Create(CultureInfo.InvariantCulture, $"+{bonus:F2}: {share:P0} of the query's words stand together within {query.Options.PassageWindow} words"));
        return bonus;
    }

    private float Beginning(int document, List<string>? lines)
    {
        double sum = 0;
        for (int i = 0; i < query.Together.Count; i++)
        {
            if (words[0][i]?.MoveTo(document) == true)
            {
                sum += query.TogetherWeights[i];
            }
            else if (words[1][i] is { } inBody && inBody.MoveTo(document))
            {
                double distance = (double)inBody[0] / query.Options.BeginningLength;
                sum += query.TogetherWeights[i] / (1 + (distance * distance));
            }
        }

        (float bonus, double share) = Gain(query.Options.BeginningWeight, sum);
        if (bonus > 0) lines?.Add(string.Create(CultureInfo.InvariantCulture, $"+{bonus:F2}: {share:P0} of the query's words stand at the beginning"));
        return bonus;
    }

    private (float Bonus, double Share) Gain(double weight, double sum)
    {
        double share = Math.Min(1, sum / query.TotalTogether);
        return ((float)(weight * query.TotalTogether * Math.Pow(share, ShareExponent)), share);
    }

    /// <summary>The most that the different words within a window weigh together.</summary>
    private double Best(TermPositions?[] field, int document)
    {
        int count = 0;
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] is not { } word || !word.MoveTo(document)) continue;
            Present |= 1u << i;
            if (places.Length < count + word.Count) Array.Resize(ref places, 2 * (count + word.Count));
            for (int k = 0; k < word.Count; k++) places[count++] = ((long)word[k] << WordBits) | (uint)i;
        }

        if (count == 0) return 0;
        places.AsSpan(0, count).Sort();
        counts.AsSpan(0, field.Length).Clear();
        double sum = 0, best = 0;
        int first = 0;
        for (int i = 0; i < count; i++)
        {
            long position = places[i] >> WordBits;
            for (; (places[first] >> WordBits) <= position - query.Options.PassageWindow; first++)
            {
                int left = (int)(places[first] & (MostWords - 1));
                if (--counts[left] == 0) sum -= query.TogetherWeights[left];
            }

            int entered = (int)(places[i] & (MostWords - 1));
            if (counts[entered]++ == 0) sum += query.TogetherWeights[entered];
            best = Math.Max(best, sum);
        }

        return best;
    }
}
