namespace Search.Analysis;

/// <summary>A word that segmentation must keep whole, such as the name of a person, a place or a programme.</summary>
/// <param name="Text">2 to 64 UTF-16 units without white space or control characters.</param>
public sealed record UserWord(string Text)
{
    public const int MaximumLength = 64;

    /// <summary>Says what is wrong with <paramref name="text"/> as a user word, or null.</summary>
    public static string? Flaw(string text)
    {
        if (text.Length is < 2 or > MaximumLength)
            return $"a word of 2 to {MaximumLength} characters is expected, not {text.Length}";
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                return $"\"{text}\" contains white space or a control character";
        }
        return null;
    }
}
