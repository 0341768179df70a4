namespace Search.Engine;

/// <summary>An article of the result with what it is ordered by.</summary>
/// <param name="Key">Score, date or negated date; higher comes first.</param>
/// <param name="Document">Document number in the whole index.</param>
/// <param name="Segment">Its segment's ordinal.</param>
internal readonly record struct Candidate(float Key, int Document, int Segment);

/// <summary>Keeps the best of many candidates: a binary heap whose root is the worst one kept.</summary>
/// <param name="capacity">How many are kept.</param>
/// <param name="bestFirst">By keys, the higher first, and where they are equal by something else.</param>
internal sealed class TopHits(int capacity, IComparer<Candidate> bestFirst)
{
    private Candidate[] kept = new Candidate[Math.Min(capacity, 256)];
    private int count;

    /// <summary>What a candidate's key must reach to be kept, as far as is known yet.</summary>
    public float Threshold => count < capacity ? float.NegativeInfinity : capacity > 0 ? kept[0].Key : float.PositiveInfinity;

    /// <summary>Takes the candidate if it is better than the worst one kept.</summary>
    public void Offer(Candidate candidate)
    {
        if (count < capacity)
        {
            if (count == kept.Length)
                Array.Resize(ref kept, Math.Min(capacity, kept.Length * 2));
            kept[count] = candidate;
            Rise(count++);
        }
        else if (capacity > 0 && IsWorse(kept[0], candidate))
        {
            kept[0] = candidate;
            Sink();
        }
    }

    /// <summary>Best first.</summary>
    public Candidate[] ToSorted()
    {
        Candidate[] sorted = kept[..count];
        Array.Sort(sorted, bestFirst);
        return sorted;
    }

    /// <summary>Few keys are equal, so nearly always they decide without the comparer.</summary>
    private bool IsWorse(in Candidate one, in Candidate other) => one.Key != other.Key ? one.Key < other.Key : bestFirst.Compare(one, other) > 0;

    private void Rise(int at)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsWorse(kept[at], kept[parent]))
                return;
            (kept[at], kept[parent]) = (kept[parent], kept[at]);
            at = parent;
        }
    }

    private void Sink()
    {
        int at = 0;
        while (true)
        {
            int worst = at, left = (2 * at) + 1, right = left + 1;
            if (left < count && IsWorse(kept[left], kept[worst]))
                worst = left;
            if (right < count && IsWorse(kept[right], kept[worst]))
                worst = right;
            if (worst == at)
                return;
            (kept[at], kept[worst]) = (kept[worst], kept[at]);
            at = worst;
        }
    }
}
