using System.Diagnostics;
using System.Globalization;
using Search.Newspaper;

namespace Search.Benchmarks.Newspapers;

/// <summary><c>pages PATH ROUNDS</c>: reads every file below PATH as <c>search parse</c> does, from memory, on one thread.</summary>
internal static class PagesCommand
{
    internal static int Run(string[] args)
    {
        var files = Directory.EnumerateFiles(args[0], "*", SearchOption.AllDirectories).Where(f => !PageReader.IsCompanion(f)).Order(StringComparer.Ordinal)
            .Select(f => (Name: f, Bytes: File.ReadAllBytes(f))).ToList();
        double megabytes = files.Sum(f => (long)f.Bytes.Length) / 1e6;
        var reader = new PageReader();
        for (int round = 1; round <= int.Parse(args[1], CultureInfo.InvariantCulture); round++)
        {
            int articles = 0, failures = 0;
            var slowest = TimeSpan.Zero;
            long begin = Stopwatch.GetTimestamp();
            foreach (var (name, bytes) in files)
            {
                long one = Stopwatch.GetTimestamp();
                foreach (var result in reader.Parse(bytes, name, PageHints.None))
                {
                    if (result is FailureResult) failures++;
                    else articles += result is PageResult page ? page.Page.Articles.Count : 1;
                }
                var took = Stopwatch.GetElapsedTime(one);
                if (took > slowest) slowest = took;
            }
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round} files {files.Count} articles {articles} failures {failures} seconds {seconds:F3} pages_per_s {files.Count / seconds:F0} mb_per_s {megabytes / seconds:F2} slowest_ms {slowest.TotalMilliseconds:F1}"));
        }
        return 0;
    }
}
