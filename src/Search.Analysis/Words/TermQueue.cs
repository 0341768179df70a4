namespace Search.Analysis.Words;

/// <summary>Terms waiting to be given, with the text of all of them in one reused array.</summary>
internal sealed class TermQueue
{
    private readonly record struct Entry(int TermStart, int TermLength, int Start, int End, int Increment);

    private char[] text = new char[256];
    private Entry[] entries = new Entry[64];
    private int textLength;
    private int termStart;
    private int count;
    private int next;

    internal bool IsEmpty => next == count;

    internal void Clear() => textLength = termStart = count = next = 0;

    internal void Write(char c)
    {
        if (textLength == text.Length) Array.Resize(ref text, text.Length * 2);
        text[textLength++] = c;
    }

    internal void Write(ReadOnlySpan<char> units)
    {
        Span<char> target = Room(units.Length);
        // Words are short: a call to copy one costs more than the loop.
        for (int i = 0; i < units.Length; i++)
            target[i] = units[i];
        textLength += units.Length;
    }

    internal void WriteWithoutSpaces(ReadOnlySpan<char> units)
    {
        Span<char> target = Room(units.Length);
        int length = 0;
        foreach (char c in units)
        {
            if (c != ' ') target[length++] = c;
        }
        textLength += length;
    }

    private Span<char> Room(int length)
    {
        if (textLength + length > text.Length) Array.Resize(ref text, Math.Max(text.Length * 2, textLength + length));
        return text.AsSpan(textLength, length);
    }

    internal void Write(int number)
    {
        Span<char> digits = stackalloc char[11];
        number.TryFormat(digits, out int length, provider: System.Globalization.CultureInfo.InvariantCulture);
        Write(digits[..length]);
    }

    /// <summary>What was written of the current term, to be changed in place.</summary>
    internal Span<char> Current => text.AsSpan(termStart, textLength - termStart);

    internal void Cut(int length) => textLength = termStart + length;

    /// <summary>Ends the current term; offsets are in the stored text.</summary>
    internal void End(int start, int end, int increment)
    {
        if (count == entries.Length) Array.Resize(ref entries, count * 2);
        entries[count++] = new Entry(termStart, textLength - termStart, start, end, increment);
        termStart = textLength;
    }

    internal ReadOnlySpan<char> Take(out int start, out int end, out int increment) => Take(out int length, out start, out end, out increment)[..length];

    /// <summary>The term and what comes after it in the array, as <see cref="TermAttributes.Set(ReadOnlySpan{char}, int, int, int, int)"/> wants it.</summary>
    internal ReadOnlySpan<char> Take(out int length, out int start, out int end, out int increment)
    {
        ref readonly Entry entry = ref entries[next++];
        (length, start, end, increment) = (entry.TermLength, entry.Start, entry.End, entry.Increment);
        return text.AsSpan(entry.TermStart);
    }
}
