using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// Looks at where the query's words stand in the best articles: together in a passage (<see cref="PassageEvidence"/>), at the beginning of the headline or as whole parts of it
/// (<see cref="HeadlineEvidence"/>). Both are evidence that the article is about what the query means.
/// </summary>
internal sealed class PositionReranker(RankedQuery query, IndexReader reader)
{
    /// <summary>Sorts the first <paramref name="count"/> candidates anew; the others keep their place behind them.</summary>
    public void Rerank(Candidate[] best, int count, CancellationToken cancellation)
    {
        count = Math.Min(count, best.Length);
        if (count == 0) return;
        int[] byDocument = [.. Enumerable.Range(0, count).OrderBy(i => best[i].Document)];
        float floor = count < best.Length ? best[count].Key : float.NegativeInfinity;
        int segment = -1;
        PassageEvidence? passage = null;
        HeadlineEvidence? headline = null;
        foreach (int i in byDocument)
        {
            cancellation.ThrowIfCancellationRequested();
            if (best[i].Segment != segment)
            {
                passage?.Return();
                headline?.Return();
                segment = best[i].Segment;
                passage = PassageEvidence.Open(query, reader.Leaves[segment]);
                headline = HeadlineEvidence.Open(query, reader.Leaves[segment]);
            }

            int document = best[i].Document - reader.Leaves[segment].DocBase;
            float bonus = (passage?.Bonus(document) ?? 0) + (headline?.Bonus(document) ?? 0);
            // Never below what was left out of this look, or pages would overlap.
            best[i] = best[i] with { Key = Math.Max(floor, best[i].Key + bonus) };
        }

        passage?.Return();
        headline?.Return();
        Array.Sort(best, 0, count, new CandidateOrder(reader));
    }

    /// <summary>What the places of words added for one article, in words; the sum.</summary>
    public float Explain(Candidate candidate, List<string> lines)
    {
        AtomicReaderContext segment = reader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        PassageEvidence? passage = PassageEvidence.Open(query, segment);
        HeadlineEvidence? headline = HeadlineEvidence.Open(query, segment);
        float bonus = (passage?.Bonus(document, lines) ?? 0) + (headline?.Bonus(document, lines) ?? 0);
        passage?.Return();
        headline?.Return();
        return bonus;
    }
}
