namespace Search.Engine;

/// <summary>Quotation marks that quote in a query: " and ＂, “ and ” as a Chinese keyboard types them.</summary>
internal static class QuotationMarks
{
    public static bool Opens(char c) => c is '"' or '＂' or '“' or '”';

    /// <summary>
    /// The partner's index or −1. Chinese marks are forgiven for facing the wrong way, as keyboards that alternate them often produce.
    /// </summary>
    public static int FindClose(string text, int open, int end)
    {
        bool straight = text[open] is '"' or '＂';
        for (int i = open + 1; i < end; i++)
        {
            if (straight ? text[i] is '"' or '＂' : Opens(text[i]))
                return i;
        }
        return -1;
    }
}
