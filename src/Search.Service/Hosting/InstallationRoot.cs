namespace Search.Service.Hosting;

/// <summary>
/// The folder that relative paths refer to: the checkout that holds Search.sln above the executable, else the executable's own
/// folder. Never the working directory: <c>dotnet run</c> sets that to the project's folder and a service manager to anything.
/// </summary>
internal static class InstallationRoot
{
    public static string Find(string executableDirectory)
    {
        for (var folder = new DirectoryInfo(executableDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Search.sln"))) return folder.FullName;
        }

        return Path.GetFullPath(executableDirectory);
    }
}
