using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Where a run of Chinese characters is not what any article says: a word that no article has, or single characters, which are no word to the
/// analysis, beside a neighbour that they stand beside in no article. Two known words side by side are never in doubt: nobody need have written
/// them so before.
/// </summary>
internal static class RunDoubts
{
    /// <returns>Positions i at which the characters i and i + 1 are in doubt.</returns>
    public static List<int> Of(string run, IndexKnowledge index)
    {
        List<int> doubts = [];
        int[] word = new int[run.Length];
        bool[] weak = new bool[run.Length];
        Array.Fill(word, -1);
        Array.Fill(weak, true);
        IReadOnlyList<AnalyzedToken> tokens = index.Analysis.Analyze(run, AnalysisMode.Query);
        for (int t = 0; t < tokens.Count; t++)
        {
            if (tokens[t].PositionIncrement == 0) continue;
            // A word that connects does not tell what stands beside it.
            bool known = index.Analysis.IsFunctionWord(tokens[t].Term) || (tokens[t].End - tokens[t].Start > 1 && index.Word(tokens[t].Term) > 0);
            for (int i = tokens[t].Start; i < tokens[t].End; i++) (word[i], weak[i]) = (t, !known);
        }

        for (int i = 0; i + 1 < run.Length; i++)
        {
            bool connects = IsFunction(i) || IsFunction(i + 1);
            bool sameKnownWord = word[i] == word[i + 1] && word[i] >= 0 && !weak[i];
            if (!connects && !sameKnownWord && (weak[i] || weak[i + 1]) && index.Gram(run[i], run[i + 1]) == 0) doubts.Add(i);
        }

        return doubts;

        bool IsFunction(int i) => word[i] >= 0 && index.Analysis.IsFunctionWord(tokens[word[i]].Term);
    }
}
