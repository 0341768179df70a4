namespace Search.Engine;

/// <summary>One process owns a data directory: two would number the same sequence twice.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    public const string FileName = "lock";

    /// <summary>EWOULDBLOCK: what a lock that another process holds gives.</summary>
    private const int InUse = 11;

    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <summary>Makes the directory first if it is absent.</summary>
    public static DataDirectoryLock MakeAndTake(string dataDirectory)
    {
        try
        {
            DurableFile.CreateDirectory(dataDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // .NET tells of mkdir's ENOENT that a file was not found.
            string cause = e is FileNotFoundException or DirectoryNotFoundException ? "the file system takes no folder there (no such file or directory)" : e.Message;
            throw new EngineException(EngineFailure.FailedPrecondition, $"the data directory {dataDirectory} cannot be made: {cause}", "", e);
        }

        return Take(dataDirectory);
    }

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
