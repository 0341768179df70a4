using Search.Analysis;

namespace Search.Engine;

/// <summary>Collects what of a query is to be marked in the articles that it finds: words, and pieces as typed.</summary>
internal sealed class QueryMarks(CharacterFolding folding)
{
    private readonly Dictionary<(string, int), HighlightWord> words = [];
    private readonly Dictionary<(string, int), HighlightPiece> pieces = [];

    public HighlightTerms ToHighlightTerms() => new([.. words.Values], [.. pieces.Values]);

    public void AddWord(string term, FieldSet fields, double weight) => words.TryAdd((term, fields.Bits), new HighlightWord(term, fields, weight));

    public void AddPiece(string piece, FieldSet fields, double weight, int leastLength = 1, PieceBounds bounds = PieceBounds.Anywhere)
    {
        string folded = Fold(piece);
        if (folded.Length == 0)
            return;
        if (pieces.TryGetValue((folded, fields.Bits), out HighlightPiece? known))
        {
            leastLength = Math.Min(leastLength, known.LeastLength);
            if (known.Bounds != bounds)
                bounds = PieceBounds.Anywhere; // Of the same letters asked for in two ways.
        }
        pieces[(folded, fields.Bits)] = new HighlightPiece(folded, fields, weight, leastLength, bounds);
    }

    private string Fold(string piece)
    {
        Span<char> folded = piece.Length <= 256 ? stackalloc char[piece.Length] : new char[piece.Length];
        int length = 0;
        foreach (char c in piece)
        {
            if (!folding.IsSkipped(c))
                folded[length++] = folding.Fold(c);
        }
        return new string(folded[..length]);
    }
}
