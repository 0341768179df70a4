namespace Search.Analysis.SmartCn;

/// <summary>Steps through the checked bytes of a dictionary file; see <see cref="SmartCnDictionaryFile"/> for the layout.</summary>
internal struct SmartCnDictionaryReader(byte[] bytes, int position, int wordCount, int pairCount)
{
    private readonly byte[] bytes = bytes;
    private int position = position;

    internal int WordCount { get; } = wordCount;
    internal int PairCount { get; } = pairCount;

    internal int ReadByte() => bytes[position++];

    internal char ReadUnit()
    {
        char unit = (char)(bytes[position] | (bytes[position + 1] << 8));
        position += 2;
        return unit;
    }

    internal int ReadNumber()
    {
        int value = bytes[position++];
        if (value < 0x80) return value;
        value &= 0x7F;
        for (int shift = 7; ; shift += 7)
        {
            int next = bytes[position++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
