using System.Collections.Immutable;

namespace Search.Engine;

/// <summary>The fields of an article that hold searchable text, in reading order; the values index arrays.</summary>
internal enum TextField { Kicker, Headline, Subhead, Bylines, Section, Body }

internal static class TextFields
{
    public const int Count = 6;

    private static readonly string[] Words = ["kicker", "headline", "subhead", "bylines", "section", "body"];

    private static readonly string[] Grams = [.. Words.Select(name => name + IndexSchema.GramSuffix)];

    public static ImmutableArray<TextField> All { get; } = [.. Enum.GetValues<TextField>()];

    /// <summary>The name in the API and of the Lucene field that holds its words.</summary>
    public static string Name(this TextField field) => Words[(int)field];

    /// <summary>The Lucene field that holds its character bigrams.</summary>
    public static string GramName(this TextField field) => Grams[(int)field];

    /// <summary>The stored text that offsets and highlights refer to.</summary>
    public static string TextOf(this TextField field, Article article) => field switch
    {
        TextField.Kicker => article.Kicker,
        TextField.Headline => article.Headline,
        TextField.Subhead => article.Subhead,
        TextField.Bylines => article.BylineText,
        TextField.Section => article.Section,
        TextField.Body => article.Body,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };
}

/// <summary>Some of the text fields.</summary>
internal readonly record struct FieldSet(int Bits)
{
    public static FieldSet All { get; } = new((1 << TextFields.Count) - 1);

    public static FieldSet Of(params ReadOnlySpan<TextField> fields)
    {
        int bits = 0;
        foreach (TextField field in fields) bits |= 1 << (int)field;
        return new FieldSet(bits);
    }

    public bool Contains(TextField field) => (Bits & (1 << (int)field)) != 0;
}
