namespace Search.Engine;

/// <summary>What to mark: words by their postings, pieces by looking for them in the text.</summary>
internal sealed record HighlightTerms(IReadOnlyList<HighlightWord> Words, IReadOnlyList<HighlightPiece> Pieces);

/// <summary>A word as the index has it.</summary>
/// <param name="Term">The index's term.</param>
/// <param name="Fields">Where it counts.</param>
/// <param name="Weight">How much it tells; passages are chosen by it.</param>
internal sealed record HighlightWord(string Term, FieldSet Fields, double Weight);

/// <summary>A piece of text.</summary>
/// <param name="Folded">Folded, without white space; at least one character.</param>
/// <param name="Fields">Where it counts.</param>
/// <param name="Weight">How much it tells; passages are chosen by it.</param>
/// <param name="LeastLength">Marked only where it, joined with marks it overlaps, is at least this long: two characters of a longer unknown name may by chance stand in other words.</param>
/// <param name="Bounds">Where it may begin and end.</param>
internal sealed record HighlightPiece(string Folded, FieldSet Fields, double Weight, int LeastLength = 1, PieceBounds Bounds = PieceBounds.Anywhere);

/// <summary>Where a piece may begin and end, as the lookup that it stands for has it. Only Latin letters and digits form words without dictionary.</summary>
internal enum PieceBounds
{
    /// <summary>Anywhere: quoted text, Chinese.</summary>
    Anywhere,

    /// <summary>Not within a word: <c>+art</c> is not marked in party.</summary>
    WholeWords,

    /// <summary>Not at the end of a larger number in Chinese numerals: 十九名 is not marked in 二十九名.</summary>
    WholeNumbers,

    /// <summary>Where a word begins, marked to that word's end: <c>comp*</c>.</summary>
    WordBeginnings,
}
