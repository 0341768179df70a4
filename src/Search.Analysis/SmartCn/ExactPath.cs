namespace Search.Analysis.SmartCn;

/// <summary>
/// The cheapest way through a lattice with the reference's own sums, addition by addition, on a tie the way found first. Takes its time:
/// <see cref="CheapestPath"/> asks it where rounded costs decide nothing.
/// </summary>
internal sealed unsafe class ExactPath(SmartCnDictionary dictionary)
{
    private readonly SentenceArray<double> costArray = new(256);
    private readonly SentenceArray<long> previousArray = new(256);

    /// <summary>Gives by node the node before it on the cheapest way to it.</summary>
    /// <param name="words">By node; see <see cref="WordLattice"/>.</param>
    /// <param name="spans">By node.</param>
    /// <param name="nodeCount">With the sentence's start, first, and its end, last.</param>
    /// <param name="first">By unit: the first node that starts there or later.</param>
    internal long* Find(int* words, ulong* spans, int nodeCount, int* first)
    {
        long* previous = previousArray.WithRoom(nodeCount);
        double* costs = costArray.WithRoom(nodeCount);
        costs[0] = 0;
        new Span<double>(costs + 1, nodeCount - 1).Fill(double.PositiveInfinity);
        for (int left = 0; left < nodeCount - 1; left++)
        {
            int leftWord = words[left] & WordLattice.WordMask, right = first[spans[left] >> 32];
            if (leftWord == dictionary.SentenceEnd) costs[left] = 0; // the next sentence has sums of its own
            do
            {
                int rightWord = words[right] & WordLattice.WordMask;
                double cost = costs[left] + (rightWord == dictionary.UserWord ? 0 : dictionary.ExactCost(leftWord, rightWord));
                if (cost < costs[right])
                {
                    costs[right] = cost;
                    previous[right] = left;
                }
            }
            while (words[++right] >= 0);
        }
        return previous;
    }
}
