namespace Search.Engine;

/// <summary>
/// Characters that may stand side by side, but were hardly meant: 高质量发张 for 高质量发展. With what stands around them they are in hardly any article, while with one that is read alike, or nearly so, they
/// are in very many more.
/// </summary>
internal sealed class UnlikelyCharacters(IndexKnowledge index, Pinyin pinyin)
{
    /// <summary>Characters that are counted together: fewer stand side by side by chance.</summary>
    private const int Window = 4;

    /// <summary>A pair alone says nothing: names are rare beside the words that are read like them.</summary>
    private const int LeastWindow = 3;

    /// <summary>Articles that may have it as typed, misprints: in more than these it was meant.</summary>
    private const int Few = 2;

    /// <summary>Articles that must have what is read alike, for each that has what was typed and for one more.</summary>
    private const int Times = 5;

    /// <summary>Pairs in more than one of so many articles are not looked at: right queries are full of them.</summary>
    private const int RareShare = 500;

    /// <summary>The same in small indexes, in articles.</summary>
    private const int LeastRare = 10;

    /// <summary>Characters alike that are counted for one place, the commonest.</summary>
    private const int MostCounted = 3;

    private readonly int rare = Math.Max(LeastRare, index.Articles / RareShare);

    /// <summary>The best for each run, with its place in the query.</summary>
    /// <param name="runs">Where each begins, and its places that are weak, see <see cref="RunDoubts.Weak"/>.</param>
    public List<(int Start, int End, RunCorrection Correction)> Find(List<(int Start, string Run, List<int> Weak)> runs, CancellationToken cancellation)
    {
        List<(int, int, RunCorrection)> found = [];
        foreach ((int start, string run, List<int> weak) in runs)
        {
            RunCorrection? best = null;
            foreach (int pair in run.Length < LeastWindow ? [] : weak)
            {
                cancellation.ThrowIfCancellationRequested();
                if (index.Gram(run[pair], run[pair + 1]) <= rare) best = Better(run, pair, best);
            }

            if (best is not null) found.Add((start, start + run.Length, best));
        }

        return found;
    }

    private RunCorrection? Better(string run, int pair, RunCorrection? best)
    {
        int from = Math.Clamp(pair - 1, 0, Math.Max(0, run.Length - Window)), to = Math.Min(run.Length, from + Window);
        int typed = index.Piece(run[from..to], Few + 1);
        if (typed > Few) return best;
        int least = Times * (typed + 1);
        string[] syllables = new string[run.Length];
        index.Analysis.Readings.Read(run, syllables);
        foreach (int at in (int[])[pair, pair + 1])
        {
            foreach (RunCorrection other in Alike(run, at, syllables[at], least).OrderByDescending(other => other.Support).ThenBy(other => other.Text, StringComparer.Ordinal).Take(MostCounted))
            {
                int articles = index.Piece(other.Text[from..to]);
                // At an end it may be cut out of what stands there: 最美基 is in many articles, all of which say 最美基层.
                bool isAtEnd = at == 0 || at == run.Length - 1;
                if (articles >= least && articles > (best?.Support ?? 0) && (!isAtEnd || RunCorrections.IsOfWords(other, index))) best = other with { Support = articles };
            }
        }

        return best;
    }

    /// <summary>Those that stand beside both neighbours in enough articles.</summary>
    private List<RunCorrection> Alike(string run, int at, string syllable, int least)
    {
        List<RunCorrection> alike = [];
        foreach (char other in pinyin.Homophones(run[at])) Try(other, isNear: false);
        foreach (char other in pinyin.NearHomophones(syllable)) Try(other, isNear: true);
        return alike;

        void Try(char other, bool isNear)
        {
            if (other == run[at] || index.Analysis.Folding.Fold(other) != other) return; // a traditional form is found as its simplified one
            int left = at > 0 ? index.Gram(run[at - 1], other) : int.MaxValue;
            if (left < least) return;
            int right = at + 1 < run.Length ? index.Gram(other, run[at + 1]) : int.MaxValue;
            if (right >= least) alike.Add(new RunCorrection(string.Concat(run.AsSpan(0, at), [other], run.AsSpan(at + 1)), at, 1, CorrectionKind.Sound, Math.Min(left, right), Certainty: 1, isNear));
        }
    }
}
