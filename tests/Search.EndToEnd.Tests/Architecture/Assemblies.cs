using System.Reflection;

namespace Search.EndToEnd.Tests.Architecture;

/// <summary>The project's assemblies by their folders' names.</summary>
internal static class Assemblies
{
    private static readonly Dictionary<string, Assembly> ByName = new()
    {
        ["Search.Contracts"] = typeof(Contracts.V1.Article).Assembly,
        ["Search.Analysis"] = Assembly.Load("Search.Analysis"),
        ["Search.Newspaper"] = Assembly.Load("Search.Newspaper"),
        ["Search.Engine"] = typeof(Engine.SearchEngine).Assembly,
        ["Search.Ingestion"] = Assembly.Load("Search.Ingestion"),
        ["Search.Service"] = Assembly.Load("Search.Service"),
        // The command's file is called as the command is.
        ["Search.Cli"] = Assembly.Load("search"),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static Assembly Of(string name) => ByName[name];

    public static Assembly[] All => [.. ByName.Values];
}
