namespace Search.Newspaper.Records;

/// <summary>A record's bytes and the 1-based line it begins on; <see cref="TooLong"/> when it passed the limit (then the bytes are cut).</summary>
internal readonly record struct RawRecord(byte[] Bytes, int Line, bool TooLong);

/// <summary>Cuts a stream into records without holding more than one.</summary>
internal static class RecordSplitter
{
    private const int BufferSize = 1 << 16;

    /// <summary>One record a line; blank lines are skipped.</summary>
    public static IEnumerable<RawRecord> Lines(Stream stream, int maxBytes)
    {
        var buffer = new byte[BufferSize];
        var record = new MemoryStream();
        int line = 1;
        bool tooLong = false;
        for (int n = stream.Read(buffer); n > 0; n = stream.Read(buffer))
        {
            int start = 0;
            while (start < n)
            {
                int feed = Array.IndexOf(buffer, (byte)'\n', start, n - start);
                int end = feed < 0 ? n : feed;
                int room = (int)Math.Min(end - start, Math.Max(0, maxBytes - record.Length));
                record.Write(buffer, start, room);
                tooLong |= room < end - start;
                start = end + 1;
                if (feed < 0) break;
                if (!IsBlank(record)) yield return new RawRecord(record.ToArray(), line, tooLong);
                record.SetLength(0);
                tooLong = false;
                line++;
            }
        }
        if (!IsBlank(record)) yield return new RawRecord(record.ToArray(), line, tooLong);
    }

    /// <summary>The values of a JSON array, or values one after the other: cut at the brackets that close them.</summary>
    public static IEnumerable<RawRecord> JsonValues(Stream stream, int maxBytes)
    {
        var buffer = new byte[BufferSize];
        var record = new MemoryStream();
        int line = 1, begun = 1, depth = 0;
        bool inString = false, escaped = false, tooLong = false, opened = false, first = true;
        for (int n = stream.Read(buffer); n > 0; n = stream.Read(buffer))
        {
            for (int i = 0; i < n; i++)
            {
                byte b = buffer[i];
                if (b == '\n') line++;
                if (!opened)
                {
                    if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or 0xEF or 0xBB or 0xBF) continue;
                    if (first && b == '[' || b == ']')
                    {
                        first = false;
                        continue;
                    }
                    first = false;
                    opened = true;
                    begun = line;
                }
                if (record.Length < maxBytes) record.WriteByte(b);
                else tooLong = true;
                if (inString)
                {
                    if (escaped) escaped = false;
                    else if (b == '\\') escaped = true;
                    else if (b == '"') inString = false;
                    continue;
                }
                if (b == '"') inString = true;
                else if (b is (byte)'{' or (byte)'[') depth++;
                else if (b is (byte)'}' or (byte)']') depth--;
                if (depth > 0 || b is not ((byte)'}' or (byte)']' or (byte)',' or (byte)'\n')) continue;
                yield return new RawRecord(record.ToArray(), begun, tooLong);
                record.SetLength(0);
                (depth, opened, tooLong) = (0, false, false);
            }
        }
        if (!IsBlank(record)) yield return new RawRecord(record.ToArray(), begun, tooLong);
    }

    private static bool IsBlank(MemoryStream record)
    {
        foreach (byte b in record.GetBuffer().AsSpan(0, (int)record.Length))
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or 0)) return false;
        }
        return true;
    }
}
