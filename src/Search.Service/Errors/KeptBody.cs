using System.Text.Json;

namespace Search.Service.Errors;

/// <summary>A request's body as it is read, kept until the answer is known: who reads it as JSON says that it is none and not where.</summary>
internal sealed class KeptBody(Stream inner) : Stream
{
    private readonly List<byte[]> read = [];
    private bool ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether a body is JSON in UTF-8, by its type.</summary>
    public static bool Takes(HttpRequest request) => request.HasJsonContentType()
        && (request.GetTypedHeaders().ContentType?.Charset is not { Length: > 0 } charset || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Line and byte, both from 1, where what was read of the body stops being JSON, and why; null where it does not.</summary>
    public string? FindFlaw()
    {
        using var json = new MemoryStream(read.Sum(part => part.Length));
        foreach (byte[] part in read) json.Write(part);
        ReadOnlySpan<byte> text = json.GetBuffer().AsSpan(0, (int)json.Length);
        if (text.StartsWith("\uFEFF"u8)) text = text["\uFEFF"u8.Length..];
        var reader = new Utf8JsonReader(text, isFinalBlock: ended, state: default);
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            return $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {(place < 0 ? e.Message : e.Message[..place])}";
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Keep(buffer.AsSpan(offset, count), inner.Read(buffer, offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        return Keep(buffer.Span, count);
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Keep(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0) read.Add(buffer[..count].ToArray());
        else if (buffer.Length > 0) ended = true;
        return count;
    }
}
