using System.Globalization;

namespace Search.Newspaper.Headlines;

/// <summary>
/// Which pieces of a headline block are kicker, headline and subhead. All divisions are weighed by <see cref="DivisionEvidence"/>: the headline is what the
/// body is about (its words come back in the lead), a kicker is a slogan or a column's name above it, a subhead stands below; a change of role is likelier
/// where the layout breaks.
/// </summary>
internal sealed class HeadlineDivider(IReadOnlyDictionary<string, int> timesOnPage)
{
    private const int MaxPieces = 12;

    public HeadlineBlock Divide(IReadOnlyList<HeadlinePiece> block, BodyWords body)
    {
        var pieces = Bounded(block);
        int n = pieces.Count;
        if (n == 0) return new HeadlineBlock("", "", "", 1, "");
        var evidence = new DivisionEvidence(pieces, body, timesOnPage);
        var scored = Divisions(n).Where(d => SizesAllow(pieces, d.From, d.To)).Select(d => (d.From, d.To, Score: evidence.Score(d.From, d.To))).OrderByDescending(d => d.Score).ToList();
        var best = scored[0];
        double sum = scored.Sum(d => Math.Exp(d.Score - best.Score));
        string reasons = n == 1 ? "one piece" : scored.Count == 1 ? "font sizes leave one division" : string.Create(CultureInfo.InvariantCulture,
            $"{evidence.Reasons(best.From, best.To, 6)}; next best {Shown(pieces, scored[1].From, scored[1].To)} {scored[1].Score - best.Score:0.0}");
        return new HeadlineBlock(Join(pieces, 0, best.From), Join(pieces, best.From, best.To), Join(pieces, best.To, n), 1 / sum, reasons);
    }

    /// <summary>The pieces that are weighed: of an absurdly long block the rest counts as one.</summary>
    internal static IReadOnlyList<HeadlinePiece> Bounded(IReadOnlyList<HeadlinePiece> pieces) => pieces.Count <= MaxPieces
        ? pieces
        : [.. pieces.Take(MaxPieces - 1), new HeadlinePiece(Join(pieces, MaxPieces - 1, pieces.Count), pieces[MaxPieces - 1].Joint)];

    /// <summary>Every kicker = pieces before From, headline = From up to To, subhead = the rest.</summary>
    internal static IEnumerable<(int From, int To)> Divisions(int pieces) =>
        from start in Enumerable.Range(0, pieces) from end in Enumerable.Range(start + 1, pieces - start) select (start, end);

    internal static string Join(IReadOnlyList<HeadlinePiece> pieces, int from, int to) =>
        string.Join(' ', Enumerable.Range(from, to - from).Select(i => pieces[i].Text));

    /// <summary>Where font sizes are known the headline is what is set largest, and what is set alike on one line is one thing.</summary>
    private static bool SizesAllow(IReadOnlyList<HeadlinePiece> pieces, int from, int to)
    {
        double largest = pieces.Max(p => p.Size), smallest = pieces.Min(p => p.Size);
        if (largest == 0) return true;
        bool differ = largest - smallest > 0.04 * largest;
        int first = 0, last = pieces.Count - 1;
        while (differ && largest - pieces[first].Size > 0.04 * largest) first++;
        while (differ && largest - pieces[last].Size > 0.04 * largest) last--;
        return differ ? from == first && to == last + 1 : Parts(from) && Parts(to);

        bool Parts(int at) => at == 0 || at == pieces.Count || pieces[at].Joint != HeadlineJoint.Space;
    }

    private static string Shown(IReadOnlyList<HeadlinePiece> pieces, int from, int to) =>
        $"\"{Join(pieces, 0, from)}\" | \"{Join(pieces, from, to)}\" | \"{Join(pieces, to, pieces.Count)}\"";
}
