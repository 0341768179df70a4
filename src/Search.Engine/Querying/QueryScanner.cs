namespace Search.Engine;

/// <summary>What was typed, read from left to right: white space, words, operators, and which brackets group.</summary>
internal sealed class QueryScanner(string text)
{
    /// <summary>What a full-width sign, as Chinese keyboards type them, is above its half-width one.</summary>
    private const int FullWidth = 0xfee0;

    private const int MaxDepth = 24;

    /// <summary>For each bracket that groups, the index of its partner; 0 elsewhere.</summary>
    private readonly int[] partner = Brackets.Match(text, MaxDepth);

    public string Text { get; } = text;

    public int At { get; set; }

    /// <summary>The bracket that closes the group which opens there; 0 if none opens.</summary>
    public int Close(int index) => partner[index] > index ? partner[index] : 0;

    public bool Groups(int index) => partner[index] > 0;

    public void SkipSpace(int end)
    {
        while (At < end && char.IsWhiteSpace(Text[At]))
            At++;
    }

    /// <summary>Up to white space, a quotation mark or a bracket that groups.</summary>
    public string TakeWord(int end)
    {
        int from = At;
        while (At < end && !char.IsWhiteSpace(Text[At]) && !Groups(At) && !QuotationMarks.Opens(Text[At]))
            At++;
        return Text[from..At];
    }

    /// <summary>True, and passes it, if an operator stands here as a word of its own with something behind it.</summary>
    public bool TryOperator(string word, int end)
    {
        int start = At;
        SkipSpace(end);
        int after = At + word.Length;
        if (At > start && after < end && char.IsWhiteSpace(Text[after]) && Is(word, At))
        {
            At = after;
            SkipSpace(end);
            if (At < end)
                return true;
        }
        At = start;
        return false;
    }

    /// <summary>Whether the sign or word stands there, at half or full width.</summary>
    public bool Is(string word, int index)
    {
        if (index + word.Length > Text.Length)
            return false;
        for (int i = 0; i < word.Length; i++)
        {
            if (Text[index + i] != word[i] && Text[index + i] != word[i] + FullWidth)
                return false;
        }
        return true;
    }

    /// <summary>Whether an operator, a field or a date may begin there.</summary>
    public bool StartsPart(int index) => index == 0 || char.IsWhiteSpace(Text[index - 1]) || Groups(index - 1) || IsSign(Text[index - 1]);

    /// <summary>Whether a sign that stands here has something to apply to.</summary>
    public bool IsSignBeforeOperand(int end) => At + 1 < end && StartsPart(At) && (At == 0 || !IsSign(Text[At - 1]))
        && (IsWord(At + 1) || QuotationMarks.Opens(Text[At + 1]) || Close(At + 1) > 0);

    public bool IsWord(int index) => char.IsLetterOrDigit(Text[index]) || char.IsSurrogate(Text[index]);

    /// <summary>Chinese keyboards type digits, letters and signs at full width.</summary>
    public static string HalfWidth(string typed) => typed.AsSpan().IndexOfAnyInRange('\uff01', '\uff5e') < 0 ? typed
        : string.Create(typed.Length, typed, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
                target[i] = source[i] is >= '\uff01' and <= '\uff5e' ? (char)(source[i] - FullWidth) : source[i];
        });

    private static bool IsSign(char c) => c is '-' or '－' or '−' or '+' or '＋';
}
