using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// Looks at where the query's words stand in the best articles: words that follow each other in the query and stand together in
/// the article are evidence that the article is about what the query means (sequential dependence); so are words that begin its headline.
/// </summary>
internal sealed class PositionReranker(RankedQuery query, IndexReader reader)
{
    private static readonly TextField[] Looked = [TextField.Headline, TextField.Body];

    /// <summary>Sorts the first <paramref name="count"/> candidates anew; the others keep their place behind them.</summary>
    public void Rerank(Candidate[] best, int count, CancellationToken cancellation)
    {
        count = Math.Min(count, best.Length);
        if (count == 0) return;
        int[] byDocument = [.. Enumerable.Range(0, count).OrderBy(i => best[i].Document)];
        float floor = count < best.Length ? best[count].Key : float.NegativeInfinity;
        int segment = -1;
        SegmentPositions? positions = null;
        foreach (int i in byDocument)
        {
            cancellation.ThrowIfCancellationRequested();
            if (best[i].Segment != segment)
            {
                positions?.Return();
                segment = best[i].Segment;
                positions = Open(reader.Leaves[segment]);
            }

            int document = best[i].Document - reader.Leaves[segment].DocBase;
            float bonus = Bonus(positions!, document) + (positions!.Headline?.Bonus(document) ?? 0);
            // Never below what was left out of this look, or pages would overlap.
            best[i] = best[i] with { Key = Math.Max(floor, best[i].Key + bonus) };
        }

        positions?.Return();
        Array.Sort(best, 0, count, new CandidateOrder(reader));
    }

    private SegmentPositions Open(AtomicReaderContext context)
    {
        Dictionary<(string, TextField), TermPositions?> words = [];
        List<PairPositions> pairs = [];
        if (query.Options.ProximityWeight > 0)
        {
            foreach (WordPair pair in query.Pairs)
            {
                int known = pairs.FindIndex(p => p.Pair == pair);
                if (known >= 0)
                {
                    pairs[known] = pairs[known] with { Times = pairs[known].Times + 1 };
                    continue;
                }

                FieldPositions[] fields = [.. Looked.Select(field => new FieldPositions(field, Word(pair.First, field)!, Word(pair.Second, field)!)).Where(at => at.First is not null && at.Second is not null)];
                pairs.Add(new PairPositions(pair, fields, 1));
            }
        }

        return new SegmentPositions([.. pairs.Where(pair => pair.Fields.Length > 0)], HeadlineEvidence.Open(query, context), [.. words.Values.OfType<TermPositions>()]);

        TermPositions? Word(RankedTerm term, TextField field) => !term.Fields.Contains(field) ? null
            : words.TryGetValue((term.Text, field), out TermPositions? open) ? open : words[(term.Text, field)] = TermPositions.Open(context.AtomicReader, field, term.Text);
    }

    /// <summary>What the places of words added for one article, in words; the sum.</summary>
    public float Explain(Candidate candidate, List<string> lines)
    {
        AtomicReaderContext segment = reader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        SegmentPositions positions = Open(segment);
        float bonus = Bonus(positions, document, lines) + (positions.Headline?.Bonus(document, lines) ?? 0);
        positions.Return();
        return bonus;
    }

    private float Bonus(SegmentPositions positions, int document, List<string>? lines = null)
    {
        double bonus = 0;
        foreach (PairPositions pair in positions.Pairs)
        {
            double frequency = 0;
            foreach (FieldPositions at in pair.Fields)
            {
                if (at.First.MoveTo(document) && at.Second.MoveTo(document))
                    frequency += pair.Times * query.Options.FieldWeights[at.Field] * Near(at.First, at.Second, pair.Pair.Distance);
            }

            if (frequency <= 0) continue;
            double added = query.Options.ProximityWeight * Math.Min(pair.Pair.First.Idf, pair.Pair.Second.Idf) * (query.Options.Saturation + 1) * frequency / (query.Options.Saturation + frequency);
            bonus += added;
            lines?.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+{added:F2}: “{pair.Pair.First.Text}” and “{pair.Pair.Second.Text}” stand together"));
        }

        return (float)bonus;
    }

    /// <summary>1 for each time the words stand as in the query, less the further apart, 0 beyond the window.</summary>
    private double Near(TermPositions first, TermPositions second, int distance)
    {
        double sum = 0;
        int j = 0;
        for (int i = 0; i < first.Count; i++)
        {
            int at = first[i];
            while (j < second.Count && second[j] < at - query.Options.ProximityWindow) j++;
            double nearest = 0;
            for (int k = j; k < second.Count && second[k] <= at + query.Options.ProximityWindow; k++)
            {
                int gap = second[k] - at;
                nearest = Math.Max(nearest, gap == distance ? 1 : 0.5 / (1 + Math.Abs(Math.Abs(gap) - distance)));
            }

            sum += nearest;
        }

        return sum;
    }

    private sealed record FieldPositions(TextField Field, TermPositions First, TermPositions Second);

    /// <param name="Times">How often the query says the pair.</param>
    private sealed record PairPositions(WordPair Pair, FieldPositions[] Fields, int Times);

    private sealed record SegmentPositions(PairPositions[] Pairs, HeadlineEvidence? Headline, TermPositions[] Words)
    {
        public void Return()
        {
            foreach (TermPositions word in Words) word.Return();
            Headline?.Return();
        }
    }
}
