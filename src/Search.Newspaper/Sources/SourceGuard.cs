using Search.Newspaper.Archives;

namespace Search.Newspaper.Sources;

/// <summary>Turns what the operating system or a decompressor throws in the middle of a source into a last failure for it.</summary>
internal static class SourceGuard
{
    public static PageFailure Damaged(InvalidDataException e) => new(FailureReason.MalformedArchive, 0, $"The compressed data are damaged: {e.Message}");

    public static IEnumerable<ReadResult> Read(string file, CancellationToken cancellation, Func<IEnumerable<ReadResult>> open)
    {
        IEnumerator<ReadResult>? results = null;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadResult? result = null;
                FailureResult? failure = null;
                try
                {
                    results ??= open().GetEnumerator();
                    if (results.MoveNext()) result = results.Current;
                }
                catch (LimitExceededException e)
                {
                    failure = FailureResult.Of(file, FailureReason.TooLarge, e.Message);
                }
                catch (InvalidDataException e)
                {
                    failure = new FailureResult { File = file, Failure = Damaged(e) };
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    failure = FailureResult.Of(file, FailureReason.Unreadable, $"The file cannot be read: {e.Message}");
                }
                if (result is null)
                {
                    if (failure is not null) yield return failure;
                    yield break;
                }
                yield return result;
            }
        }
        finally
        {
            results?.Dispose();
        }
    }
}
