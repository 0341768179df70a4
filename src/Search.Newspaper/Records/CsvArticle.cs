using System.Text;
using Search.Newspaper.Archives;
using Search.Newspaper.Text;

namespace Search.Newspaper.Records;

/// <summary>Articles in CSV or TSV (RFC 4180): the first record names the columns, each by any name of <see cref="ArticleFields"/>. Streamed: one record is held at a time.</summary>
internal static class CsvArticle
{
    /// <summary>Of the columns that an error names: the first record of a file without a head is a whole article.</summary>
    private const int MostListed = 20, LongestListed = 20;

    private sealed record Row(List<string> Fields, int Line, bool Broken, bool TooLong);

    public static IEnumerable<ReadResult> Read(Stream stream, string file, PageHints hints, ReaderLimits limits)
    {
        using var reader = Open(stream, out bool decodable);
        if (!decodable)
        {
            yield return Fail(file, FailureReason.BadEncoding, 0, "The head of the file is in no known encoding.");
            yield break;
        }
        char separator = file.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : '\0';
        List<string>? header = null;
        List<int[]> columns = [];
        foreach (var row in Rows(reader, separator, limits.MaxRecordBytes / 2))
        {
            if (row.TooLong)
            {
                yield return Fail(file, FailureReason.TooLarge, row.Line, "The record is longer than allowed.");
                yield break;
            }
            if (row.Broken)
            {
                yield return Fail(file, FailureReason.MalformedCsv, row.Line, "A quoted field is not closed.");
                yield break;
            }
            if (header is null)
            {
                header = row.Fields.ConvertAll(f => f.Trim().ToLowerInvariant());
                columns = [.. header.Index().Where(column => column.Item.Length > 0).GroupBy(column => column.Item, column => column.Index).Select(named => named.ToArray())];
                if (FlawOf(header) is not { } flaw) continue;
                yield return Fail(file, FailureReason.MalformedCsv, row.Line, flaw);
                yield break;
            }
            // A comma too many at the end of the line holds nothing that could be lost.
            while (row.Fields.Count > header.Count && row.Fields[^1].Length == 0) row.Fields.RemoveAt(row.Fields.Count - 1);
            if (row.Fields.Count != header.Count)
            {
                yield return Fail(file, FailureReason.MalformedCsv, row.Line, $"The record has {row.Fields.Count} fields, the head names {header.Count}.");
                continue;
            }
            yield return ToJson(header, columns, row.Fields, out byte[] json) is { } contradiction
                ? Fail(file, FailureReason.Contradiction, row.Line, contradiction)
                : JsonArticle.Read(file, new RawRecord(json, row.Line, false), hints);
        }
        if (header is null) yield return Fail(file, FailureReason.Empty, 0, "The file has no record.");
    }

    /// <returns>Null for a head by which records can be read.</returns>
    private static string? FlawOf(List<string> header) =>
        header.Exists(name => ArticleFields.Find(name) is { } field && (field == ArticleFields.Body || field == ArticleFields.Paragraphs))
            ? null
            : $"No column holds a text: none is named {ArticleFields.TextNames}. The first record names {Listed(header)}.";

    private static string Listed(List<string> header)
    {
        string[] shown = [.. header.Take(MostListed).Select(name => name.Length <= LongestListed ? $"'{name}'" : $"'{name[..(char.IsHighSurrogate(name[LongestListed - 1]) ? LongestListed - 1 : LongestListed)]}…'")];
        return string.Join(", ", shown) + (header.Count > MostListed ? $" and {header.Count - MostListed} more" : "");
    }

    /// <summary>A record becomes the JSON object that it stands for, so that both forms have one meaning and one kept source.</summary>
    /// <param name="header">The columns' names.</param>
    /// <param name="columns">Places of columns that have one name.</param>
    /// <param name="fields">The record.</param>
    /// <param name="json">The object, if null is returned.</param>
    /// <returns>Why it stands for none: columns of one name say different things.</returns>
    private static string? ToJson(List<string> header, List<int[]> columns, List<string> fields, out byte[] json)
    {
        json = [];
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream, ParsedPageJson.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (int[] named in columns)
            {
                string name = header[named[0]];
                string[] said = [.. named.Select(i => fields[i]).Where(value => !string.IsNullOrWhiteSpace(value))];
                if (said.Length == 0) continue;
                if (said.Length > 1 && ArticleFields.Find(name) is { } field && Array.Exists(said, other => !JsonArticle.Agree(field, said[0].Trim(), other.Trim())))
                    return $"The columns {string.Join(" and ", named.Select(i => i + 1))} are both named '{name}' and differ: take one out, or name it otherwise.";
                writer.WriteString(name, said[0]);
            }
            writer.WriteEndObject();
        }
        json = stream.ToArray();
        return null;
    }

    /// <summary>The encoding of the whole follows from its first bytes, since a stream cannot be read twice.</summary>
    private static StreamReader Open(Stream stream, out bool decodable)
    {
        var head = new byte[1 << 16];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var encoding = TextDecoder.Sniff(head.AsSpan(0, length), length < head.Length);
        decodable = encoding is not null;
        return new StreamReader(new ChainedStream(head.AsMemory(0, length), stream), encoding ?? Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
    }

    private static IEnumerable<Row> Rows(TextReader reader, char separator, int maxLength)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        int line = 1, begun = 1, length = 0;
        bool quoted = false, any = false, carriageReturns = false, ended = false;
        for (int c = reader.Read(); c >= 0; c = reader.Read())
        {
            if (++length > maxLength)
            {
                yield return new Row(fields, begun, false, true);
                yield break;
            }
            any = true;
            // Old programs for the Mac end lines with a carriage return alone: the first end of a line decides.
            if (!ended && !quoted && c is '\r' or '\n') (ended, carriageReturns) = (true, c == '\r' && reader.Peek() != '\n');
            if (carriageReturns && c == '\r') c = '\n';
            if (c == '\n') line++;
            if (quoted)
            {
                if (c != '"') field.Append((char)c);
                else if (reader.Peek() == '"') field.Append((char)reader.Read());
                else quoted = false;
                continue;
            }
            if (separator == '\0' && c is ',' or '\t' or ';') separator = (char)c;
            if (c == '"' && field.Length == 0) quoted = true;
            else if (c == separator) Next();
            else if (c == '\n')
            {
                Next();
                // What Excel reads as the separator's name and no record.
                if (begun == 1 && string.Join(separator, fields) is { Length: 5 } named && named.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
                {
                    separator = named[^1];
                    fields.Clear();
                }
                if (fields is [_, _, ..] or [{ Length: > 0 }]) yield return new Row(fields, begun, false, false);
                (fields, begun, length, any) = ([], line, 0, false);
            }
            else if (c != '\r') field.Append((char)c);
        }
        if (quoted) yield return new Row(fields, begun, true, false);
        else if (any)
        {
            Next();
            if (fields.Count > 1 || fields[0].Length > 0) yield return new Row(fields, begun, false, false);
        }

        void Next()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    private static FailureResult Fail(string file, string reason, int line, string message) => new() { File = file, Failure = new PageFailure(reason, line, message) };

    private sealed class ChainedStream(ReadOnlyMemory<byte> head, Stream rest) : ForwardStream
    {
        private ReadOnlyMemory<byte> head = head;

        public override int Read(Span<byte> buffer)
        {
            if (head.Length == 0) return rest.Read(buffer);
            int n = Math.Min(buffer.Length, head.Length);
            head.Span[..n].CopyTo(buffer);
            head = head[n..];
            return n;
        }
    }
}
