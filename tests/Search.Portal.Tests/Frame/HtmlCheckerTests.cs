using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Search.Portal.Tests.Frame;

/// <summary>What the Nu Html Checker, which the portal's authors had no hand in, says of the pages.</summary>
public sealed class HtmlCheckerTests(PortalService service)
{
    [Fact]
    public async Task An_independent_checker_finds_nothing_wrong_with_any_page()
    {
        string folder = Directory.CreateTempSubdirectory("search-checker-").FullName;
        try
        {
            string checker = Path.Combine(Path.GetDirectoryName(Source())!, "..", "checker");
            foreach (string name in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(checker, name), Path.Combine(folder, name));
            var (installed, said) = await RunAsync("npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder);
            Assert.True(installed == 0, said);

            using var http = new HttpClient { BaseAddress = new Uri(service.Address) };
            var files = new Dictionary<string, string>();
            foreach (string address in await PortalPages.AllAsync(service))
            {
                string file = Path.Combine(folder, $"page{files.Count}.html");
                await File.WriteAllTextAsync(file, await (await http.GetAsync(address)).Content.ReadAsStringAsync());
                files.Add(file, address);
            }

            string broken = Path.Combine(folder, "broken.html");
            await File.WriteAllTextAsync(broken, "<!DOCTYPE html><html lang=\"zh\"><title>坏页</title><p id=\"a\"><p id=\"a\"><img>");
            string jar = Path.Combine(folder, "node_modules", "vnu-jar", "build", "dist", "vnu.jar");
            var (refused, ofBroken) = await RunAsync("java", "-jar", jar, "--format", "gnu", broken);
            Assert.True(refused != 0 && ofBroken.Contains("Duplicate ID", StringComparison.Ordinal), ofBroken);

            var (valid, found) = await RunAsync("java", ["-jar", jar, "--format", "gnu", .. files.Keys]);
            foreach (var (file, address) in files) found = found.Replace(file, address, StringComparison.Ordinal);
            // It guesses languages, and the text of an attack is no Chinese.
            string[] wrong = [.. found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains("appears to be written in", StringComparison.Ordinal))];
            Assert.True(valid == 0 && wrong.Length == 0, found);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Source([CallerFilePath] string path = "") => path;

    private static async Task<(int ExitCode, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
