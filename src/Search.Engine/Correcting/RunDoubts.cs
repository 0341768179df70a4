using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Where a run of Chinese characters is not what any article says: a word that no article has, or single characters, which are no word to the
/// analysis, beside a neighbour that they stand beside in no article. Two known words side by side are never in doubt: nobody need have written
/// them so before.
/// </summary>
internal sealed class RunDoubts
{
    /// <summary>Positions i at which the characters i and i + 1 are in doubt.</summary>
    public required List<int> Unknown { get; init; }

    /// <summary>
    /// Those and others at which the characters may be there by chance: pairs that some article has, and a single character that connects, which another one was perhaps meant for (叙你亚).
    /// What stands around them tells, see <see cref="UnlikelyCharacters"/>.
    /// </summary>
    public required List<int> Weak { get; init; }

    public static RunDoubts Of(string run, IndexKnowledge index)
    {
        List<int> unknown = [], pairs = [];
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
            if (sameKnownWord) continue;
            if (connects ? IsFunctionCharacter(i) || IsFunctionCharacter(i + 1) : weak[i] || weak[i + 1]) pairs.Add(i);
            if (!connects && (weak[i] || weak[i + 1]) && index.Gram(run[i], run[i + 1]) == 0) unknown.Add(i);
        }

        return new RunDoubts { Unknown = unknown, Weak = pairs };

        bool IsFunction(int i) => word[i] >= 0 && index.Analysis.IsFunctionWord(tokens[word[i]].Term);

        bool IsFunctionCharacter(int i) => IsFunction(i) && tokens[word[i]].End - tokens[word[i]].Start == 1;
    }
}
