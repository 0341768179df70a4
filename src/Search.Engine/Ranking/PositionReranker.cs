using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Looks at where the query's words stand in the best articles: together in a passage (<see cref="PassageEvidence"/>), at the beginning of the headline or as whole parts of it
/// (<see cref="HeadlineEvidence"/>). All are evidence that the article is about what the query means.
/// </summary>
internal sealed class PositionReranker(RankedQuery query, IndexReader reader, CharacterFolding folding)
{
    /// <summary>Articles whose text was read, by document: those on the page need not be read again.</summary>
    public Dictionary<int, LoggedArticle> Read { get; } = [];

    /// <summary>Sorts the first <paramref name="count"/> candidates anew; the others keep their place behind them.</summary>
    public void Rerank(Candidate[] best, int count, CancellationToken cancellation)
    {
        count = Math.Min(count, best.Length);
        if (count == 0) return;
        int[] byDocument = [.. Enumerable.Range(0, count).OrderBy(i => best[i].Document)];
        uint[] present = new uint[count];
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
            present[i] = passage?.Present ?? 0;
        }

        passage?.Return();
        headline?.Return();
        CandidateOrder order = new(reader);
        if (!query.LooksAtCharacters)
        {
            Array.Sort(best, 0, count, order);
            return;
        }

        Array.Sort(best, present, 0, count, order);
        RerankByCharacters(best, present, Math.Min(query.Options.CharacterHits, count), order, cancellation);
    }

    private void RerankByCharacters(Candidate[] best, uint[] present, int count, CandidateOrder order, CancellationToken cancellation)
    {
        CharacterEvidence characters = new(query, folding);
        float floor = count < best.Length ? best[count].Key : float.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!CharacterEvidence.MayAdd(query, present[i])) continue;
            LoggedArticle read = Read[best[i].Document] = StoredArticle.Read(reader, best[i].Document);
            float bonus = characters.Bonus(read.Article, present[i]);
            best[i] = best[i] with { Key = Math.Max(floor, best[i].Key + bonus) };
        }

        Array.Sort(best, 0, count, order);
    }

    /// <summary>What the places of words added for one article, in words; the sum.</summary>
    /// <param name="rank">The article's place among the best, from 0.</param>
    public float Explain(Candidate candidate, int rank, List<string> lines)
    {
        AtomicReaderContext segment = reader.Leaves[candidate.Segment];
        int document = candidate.Document - segment.DocBase;
        PassageEvidence? passage = PassageEvidence.Open(query, segment);
        HeadlineEvidence? headline = HeadlineEvidence.Open(query, segment);
        float bonus = (passage?.Bonus(document, lines) ?? 0) + (headline?.Bonus(document, lines) ?? 0);
        if (rank < query.Options.CharacterHits && passage is not null && CharacterEvidence.MayAdd(query, passage.Present))
            bonus += new CharacterEvidence(query, folding).Bonus((Read.GetValueOrDefault(candidate.Document) ?? StoredArticle.Read(reader, candidate.Document)).Article, passage.Present, lines);
        passage?.Return();
        headline?.Return();
        return bonus;
    }
}
