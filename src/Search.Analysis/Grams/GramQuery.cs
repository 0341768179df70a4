namespace Search.Analysis;

/// <summary>Turns a literal piece of text into the terms of the n-gram field.</summary>
public static class GramQuery
{
    /// <summary>Follows the last character of a text in its last gram.</summary>
    public const char EndMark = '\uFFFF';

    /// <summary>
    /// The grams of <paramref name="literal"/> in order; together they are a phrase at consecutive positions. A literal of one
    /// character gives that character alone, to be used as a prefix; one of white space only gives nothing.
    /// </summary>
    public static IReadOnlyList<string> GramsOf(CharacterFolding folding, ReadOnlySpan<char> literal)
    {
        var units = new char[literal.Length];
        int count = 0;
        foreach (char unit in literal)
        {
            if (!folding.IsSkipped(unit))
                units[count++] = Unit(folding, unit);
        }
        if (count == 0) return [];
        if (count == 1) return [new string(units, 0, 1)];
        var grams = new string[count - 1];
        for (int i = 0; i < grams.Length; i++)
            grams[i] = new string(units, i, 2);
        return grams;
    }

    // Half of a surrogate pair cannot be written as UTF-8: each half becomes a private-use character. The end mark stays unique.
    internal static char Unit(CharacterFolding folding, char unit) => unit switch
    {
        >= '\uD800' and <= '\uDFFF' => (char)(unit + 0x800),
        EndMark => '\uFFFE',
        _ => folding.Fold(unit),
    };
}
