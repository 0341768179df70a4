namespace Search.Engine;

/// <summary>One process owns a data directory: two would number the same sequence twice.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    public static DataDirectoryLock Take(string dataDirectory)
    {
        string path = Path.Combine(dataDirectory, "lock");
        try
        {
            return new DataDirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new EngineException(EngineFailure.FailedPrecondition, $"{dataDirectory} is in use by another process ({e.Message})", "", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EngineException(EngineFailure.FailedPrecondition, $"{dataDirectory} cannot be written: {e.Message}", "", e);
        }
    }

    public void Dispose() => file.Dispose();
}
