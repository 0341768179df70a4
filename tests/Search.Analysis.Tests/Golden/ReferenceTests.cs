using System.Diagnostics;
using System.Text;

namespace Search.Analysis.Tests.Golden;

/// <summary>Compares with Apache Lucene's SmartChineseAnalyzer: always through a golden file, and itself where it is installed.</summary>
public sealed class ReferenceTests
{
    private static readonly string Folder = Path.Combine(Shipped.Checkout, "tests", "Search.Analysis.Tests", "Golden");

    [Fact]
    public void Our_own_sentences_give_the_tokens_of_the_reference()
    {
        string[] sentences = File.ReadAllLines(Path.Combine(Folder, "sentences.txt"));
        string[] expected = File.ReadAllLines(Path.Combine(Folder, "sentences.tokens.txt"));
        Assert.Equal(expected.Length, sentences.Length);
        for (int i = 0; i < sentences.Length; i++)
            Assert.Equal(expected[i], Shipped.Write(Shipped.Analysis.Analyze(sentences[i], AnalysisMode.SmartCn)));
    }

    [Fact]
    public async Task Random_lines_give_the_tokens_of_the_reference_where_it_is_installed()
    {
        // Debian's package liblucene8-java puts its jars here.
        string jars = "/usr/share/java";
        string[] classPath = [.. Directory.Exists(jars) ? Directory.GetFiles(jars, "lucene-*-8.*.jar") : []];
        Assert.SkipUnless(classPath.Any(jar => jar.Contains("smartcn")) && OnPath("javac"), "The reference needs a JDK and liblucene8-java.");

        string directory = Directory.CreateTempSubdirectory("search-reference").FullName;
        try
        {
            string[] lines = RandomLines(seed: 20_240_607, count: 4_000);
            string input = Path.Combine(directory, "in.txt"), output = Path.Combine(directory, "out.txt");
            await File.WriteAllLinesAsync(input, lines, new UTF8Encoding(false), TestContext.Current.CancellationToken);
            using Process java = Process.Start("java", ["-cp", string.Join(':', classPath), Path.Combine(Folder, "Reference.java"), input, output]);
            await java.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, java.ExitCode);
            string[] expected = (await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken)).Split('\n');
            for (int i = 0; i < lines.Length; i++)
                Assert.Equal(expected[i], Shipped.Write(Shipped.Analysis.Analyze(lines[i], AnalysisMode.SmartCn)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static bool OnPath(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, command)));

    // Words of the golden sentences, characters of all classes of the lattice and of the sentence breaker, any other characters.
    // No surrogate pairs: the 1,024-unit buffer may cut one, and the reference cannot write half of it.
    private static string[] RandomLines(int seed, int count)
    {
        var random = new Random(seed);
        string own = string.Concat(File.ReadLines(Path.Combine(Folder, "sentences.txt")).SelectMany(s => s.Where(c => !char.IsSurrogate(c))));
        const string special = "aZ09 \t.!?\"'()。！？”’）》\u3000\u0085\u2028\u2029\u0301\u00AD\u0964ＡｚＰ０９.…—·，,;：\u05D0\uAC00\uFFFE\u25CF\uFF0E";
        var lines = new string[count];
        var line = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            line.Clear();
            int length = i % 100 == 0 ? random.Next(1_000, 4_000) : random.Next(0, 80);
            int mixture = random.Next(3);
            while (line.Length < length)
            {
                int kind = random.Next(10);
                if (kind < 6 - (2 * mixture))
                {
                    int start = random.Next(own.Length - 6);
                    line.Append(own, start, random.Next(1, 6));
                }
                else if (kind < 9)
                    line.Append(special[random.Next(special.Length)]);
                else
                {
                    char any = (char)random.Next(char.MaxValue);
                    if (!char.IsSurrogate(any) && any is not ('\r' or '\n')) line.Append(any);
                }
            }
            lines[i] = line.ToString();
        }
        return lines;
    }
}
