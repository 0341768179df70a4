namespace Search.Newspaper.Text;

/// <summary>What single characters say about the place where a line ends or begins.</summary>
internal static class Glyphs
{
    public static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' or '〇';

    public static bool IsSpace(char c) => c is ' ' or '\t' or '\u3000' or '\u00A0' or '\r' or '\uFEFF' or '\u2002' or '\u2003';

    public static bool EndsSentence(char c) => c is '。' or '！' or '？' or '!' or '?' or '…' or '．';

    public static bool ClosesQuote(char c) => c is '”' or '』' or '」' or '）' or ')' or '’' or '"' or '】' or ']';

    /// <summary>A character that no line of text begins with unless it continues the one before.</summary>
    public static bool BelongsToWhatPrecedes(char c) =>
        c is '，' or '。' or '、' or '；' or '：' or '！' or '？' or '”' or '’' or '）' or ')' or '》' or '』' or '」' or '】'
            or ',' or '.' or ';' or ':' or '!' or '?' or '%' or '％' or '…';

    public static bool IsComma(char c) => c is '，' or ',' or '、' or '；' or ';';
}
