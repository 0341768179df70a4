namespace Search.Analysis.Tests;

public sealed class DictionaryTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("search-dictionaries").FullName;

    public DictionaryTests()
    {
        foreach (string file in Directory.EnumerateFiles(Shipped.Dictionaries, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(directory, Path.GetRelativePath(Shipped.Dictionaries, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("user/general.txt", "好\n")]
    [InlineData("user/general.txt", "两个 词\n")]
    [InlineData("synonyms.txt", "只有一个\n")]
    [InlineData("synonyms.txt", "前,,后\n")]
    [InlineData("variants.txt", "國国\n")]
    [InlineData("stopwords.txt", "的 了\n")]
    public void A_malformed_line_is_named_with_its_file(string file, string line)
    {
        string path = Path.Combine(directory, Path.Combine(file.Split('/')));
        File.WriteAllText(path, "# first\n" + line);
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(directory));
        Assert.Contains(path, e.Message);
        Assert.Contains("line 2", e.Message);
    }

    [Theory]
    [InlineData("variants.txt")]
    [InlineData("compatibility.txt")]
    [InlineData("synonyms.txt")]
    [InlineData("stopwords.txt")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(Path.Combine(directory, file));
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(directory));
        Assert.Contains(file, e.Message);
    }

    [Fact]
    public void The_hash_changes_with_what_is_indexed_and_not_with_synonyms()
    {
        string before = ChineseAnalysis.Load(directory).DictionaryHash;
        File.AppendAllText(Path.Combine(directory, "synonyms.txt"), "\n甲方,乙方\n");
        Assert.Equal(before, ChineseAnalysis.Load(directory).DictionaryHash);
        File.AppendAllText(Path.Combine(directory, "user", "general.txt"), "\n云岫山\n");
        Assert.NotEqual(before, ChineseAnalysis.Load(directory).DictionaryHash);
    }
}
