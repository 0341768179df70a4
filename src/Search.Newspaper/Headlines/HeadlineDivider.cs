namespace Search.Newspaper.Headlines;

/// <summary>
/// Which pieces of a headline block are kicker, headline and subhead. All divisions are weighed by <see cref="DivisionEvidence"/>: the headline is what the
/// body is about (its words come back in the lead), a kicker is a slogan or a column's name above it, a subhead stands below; a change of role is likelier
/// where the layout breaks.
/// </summary>
internal sealed class HeadlineDivider(IReadOnlyDictionary<string, int> timesOnPage)
{
    private const int MaxPieces = 12;

    public HeadlineBlock Divide(IReadOnlyList<HeadlinePiece> pieces, string body)
    {
        if (pieces.Count > MaxPieces)
            pieces = [.. pieces.Take(MaxPieces - 1), new HeadlinePiece(Join(pieces, MaxPieces - 1, pieces.Count), pieces[MaxPieces - 1].Joint)];
        int n = pieces.Count;
        if (n == 0) return new HeadlineBlock("", "", "", 1);
        var evidence = new DivisionEvidence(pieces, body, timesOnPage);
        double best = double.NegativeInfinity, sum = 0;
        (int From, int To) chosen = (0, n);
        foreach (var (from, to) in Divisions(n))
        {
            double score = evidence.Score(from, to);
            sum += Math.Exp(score);
            if (score <= best) continue;
            best = score;
            chosen = (from, to);
        }
        return new HeadlineBlock(Join(pieces, 0, chosen.From), Join(pieces, chosen.From, chosen.To), Join(pieces, chosen.To, n), Math.Exp(best) / sum);
    }

    /// <summary>Every kicker = pieces before From, headline = From up to To, subhead = the rest.</summary>
    internal static IEnumerable<(int From, int To)> Divisions(int pieces) =>
        from start in Enumerable.Range(0, pieces) from end in Enumerable.Range(start + 1, pieces - start) select (start, end);

    private static string Join(IReadOnlyList<HeadlinePiece> pieces, int from, int to) =>
        string.Join(' ', Enumerable.Range(from, to - from).Select(i => pieces[i].Text));
}
