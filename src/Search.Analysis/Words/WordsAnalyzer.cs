using Lucene.Net.Analysis;

namespace Search.Analysis.Words;

/// <param name="vocabulary">Dictionaries and user words.</param>
/// <param name="withInnerWords">True for indexing: the words inside a long word are given too.</param>
internal sealed class WordsAnalyzer(WordVocabulary vocabulary, bool withInnerWords) : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader) =>
        new(new WordsTokenizer(vocabulary, withInnerWords, reader));
}
