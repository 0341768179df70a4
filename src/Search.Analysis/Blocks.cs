namespace Search.Analysis;

internal static class Blocks
{
    /// <summary>Reads until <paramref name="target"/> is full or the text ends; returns the number of units read.</summary>
    /// <remarks>Lucene.NET's string reader answers -1 at the end, which <see cref="TextReader.ReadBlock(char[], int, int)"/> adds to its count.</remarks>
    internal static int ReadFully(TextReader input, char[] target, int start)
    {
        int at = start;
        while (at < target.Length)
        {
            int read = input.Read(target, at, target.Length - at);
            if (read <= 0) break;
            at += read;
        }
        return at - start;
    }
}
