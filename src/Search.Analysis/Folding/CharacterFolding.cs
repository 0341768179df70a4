using Search.Analysis.Dictionaries;

namespace Search.Analysis;

/// <summary>
/// Maps one UTF-16 unit to one: full width and half width, case, quotation marks, dashes, traditional and variant characters. Since
/// no unit is ever added, removed or looked at together with its neighbours, a piece of a folded text is the folded piece.
/// </summary>
public sealed class CharacterFolding
{
    // Voiced marks stay characters of their own, so the half-width forms map one to one.
    private const string Katakana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

    private readonly char[] folded = new char[char.MaxValue + 1];
    private readonly bool[] skipped = new bool[char.MaxValue + 1];

    /// <param name="variants">Traditional and variant characters.</param>
    /// <param name="compatibility">Compatibility characters; those that are spelt in several units stay.</param>
    internal CharacterFolding(IReadOnlyList<CharacterMapping> variants, IReadOnlyList<CharacterMapping> compatibility)
    {
        for (int c = 0; c < folded.Length; c++)
            folded[c] = char.ToLowerInvariant((char)c);
        foreach (CharacterMapping variant in variants)
            folded[variant.From] = variant.To[0];
        foreach (CharacterMapping mapping in compatibility)
        {
            if (mapping.To.Length == 1) folded[mapping.From] = mapping.To[0];
        }
        for (char c = '\uFF01'; c <= '\uFF5E'; c++)
            folded[c] = char.ToLowerInvariant((char)(c - 0xFEE0));
        for (int i = 0; i < Katakana.Length; i++)
            folded[0xFF66 + i] = Katakana[i];
        FoldAll("“”„‟「」『』＂｢｣", '"');
        FoldAll("‘’‚‛＇", '\'');
        FoldAll("‐‑‒–—―─━﹘－", '-');
        FoldAll("•‧・∙⋅･●", '·');
        FoldAll("〜～∼", '~');
        FoldAll("￥", '¥');
        FoldAll("｡", '。');
        FoldAll("､", '、');
        FoldAll("⋯", '…');
        FoldAll("○◯", '〇');
        for (int c = 0; c < skipped.Length; c++)
            skipped[c] = char.IsWhiteSpace((char)c);
        foreach (char c in "\u200B\u200C\u200D\u2060\uFEFF\u00AD\u180E")
            skipped[c] = true;
    }

    /// <summary>What <paramref name="unit"/> is found as.</summary>
    public char Fold(char unit) => folded[unit];

    /// <summary>True for white space and invisible characters, which a literal search ignores in texts and in queries.</summary>
    public bool IsSkipped(char unit) => skipped[unit];

    private void FoldAll(string from, char to)
    {
        foreach (char c in from)
            folded[c] = to;
    }
}
