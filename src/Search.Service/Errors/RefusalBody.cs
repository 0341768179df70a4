namespace Search.Service.Errors;

/// <summary>Holds back the body of an answer whose status says that the request was refused, so that it can still be changed; any other passes at once.</summary>
internal sealed class RefusalBody(HttpResponse response, Stream inner) : Stream
{
    private readonly MemoryStream held = new();

    /// <summary>What was written so far of a refusal.</summary>
    public ReadOnlyMemory<byte> Held => held.GetBuffer().AsMemory(0, (int)held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool IsRefusal => !response.HasStarted && response.StatusCode >= StatusCodes.Status400BadRequest;

    public override void Write(byte[] buffer, int offset, int count) => (IsRefusal ? held : inner).Write(buffer, offset, count);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => (IsRefusal ? held : inner).WriteAsync(buffer, cancellationToken);

    public override void Flush()
    {
        if (!IsRefusal) inner.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => IsRefusal ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
