using System.Text.Json;
using Google.Protobuf.Reflection;

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
        var reader = new Utf8JsonReader(Text(), isFinalBlock: ended, state: default);
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

    /// <summary>The first key that is no field of the message, with its path and the message that it should be a field of; null where there is none. Only of a body that was read as one.</summary>
    public (string Path, MessageDescriptor Holder)? FindUnknown(MessageDescriptor message)
    {
        var reader = new Utf8JsonReader(Text());
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? FindUnknown(ref reader, message, "") : null;
    }

    /// <summary>The first value that its field cannot hold, by its path, and what was expected; null where there is none.</summary>
    public (string Path, string Expected)? FindMistyped(MessageDescriptor message)
    {
        var reader = new Utf8JsonReader(Text());
        return MistypedFields.Find(ref reader, message);
    }

    private static (string Path, MessageDescriptor Holder)? FindUnknown(ref Utf8JsonReader reader, MessageDescriptor message, string path)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (KnownFields.Find(message, name) is not { } field) return (path + name, message);
            reader.Read();
            if (KnownFields.HeldBy(field) is not { } held) reader.Skip();
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                if (FindUnknown(ref reader, held, $"{path}{field.Name}.") is { } unknown) return unknown;
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                for (int i = 0; reader.Read() && reader.TokenType == JsonTokenType.StartObject; i++)
                {
                    if (FindUnknown(ref reader, held, $"{path}{field.Name}[{i}].") is { } unknown) return unknown;
                }
            }
        }

        return null;
    }

    private ReadOnlySpan<byte> Text()
    {
        using var json = new MemoryStream(read.Sum(part => part.Length));
        foreach (byte[] part in read) json.Write(part);
        ReadOnlySpan<byte> text = json.GetBuffer().AsSpan(0, (int)json.Length);
        return text.StartsWith("\uFEFF"u8) ? text["\uFEFF"u8.Length..] : text;
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
