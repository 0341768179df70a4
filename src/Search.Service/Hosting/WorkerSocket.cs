using System.Text;

namespace Search.Service.Hosting;

/// <summary>
/// The Unix socket over which the inbox worker in this process calls the service: it works whatever the ports are, and only this
/// user can open it. In the data directory, which one process owns, or in a private temporary folder where that path is too long.
/// </summary>
internal sealed class WorkerSocket : IDisposable
{
    /// <summary>Linux takes 107 bytes, others a few less.</summary>
    private const int LongestPath = 100;

    private readonly string? temporaryFolder;

    private WorkerSocket(string path, string? temporaryFolder)
    {
        Path = path;
        this.temporaryFolder = temporaryFolder;
    }

    public string Path { get; }

    public static WorkerSocket Choose(string dataDirectory)
    {
        string path = System.IO.Path.Combine(dataDirectory, "worker.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath) return new WorkerSocket(path, null);
        string folder = Directory.CreateTempSubdirectory("search-").FullName;
        return new WorkerSocket(System.IO.Path.Combine(folder, "worker.sock"), folder);
    }

    public void RemoveStale() => File.Delete(Path);

    public void Dispose()
    {
        File.Delete(Path);
        if (temporaryFolder is not null) Directory.Delete(temporaryFolder);
    }
}
