namespace Search.Analysis;

/// <summary>What a character looks like.</summary>
/// <param name="FourCorner">Its four-corner code without the point, such as 50900 for 未, or -1 where none is known.</param>
/// <param name="Radical">The number of its Kangxi radical, 1 to 214.</param>
/// <param name="Strokes">Strokes in all.</param>
internal readonly record struct CharacterShape(int FourCorner, int Radical, int Strokes);
