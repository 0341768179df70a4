using Lucene.Net.Analysis;

namespace Search.Analysis.Grams;

internal sealed class GramAnalyzer(CharacterFolding folding) : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader) =>
        new(new GramTokenizer(folding, reader));
}
