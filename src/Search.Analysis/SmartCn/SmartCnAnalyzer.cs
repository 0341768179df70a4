using Lucene.Net.Analysis;

namespace Search.Analysis.SmartCn;

/// <summary>Gives the tokens of Apache Lucene's SmartChineseAnalyzer; the package of that name could be put in its place.</summary>
internal sealed class SmartCnAnalyzer(SmartCnDictionary dictionary) : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader) =>
        new(new SmartCnTokenizer(dictionary, reader));
}
