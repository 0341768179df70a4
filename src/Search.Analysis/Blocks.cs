namespace Search.Analysis;

internal static class Blocks
{
    internal static int ReadFully(TextReader input, char[] target, int start) => ReadFully(input, target, start, target.Length);

    /// <summary>Reads until <paramref name="target"/> is full up to <paramref name="end"/> or the text ends; returns the number of units read.</summary>
    /// <remarks>Lucene.NET's string reader answers -1 at the end, which <see cref="TextReader.ReadBlock(char[], int, int)"/> adds to its count.</remarks>
    internal static int ReadFully(TextReader input, char[] target, int start, int end)
    {
        int at = start;
        while (at < end)
        {
            int read = input.Read(target, at, end - at);
            if (read <= 0) break;
            at += read;
        }
        return at - start;
    }
}
