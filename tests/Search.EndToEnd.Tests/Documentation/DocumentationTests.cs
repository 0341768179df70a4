using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Search.EndToEnd.Tests.Documentation;

/// <summary>What the READMEs say is done here as they say it: links lead somewhere, commands run and answer.</summary>
public sealed partial class DocumentationTests(ITestOutputHelper output)
{
    private static readonly string Checkout = FindCheckout();

    [Fact]
    public void Every_relative_link_leads_to_a_file_or_folder()
    {
        List<string> broken = [];
        foreach (string file in Readmes())
        {
            foreach (Match link in Link().Matches(File.ReadAllText(file)))
            {
                string target = link.Groups["target"].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith('#')) continue;
                string path = Path.Combine(Path.GetDirectoryName(file)!, target.Split('#')[0]);
                if (!File.Exists(path) && !Directory.Exists(path)) broken.Add($"{Path.GetRelativePath(Checkout, file)}: {target}");
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_project_of_src_opens_with_a_readme_of_at_most_30_lines()
    {
        foreach (string project in Directory.EnumerateDirectories(Path.Combine(Checkout, "src")))
        {
            string readme = Path.Combine(project, "README.md");
            Assert.True(File.Exists(readme), $"{readme} is missing");
            Assert.InRange(File.ReadAllLines(readme).Length, 3, 30);
        }
    }

    /// <summary>The first command as it stands, on free ports and in a folder of its own; then the commands that ask it.</summary>
    [Fact]
    public async Task The_commands_of_the_readme_start_the_service_and_get_answers()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Checkout, "README.md"));
        string[] blocks = [.. ShellBlock().Matches(readme).Select(m => m.Groups["commands"].Value)];
        string data = Directory.CreateTempSubdirectory("search-readme-").FullName;
        Dictionary<string, string> environment = new()
        {
            ["Search__DataDirectory"] = data,
            ["Kestrel__Endpoints__Http__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
            // No process of the build stays behind with the service's output open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };

        string start = blocks[0].Trim();
        Assert.StartsWith("dotnet run", start, StringComparison.Ordinal);
        Assert.Equal("tests/run", blocks[1].Trim());
        using Process service = Start(start, environment);
        Task<string?> reading = Task.FromResult<string?>(null);
        try
        {
            // The build may say something before the service does.
            string? line;
            do
            {
                reading = service.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
                line = await reading.WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
                output.WriteLine(line ?? "the service ended");
            }
            while (line is not null && !line.Contains("is ready", StringComparison.Ordinal));
            Assert.NotNull(line);
            string[] addresses = [.. Address().Matches(line).Select(m => m.Value)];
            Assert.Equal(2, addresses.Length);
            environment["SEARCH_ADDRESS"] = addresses[1];

            string[] asking = [.. blocks.SelectMany(b => b.Split('\n')).Select(c => c.Trim()).Where(c => c.StartsWith("search query", StringComparison.Ordinal) || c.StartsWith("curl", StringComparison.Ordinal))];
            Assert.True(asking.Length >= 4);
            foreach (string command in asking)
            {
                string line2 = command.Replace("http://localhost:5080", addresses[0], StringComparison.Ordinal).Replace("localhost:5080", addresses[0], StringComparison.Ordinal);
                if (line2.StartsWith("search", StringComparison.Ordinal)) line2 = "dotnet run -c Release --no-build --project src/Search.Cli -- " + line2["search ".Length..];
                using Process client = Start(line2, environment);
                string answer = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                await client.WaitForExitAsync(TestContext.Current.CancellationToken);
                output.WriteLine($"{command}\n{answer}");
                Assert.Equal(0, client.ExitCode);
                Assert.Contains(command.Contains("status", StringComparison.Ordinal) ? "\"ready\":true" : "青岚", answer, StringComparison.Ordinal);
            }
        }
        finally
        {
            service.Kill(entireProcessTree: true);
            // To the end of the output that all of them share: then none is left that writes into the folder. A line that was waited for in vain comes, or its end does.
            await reading.WaitAsync(TimeSpan.FromMinutes(5), CancellationToken.None);
            await service.StandardOutput.ReadToEndAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(5), CancellationToken.None);
            await service.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(data, recursive: true);
        }
    }

    private static Process Start(string command, Dictionary<string, string> environment)
    {
        ProcessStartInfo info = new("bash") { WorkingDirectory = Checkout, RedirectStandardOutput = true };
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add(command);
        foreach ((string name, string value) in environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    private static IEnumerable<string> Readmes() =>
        Directory.EnumerateFiles(Checkout, "*.md", SearchOption.AllDirectories).Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/index/data/", StringComparison.Ordinal));

    private static string FindCheckout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Search.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Search.sln is not above the tests");
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"http://[0-9.]+:[0-9]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
