using Search.Analysis;

namespace Search.Engine;

/// <summary>A run of text put another way.</summary>
/// <param name="Text">The whole run.</param>
/// <param name="Start">Where what was changed begins in <paramref name="Text"/>.</param>
/// <param name="Length">0 when something was taken away.</param>
/// <param name="Kind">Why it was thought of.</param>
/// <param name="Support">Articles that speak for it.</param>
/// <param name="Certainty">2 if an article says the whole run so, 1 if nothing in it is in doubt any more, else 0.</param>
/// <param name="IsNear">Whether it is only nearly read alike.</param>
/// <param name="IsEndRemoved">Whether the first or the last character was taken away: what is left stands in as many articles whatever was meant.</param>
internal sealed record RunCorrection(string Text, int Start, int Length, CorrectionKind Kind, long Support, int Certainty = 0, bool IsNear = false, bool IsEndRemoved = false);

/// <summary>
/// Other ways to write a run of Chinese characters that the index does not know: what is read alike (first whole names and words from the headlines,
/// then single characters, and those that are nearly read alike), what looks alike, and a character too few, too many or out of order. Each is held against what the index has.
/// </summary>
internal sealed class RunCorrections(IndexKnowledge index, SuggestionFollower suggestions)
{
    private const int LongestWindow = 6;
    private const int LongestName = 4;
    private const int MostChecked = 16;
    private const int MostSimilar = 24;

    /// <summary>Characters that are tried between two.</summary>
    private const int MostFollowing = 60;

    private readonly Dictionary<string, RunCorrection> candidates = [];

    /// <summary>Best first.</summary>
    /// <param name="doubts">See <see cref="RunDoubts"/>; none stands for a whole run that no article contains.</param>
    public List<RunCorrection> Find(string run, IReadOnlyList<int> doubts, CancellationToken cancellation)
    {
        candidates.Clear();
        string[] syllables = new string[run.Length];
        index.Analysis.Readings.Read(run, syllables);
        if (doubts.Count == 0) doubts = [.. Enumerable.Range(0, run.Length - 1)];
        foreach (int doubt in doubts.Take(3))
        {
            cancellation.ThrowIfCancellationRequested();
            AddHomophones(run, syllables, doubt);
            foreach (int at in (int[])[doubt, doubt + 1])
            {
                AddReplacements(run, at, syllables[at]);
                AddRemoval(run, at);
            }

            AddTransposition(run, doubt);
            AddInsertion(run, doubt);
        }

        int before = RunDoubts.Of(run, index).Unknown.Count;
        List<RunCorrection> supported = [];
        foreach (RunCorrection candidate in candidates.Values.OrderByDescending(Rank).ThenBy(c => c.Text, StringComparer.Ordinal).Take(MostChecked))
        {
            cancellation.ThrowIfCancellationRequested();
            long support = SupportOf(candidate, out bool isWhole);
            int after = before == 0 ? 0 : RunDoubts.Of(candidate.Text, index).Unknown.Count;
            // A short run such as a name seldom has two slips: what leaves a doubt in it was not meant either.
            if (support > 0 && (before == 0 || after == 0 || (run.Length > LongestName && after < before))) supported.Add(candidate with { Support = support, Certainty = isWhole ? 2 : after == 0 ? 1 : 0 });
        }

        // Beside what articles say as a whole, what only a pair of it speaks for (高质量发长 beside 高质量发展) was not meant.
        bool isSaid = supported.Exists(c => c.Certainty == 2);
        return [.. supported.Where(c => c.Certainty == 2 || !isSaid).OrderByDescending(Rank).ThenBy(c => c.Text, StringComparer.Ordinal)];
    }

    /// <summary>What sounds alike is likelier than what looks alike on a keyboard for pinyin, and both than a slip of the finger; ten times the articles outweigh that.</summary>
    public static double Rank(RunCorrection candidate) => candidate.IsEndRemoved ? 0 : (2 * candidate.Certainty) + Math.Log10(candidate.Support + 1) + candidate.Kind switch { CorrectionKind.Sound => candidate.IsNear ? 1 : 2, CorrectionKind.Shape => 1, _ => candidate.Length > 0 ? 0.5 : 0.3 };

    private void AddHomophones(string run, string[] syllables, int doubt)
    {
        for (int length = Math.Min(LongestWindow, run.Length); length >= 2; length--)
        {
            for (int start = Math.Max(0, doubt + 2 - length); start <= Math.Min(doubt, run.Length - length); start++)
            {
                if (syllables.AsSpan(start, length).Contains("")) continue;
                foreach ((string text, long articles) in suggestions.FindSpelled(syllables.AsSpan(start, length)))
                {
                    if (text.Length != length || run.AsSpan(start, length).SequenceEqual(text)) continue;
                    // Only what differs is marked.
                    int first = 0, last = length;
                    while (text[first] == run[start + first]) first++;
                    while (text[last - 1] == run[start + last - 1]) last--;
                    Add(string.Concat(run.AsSpan(0, start), text, run.AsSpan(start + length)), start + first, last - first, CorrectionKind.Sound, articles);
                }
            }
        }
    }

    private void AddReplacements(string run, int at, string syllable)
    {
        foreach (char other in suggestions.Pinyin.Homophones(run[at])) Replace(run, at, other, CorrectionKind.Sound);
        Span<char> similar = new char[MostSimilar];
        foreach (char other in similar[..index.Analysis.Shapes.SimilarTo(run[at], similar)]) Replace(run, at, other, CorrectionKind.Shape);
        foreach (char other in suggestions.Pinyin.NearHomophones(syllable)) Replace(run, at, other, CorrectionKind.Sound, isNear: true);
    }

