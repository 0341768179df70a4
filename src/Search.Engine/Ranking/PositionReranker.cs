using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Looks at where the query's words stand in the best articles: together in a passage (<see cref="PassageEvidence"/>), at the beginning of the headline or as whole parts of it
/// (<see cref="HeadlineEvidence"/>). All are evidence that the article is about what the query means.
/// </summary>
internal sealed class PositionReranker(RankedQuery query, IndexReader reader, CharacterFolding folding, CandidateOrder order)
{
    /// <summary>Articles whose text was read, by document: those on the page need not be read again.</summary>
    public Dictionary<int, LoggedArticle> Read { get; } = [];

    /// <summary>Sorts the first <paramref name="count"/> candidates anew; the others keep their place behind them.</summary>
    public void Rerank(Candidate[] best, int count, CancellationToken cancellation)
    {
        count = Math.Min(count, best.Length);
        if (count == 0) return;
        int[] documents = new int[count], byDocument = new int[count];
        for (int i = 0; i < count; i++) (documents[i], byDocument[i]) = (best[i].Document, i);
        Array.Sort(documents, byDocument);
        uint[] present = new uint[count];
        float floor = count < best.Length ? best[count].Key : float.NegativeInfinity;
        int segment = -1;
        PassageEvidence? passage = PassageEvidence.Of(query);
        HeadlineEvidence? headline = HeadlineEvidence.Of(query);
        foreach (int i in byDocument)
        {
            cancellation.ThrowIfCancellationRequested();
            if (best[i].Segment != segment)
            {
                headline?.Return();
                passage?.Return();
                segment = best[i].Segment;
                passage?.Open(reader.Leaves[segment].AtomicReader);
                headline?.Open(reader.Leaves[segment].AtomicReader, passage);
            }

            int document = best[i].Document - reader.Leaves[segment].DocBase;
            float bonus = (passage?.Bonus(document) ?? 0) + (headline?.Bonus(document) ?? 0);
            // Never below what was left out of this look, or pages would overlap.
            best[i] = best[i] with { Key = Math.Max(floor, best[i].Key + bonus) };
            present[i] = passage?.Present ?? 0;
        }

        headline?.Return();
        passage?.Return();
        if (!query.LooksAtCharacters)
        {
            Array.Sort(best, 0, count, order);
            return;
        }

        Array.Sort(best, present, 0, count, order);
        RerankByCharacters(best, present, Math.Min(query.Options.CharacterHits, count), cancellation);
    }

    private void RerankByCharacters(Candidate[] best, uint[] present, int count, CancellationToken cancellation)
    {
        using CharacterEvidence characters = new(query, folding);
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
        PassageEvidence? passage = PassageEvidence.Of(query);
        HeadlineEvidence? headline = HeadlineEvidence.Of(query);
        passage?.Open(segment.AtomicReader);
        headline?.Open(segment.AtomicReader, passage);
        float bonus = (passage?.Bonus(document, lines) ?? 0) + (headline?.Bonus(document, lines) ?? 0);
        headline?.Return();
        passage?.Return();
        if (rank >= query.Options.CharacterHits || passage is null || !CharacterEvidence.MayAdd(query, passage.Present)) return bonus;
        using CharacterEvidence characters = new(query, folding);
        return bonus + characters.Bonus((Read.GetValueOrDefault(candidate.Document) ?? StoredArticle.Read(reader, candidate.Document)).Article, passage.Present, lines);
    }
}
