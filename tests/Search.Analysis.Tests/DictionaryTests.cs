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
    [InlineData("kept.txt", "乾\n")]
    [InlineData("checksums.txt", "kept.txt\n")]
    [InlineData("stopwords.txt", "的 了\n")]
    public void A_malformed_line_is_named_with_its_file(string file, string line)
    {
        string path = Path.Combine(directory, Path.Combine(file.Split('/')));
        File.WriteAllText(path, "# first\n" + line);
        LeaveOutOfChecksums(file);
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(directory));
        Assert.Contains(path, e.Message);
        Assert.Contains("line 2", e.Message);
    }

    [Theory]
    [InlineData("variants.txt")]
    [InlineData("compatibility.txt")]
    [InlineData("kept.txt")]
    [InlineData("shapes.txt")]
    [InlineData("readings/words.txt")]
    [InlineData("checksums.txt")]
    [InlineData("synonyms.txt")]
    [InlineData("stopwords.txt")]
    public void A_missing_file_is_named(string file)
    {
        File.Delete(Path.Combine(directory, file));
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(directory));
        Assert.Contains(Path.GetFileName(file), e.Message);
    }

    [Theory]
    [InlineData("variants.txt")]
    [InlineData("readings/characters.txt")]
    [InlineData("smartcn/smartcn.dict")]
    public void A_shipped_file_that_was_changed_stops_the_start(string file)
    {
        File.AppendAllText(Path.Combine(directory, Path.Combine(file.Split('/'))), "#");
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(directory));
        Assert.Contains(Path.GetFileName(file), e.Message);
        Assert.Contains("checksum", e.Message);
    }

    [Fact]
    public void A_file_with_two_checksums_is_refused()
    {
        string path = Path.Combine(directory, "checksums.txt");
        string[] lines = File.ReadAllLines(path);
        File.WriteAllLines(path, [.. lines, lines[^1]]);
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(directory));
        Assert.Contains($"{path}, line {lines.Length + 1}", e.Message);
    }

    [Theory]
    [InlineData("readings/words.txt", "银行\tyin\n")]
    [InlineData("readings/characters.txt", "银行\tyin hang\n")]
    [InlineData("readings/corrections.txt", "银 行\n")]
    public void A_malformed_reading_is_named_with_its_file(string file, string line)
    {
        string path = Path.Combine(directory, Path.Combine(file.Split('/')));
        File.WriteAllText(path, "# first\n" + line);
        LeaveOutOfChecksums(file);
        ChineseAnalysis analysis = ChineseAnalysis.Load(directory);
        Assert.Contains($"{path}, line 2", Assert.Throws<AnalysisDictionaryException>(() => analysis.Readings).Message);
    }

    [Theory]
    [InlineData("未\t50900\t75\t5")]
    [InlineData("未\t5090.0\t215\t5")]
    [InlineData("未\t5090.0\t75")]
    public void A_malformed_shape_is_named_with_its_file(string line)
    {
        string path = Path.Combine(directory, "shapes.txt");
        File.WriteAllText(path, "# first\n" + line);
        LeaveOutOfChecksums("shapes.txt");
        ChineseAnalysis analysis = ChineseAnalysis.Load(directory);
        Assert.Contains($"{path}, line 2", Assert.Throws<AnalysisDictionaryException>(() => analysis.Shapes).Message);
    }

    private void LeaveOutOfChecksums(string file)
    {
        string path = Path.Combine(directory, "checksums.txt");
        if (file != "checksums.txt") File.WriteAllLines(path, File.ReadAllLines(path).Where(line => !line.EndsWith(file, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_hash_changes_with_what_is_indexed_and_not_with_synonyms_and_user_words()
    {
        string before = ChineseAnalysis.Load(directory).DictionaryHash;
        File.AppendAllText(Path.Combine(directory, "synonyms.txt"), "\n甲方,乙方\n");
        File.AppendAllText(Path.Combine(directory, "user", "general.txt"), "\n云岫山\n");
        Assert.Equal(before, ChineseAnalysis.Load(directory).DictionaryHash);
        File.AppendAllText(Path.Combine(directory, "variants.txt"), "\n嶠\t峤\n");
        LeaveOutOfChecksums("variants.txt");
        Assert.NotEqual(before, ChineseAnalysis.Load(directory).DictionaryHash);
    }

    [Fact]
    public void User_words_and_synonyms_are_read_again_and_a_malformed_line_changes_nothing()
    {
        ChineseAnalysis before = ChineseAnalysis.Load(directory);
        File.AppendAllText(Path.Combine(directory, "user", "general.txt"), "\n云岫溪桥\n");
        File.AppendAllText(Path.Combine(directory, "synonyms.txt"), "\n云岫溪桥,云桥\n");
        ChineseAnalysis after = before.Reload(directory);
        Assert.Contains(after.Analyze("云岫溪桥", AnalysisMode.Query), t => t.Term == "云岫溪桥");
        Assert.Equal("云桥", Assert.Single(after.FindSynonyms("云岫溪桥").Single().Alternatives));
        Assert.DoesNotContain(before.Analyze("云岫溪桥", AnalysisMode.Query), t => t.Term == "云岫溪桥");

        File.AppendAllText(Path.Combine(directory, "user", "general.txt"), "两 词\n");
        Assert.Contains("general.txt, line", Assert.Throws<AnalysisDictionaryException>(() => after.Reload(directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void User_words_replace_those_before_and_those_of_the_files()
    {
        ChineseAnalysis shipped = ChineseAnalysis.Load(directory);
        ChineseAnalysis one = shipped.WithUserWords([new UserWord("云岫溪桥")]), none = one.WithUserWords([]);
        Assert.NotEmpty(shipped.FileWords);
        Assert.Contains(one.Analyze("云岫溪桥", AnalysisMode.Index), t => t.Term == "云岫溪桥");
        Assert.DoesNotContain(none.Analyze("云岫溪桥", AnalysisMode.Index), t => t.Term == "云岫溪桥");
        Assert.DoesNotContain(none.Analyze(shipped.FileWords[0].Text, AnalysisMode.Index), t => t.Term == shipped.FileWords[0].Text);
    }
}