    private void Replace(string run, int at, char other, CorrectionKind kind, bool isNear = false)
    {
        if (other == run[at] || index.Analysis.Folding.Fold(other) != other) return; // a traditional form is found as its simplified one
        int left = at > 0 ? index.Gram(run[at - 1], other) : int.MaxValue;
        if (left == 0) return;
        int right = at + 1 < run.Length ? index.Gram(other, run[at + 1]) : int.MaxValue;
        if (right > 0) Add(string.Concat(run.AsSpan(0, at), [other], run.AsSpan(at + 1)), at, 1, kind, Math.Min(left, right), isNear);
    }

    private void AddRemoval(string run, int at)
    {
        if (run.Length < 3) return;
        bool isLast = at == run.Length - 1;
        if (at > 0 && !isLast)
        {
            int joined = index.Gram(run[at - 1], run[at + 1]);
            if (joined > 0) Add(run.Remove(at, 1), at, 0, CorrectionKind.Spelling, joined);
            return;
        }

        // At an end what is left always stands in as many articles and more: that is no evidence. It must be words to the last character.
        string left = run.Remove(at, 1);
        if (index.Analysis.Analyze(left, AnalysisMode.Query).Any(token => token.End - token.Start > 1 && (isLast ? token.End == left.Length : token.Start == 0)))
            Add(left, Math.Min(at, left.Length - 1), 0, CorrectionKind.Spelling, 1, isEnd: true);
    }

    private void AddTransposition(string run, int at)
    {
        int joined = index.Gram(run[at + 1], run[at]);
        if (joined == 0) return;
        if (at > 0) joined = Math.Min(joined, index.Gram(run[at - 1], run[at + 1]));
        if (at + 2 < run.Length) joined = Math.Min(joined, index.Gram(run[at], run[at + 2]));
        if (joined > 0) Add(string.Concat(run.AsSpan(0, at), [run[at + 1], run[at]], run.AsSpan(at + 2)), at, 2, CorrectionKind.Spelling, joined);
    }

    /// <summary>A character between the two that stands between them in the index.</summary>
    private void AddInsertion(string run, int at)
    {
        if (run.Length < 3) return;
        foreach ((char middle, int articles) in index.Following(run[at]).OrderByDescending(f => f.Articles).Take(MostFollowing))
        {
            if (!IsHan(middle) || index.Analysis.IsFunctionWord(middle.ToString())) continue; // who types less leaves out what connects
            int second = index.Gram(middle, run[at + 1]);
            if (second > 0) Add(run.Insert(at + 1, middle.ToString()), at + 1, 1, CorrectionKind.Spelling, Math.Min(articles, second));
        }
    }

    private void Add(string text, int start, int length, CorrectionKind kind, long support, bool isNear = false, bool isEnd = false)
    {
        RunCorrection candidate = new(text, start, length, kind, support, IsNear: isNear, IsEndRemoved: isEnd);
        if (!candidates.TryGetValue(text, out RunCorrection? known) || Rank(known) < Rank(candidate)) candidates[text] = candidate;
    }

    /// <summary>Articles that contain what was changed with its neighbours: the word it makes, or the characters on both sides.</summary>
    private int SupportOf(RunCorrection candidate, out bool isWhole)
    {
        // A pair left by taking a character away stands somewhere by chance.
        int beside = candidate.Kind == CorrectionKind.Spelling ? 2 : 1;
        int start = Math.Max(0, candidate.Start - beside), end = Math.Min(candidate.Text.Length, candidate.Start + candidate.Length + beside);
        List<AnalyzedToken> tokens = TokensOf(candidate, index);
        foreach (AnalyzedToken token in tokens.Where(token => token.End - token.Start > 1 && IsChanged(token, candidate)))
        {
            start = Math.Min(start, token.Start);
            end = Math.Max(end, token.End);
        }

        // The neighbours are asked for when they make one piece with it; if no article has it so, the word itself must do.
        int whole = candidate.Text.Length <= 8 ? index.Piece(candidate.Text) : 0;
        isWhole = whole > 0;
        int support = isWhole ? whole : index.Piece(candidate.Text[start..end]);
        return support > 0 && IsOfWords(candidate, tokens, index) ? support : 0;
    }

    /// <summary>
    /// Whether what was changed is a word, or is one beside its neighbour in some article. Single characters that stand side by side only across words (传普 in 宣传普及), or beside one that connects, are
    /// nothing that somebody meant. Of two that are no word only the sound tells.
    /// </summary>
    public static bool IsOfWords(RunCorrection candidate, IndexKnowledge index) => IsOfWords(candidate, TokensOf(candidate, index), index);

    private static bool IsOfWords(RunCorrection candidate, List<AnalyzedToken> tokens, IndexKnowledge index)
    {
        if (tokens.Exists(token => token.End - token.Start > 1 && IsChanged(token, candidate))) return true;
        for (int i = 0; i + 1 < tokens.Count && (candidate.Text.Length > 2 || candidate.Kind == CorrectionKind.Sound); i++)
        {
            (AnalyzedToken first, AnalyzedToken second) = (tokens[i], tokens[i + 1]);
            if ((IsChanged(first, candidate) || IsChanged(second, candidate)) && first.End == second.Start && !index.Analysis.IsFunctionWord(first.Term) && !index.Analysis.IsFunctionWord(second.Term)
                && index.HasWords(first.Term, second.Term)) return true;
        }

        return false;
    }

    private static List<AnalyzedToken> TokensOf(RunCorrection candidate, IndexKnowledge index) => [.. index.Analysis.Analyze(candidate.Text, AnalysisMode.Query).Where(token => token.PositionIncrement > 0)];

    private static bool IsChanged(AnalyzedToken token, RunCorrection candidate) => token.Start < candidate.Start + Math.Max(1, candidate.Length) && token.End > candidate.Start;

    public static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or '〇';
}
