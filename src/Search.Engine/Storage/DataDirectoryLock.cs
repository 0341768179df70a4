namespace Search.Engine;

/// <summary>One process owns a data directory: two would number the same sequence twice.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    public const string FileName = "lock";

    /// <summary>EWOULDBLOCK: what a lock that another process holds gives.</summary>
    private const int InUse = 11;

    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    public static DataDirectoryLock Take(string dataDirectory)
    {
        string path = Path.Combine(dataDirectory, FileName);
        try
        {
            return new DataDirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == InUse || (OperatingSystem.IsWindows() && File.Exists(path)))
        {
            throw new EngineException(EngineFailure.FailedPrecondition, $"{dataDirectory} is in use by another process ({e.Message})", "", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) // a read-only or full disk, a folder of another user
        {
            throw new EngineException(EngineFailure.FailedPrecondition, $"{dataDirectory} cannot be written: {e.Message}", "", e);
        }
    }

    public void Dispose() => file.Dispose();
}
