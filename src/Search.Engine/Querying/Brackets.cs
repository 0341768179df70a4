namespace Search.Engine;

/// <summary>
/// Finds the brackets of a query that group: pairs outside quotation marks whose first stands where a part can begin.
/// Others, such as those in 经开区（郑州） or without a partner, are text.
/// </summary>
internal static class Brackets
{
    /// <summary>For each bracket of a pair the index of its partner, 0 for every other character. (Index 0 as a partner is written as −1.)</summary>
    public static int[] Match(string text, int maxDepth)
    {
        int[] partner = new int[text.Length + 1];
        Stack<(int Index, bool Groups)> open = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (QuotationMarks.Opens(c))
            {
                int close = QuotationMarks.FindClose(text, i, text.Length);
                if (close > i)
                    i = close;
            }
            else if (c is '(' or '（')
            {
                open.Push((i, Groups: open.Count < maxDepth && BeginsPart(text, i)));
            }
            else if (c is ')' or '）' && open.TryPop(out (int Index, bool Groups) opening) && opening.Groups)
            {
                partner[opening.Index] = i;
                partner[i] = opening.Index == 0 ? -1 : opening.Index;
            }
        }
        return partner;
    }

    private static bool BeginsPart(string text, int index) =>
        index == 0 || char.IsWhiteSpace(text[index - 1]) || text[index - 1] is '(' or '（' or ':' or '：' or '-' or '－' or '+' or '＋';
}
