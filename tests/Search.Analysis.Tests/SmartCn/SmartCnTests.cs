using System.Buffers.Binary;
using System.Security.Cryptography;
using Search.Analysis.SmartCn;

namespace Search.Analysis.Tests.SmartCn;

public sealed class SmartCnTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("。，", "")]
    [InlineData("中　国 人民 共 和 国", "中国/0/3/1 人民/4/6/1 共和国/7/12/1")]
    [InlineData("ＡＢc中ＡＢ１2３", "abc/0/3/1 中/3/4/1 ab/4/6/1 123/6/9/1")]
    [InlineData("3月4日3.5%", "3/0/1/1 月/1/2/1 4/2/3/1 日/3/4/1 3/4/5/1 5/6/7/2")]
    [InlineData("中\U00020000国", "中/0/1/1 \U00020000/1/3/1 国/3/4/1")]
    [InlineData("running Policies", "run/0/7/1 polici/8/16/1")]
    public void Tokens_are_those_of_the_reference(string text, string expected) =>
        Assert.Equal(expected, Shipped.Write(Shipped.Analysis.Analyze(text, AnalysisMode.SmartCn)));

    [Fact]
    public void Half_a_surrogate_pair_at_the_end_of_a_sentence_is_joined_to_nothing()
    {
        // The text before leaves other halves where the sentences of the second one are put side by side.
        Assert.NotEmpty(Shipped.Analysis.Analyze(new string('\uDC00', 40), AnalysisMode.SmartCn));
        IReadOnlyList<AnalyzedToken> tokens = Shipped.Analysis.Analyze("好\uD840\uFFFF好", AnalysisMode.SmartCn);
        Assert.Equal([(0, 1), (1, 2), (2, 3), (3, 4)], tokens.Select(token => (token.Start, token.End)));
    }

    [Fact]
    public void A_missing_dictionary_is_named()
    {
        var e = Assert.Throws<AnalysisDictionaryException>(() => ChineseAnalysis.Load(Path.Combine(Shipped.Checkout, "nowhere")));
        Assert.Contains("nowhere", e.Message);
    }

    [Fact]
    public void A_damaged_dictionary_is_refused_by_its_checksum()
    {
        string directory = Directory.CreateTempSubdirectory("search-dictionary").FullName;
        try
        {
            string path = Path.Combine(directory, SmartCnDictionaryFile.FileName);
            byte[] bytes = File.ReadAllBytes(Path.Combine(Shipped.Dictionaries, "smartcn", SmartCnDictionaryFile.FileName));
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
            var e = Assert.Throws<AnalysisDictionaryException>(() => SmartCnDictionary.Load(path));
            Assert.Contains(path, e.Message);
            Assert.Contains("checksum", e.Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData(8, -1)] // number of words
    [InlineData(8, 1_000_000)]
    [InlineData(8, 100)] // and then what follows is read as pairs
    [InlineData(12, 1_000_000)] // number of pairs
    public void A_dictionary_whose_checksum_hides_wrong_content_is_refused(int offset, int number)
    {
        string directory = Directory.CreateTempSubdirectory("search-dictionary").FullName;
        try
        {
            string path = Path.Combine(directory, SmartCnDictionaryFile.FileName);
            byte[] bytes = File.ReadAllBytes(Path.Combine(Shipped.Dictionaries, "smartcn", SmartCnDictionaryFile.FileName));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), number);
            SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes), bytes.AsSpan(^SHA256.HashSizeInBytes..));
            File.WriteAllBytes(path, bytes);
            var e = Assert.Throws<AnalysisDictionaryException>(() => SmartCnDictionary.Load(path));
            Assert.Contains(path, e.Message);
            Assert.Contains("not the right content", e.Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
