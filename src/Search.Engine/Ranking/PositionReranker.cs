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
        Positions[] positions = [];
        HeadlineStart? headline = null;
        foreach (int i in byDocument)
        {
            cancellation.ThrowIfCancellationRequested();
            if (best[i].Segment != segment)
            {
                segment = best[i].Segment;
                positions = Open(reader.Leaves[segment]);
                headline = HeadlineStart.Open(query, reader.Leaves[segment]);
            }

            int document = best[i].Document - reader.Leaves[segment].DocBase;
            float bonus = Bonus(positions, document) + (headline?.Bonus(document) ?? 0);
            // Never below what was left out of this look, or pages would overlap.
            best[i] = best[i] with { Key = Math.Max(floor, best[i].Key + bonus) };
        }

        Array.Sort(best, 0, count, new CandidateOrder(reader));
    }

    private Positions[] Open(AtomicReaderContext context)
    {
        List<Positions> open = [];
        if (query.Options.ProximityWeight == 0) return [];
        foreach (TextField field in Looked)
        {
            Dictionary<RankedTerm, TermPositions?> cache = [];
            foreach (WordPair pair in query.Pairs)
            {
                TermPositions? first = OpenTerm(pair.First), second = OpenTerm(pair.Second);
                if (first is not null && second is not null) open.Add(new Positions(pair, field, first, second));
            }

            TermPositions? OpenTerm(RankedTerm term)
            {
                if (cache.TryGetValue(term, out TermPositions? known)) return known;
                TermPositions? opened = term.Fields.Contains(field) && SegmentTerms.Find(context.AtomicReader, field, isGram: false, term.Text) is { } found
                    ? new TermPositions(found.OpenPositions(context.AtomicReader, field, offsets: false))
                    : null;
                return cache[term] = opened;
            }
        }

        return [.. open];
    }

    /// <summary>What the places of words added for one article, in words; the sum.</summary>
    public float Explain(Candidate candidate, List<string> lines)
    {
        AtomicReaderContext segment = reader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        return Bonus(Open(segment), document, lines) + (HeadlineStart.Open(query, segment)?.Bonus(document, lines) ?? 0);
    }

    private float Bonus(Positions[] positions, int document, List<string>? lines = null)
    {
        double bonus = 0;
        foreach (IGrouping<WordPair, Positions> pair in positions.GroupBy(p => p.Pair))
        {
            double frequency = 0;
            foreach (Positions at in pair)
            {
                if (at.First.MoveTo(document) && at.Second.MoveTo(document))
                    frequency += query.Options.FieldWeights[at.Field] * Near(at.First, at.Second, pair.Key.Distance);
            }

            if (frequency <= 0) continue;
            double added = query.Options.ProximityWeight * Math.Min(pair.Key.First.Idf, pair.Key.Second.Idf) * (query.Options.Saturation + 1) * frequency / (query.Options.Saturation + frequency);
            bonus += added;
            lines?.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+{added:F2}: “{pair.Key.First.Text}” and “{pair.Key.Second.Text}” stand together"));
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

    private sealed record Positions(WordPair Pair, TextField Field, TermPositions First, TermPositions Second);
}
