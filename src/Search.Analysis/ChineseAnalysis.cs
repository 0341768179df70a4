using System.Security.Cryptography;
using System.Text;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Search.Analysis.Grams;
using Search.Analysis.SmartCn;

namespace Search.Analysis;

/// <summary>
/// Everything that turns text into terms, loaded once from <c>index/dictionaries</c> and shared by all threads.
/// </summary>
public sealed class ChineseAnalysis
{
    private ChineseAnalysis(SmartCnDictionary dictionary, string dictionaryHash)
    {
        DictionaryHash = dictionaryHash;
        Folding = new CharacterFolding([]);
        SmartCn = new SmartCnAnalyzer(dictionary);
        IndexWords = SmartCn;
        QueryWords = SmartCn;
        Grams = new GramAnalyzer(Folding);
    }

    /// <summary>Raised by hand when the same text and dictionaries give other terms than before.</summary>
    public int AnalysisNumber => 1;

    /// <summary>Hexadecimal SHA-256 over the shipped dictionaries.</summary>
    public string DictionaryHash { get; }

    /// <summary>Token-identical to Apache Lucene's SmartChineseAnalyzer.</summary>
    public Analyzer SmartCn { get; }

    /// <summary>For the field of words: normalised before it is segmented, with the user's words.</summary>
    public Analyzer IndexWords { get; }

    /// <summary>For the words of a query.</summary>
    public Analyzer QueryWords { get; }

    /// <summary>For the n-gram field; see <see cref="GramQuery"/>.</summary>
    public Analyzer Grams { get; }

    public CharacterFolding Folding { get; }

    /// <exception cref="AnalysisDictionaryException">A file is missing, damaged or malformed; the message names it.</exception>
    public static ChineseAnalysis Load(string dictionariesDirectory)
    {
        string path = Path.Combine(dictionariesDirectory, "smartcn", SmartCnDictionaryFile.FileName);
        byte[] smartCn = SmartCnDictionaryFile.ReadChecked(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(SmartCnDictionaryFile.FileName));
        hash.AppendData(smartCn.AsSpan(smartCn.Length - SHA256.HashSizeInBytes));
        return new ChineseAnalysis(SmartCnDictionary.Decode(smartCn, path), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The tokens of <paramref name="text"/> in the given mode.</summary>
    public IReadOnlyList<AnalyzedToken> Analyze(string text, AnalysisMode mode) => Analyze(text, mode switch
    {
        AnalysisMode.SmartCn => SmartCn,
        AnalysisMode.Index => IndexWords,
        AnalysisMode.Query => QueryWords,
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    });

    internal static List<AnalyzedToken> Analyze(string text, Analyzer analyzer)
    {
        var tokens = new List<AnalyzedToken>();
        using TokenStream stream = analyzer.GetTokenStream("text", text);
        var term = stream.GetAttribute<ICharTermAttribute>();
        var offset = stream.GetAttribute<IOffsetAttribute>();
        var position = stream.GetAttribute<IPositionIncrementAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
            tokens.Add(new AnalyzedToken(term.ToString(), offset.StartOffset, offset.EndOffset, position.PositionIncrement));
        stream.End();
        return tokens;
    }
}
