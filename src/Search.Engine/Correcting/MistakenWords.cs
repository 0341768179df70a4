using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Words that exist, but were hardly meant: 国家权利机关 for 国家权力机关. No article has the word where the query has it, beside its neighbours or in one passage with the
/// words typed next to it, while one that is read or looks alike, or is nearly read alike, stands there in more articles than chance would have it. Where all words of a query stand together in an article, only
/// neighbours typed without a space can tell that one of them is wrong.
/// </summary>
internal sealed class MistakenWords(IndexSearcher searcher, IndexKnowledge index, SuggestionFollower suggestions)
{
    /// <summary>Words of a query that are looked at; longer ones are sentences, whose words need not stand together.</summary>
    private const int MostWords = 8;

    /// <summary>A passage, in words: some sentences.</summary>
    private const int Window = 30;

    /// <summary>Passages of the other words that are kept: a frequent one alone has more, and these tell enough.</summary>
    private const int MostPassages = 400;

    /// <summary>Articles looked at for one query, each a microsecond at most.</summary>
    private const int MostSteps = 20_000;

    /// <summary>The query's words that a word is held against.</summary>
    private const int MostOthers = 2;

    /// <summary>Words alike that are tried for one word, the commonest.</summary>
    private const int MostAlike = 24;

    /// <summary>Articles that must have the other word beside its neighbours as typed.</summary>
    private const int LeastBeside = 3;

    /// <summary>Articles that must have it in one passage with the others.</summary>
    private const int LeastTogether = 2;

    /// <summary>The same for a word that is only nearly read alike: there are several times as many.</summary>
    private const int LeastNearBeside = 10;
    private const int LeastNearTogether = 4;

    /// <summary>What is read or looks alike before what is nearly read alike, which is looked for where there is nothing else.</summary>
    private static readonly bool[] Likenesses = [false, true];

    private readonly WordsTogether together = new(searcher, Window, MostSteps);
    private readonly AlikeWords alikeWords = new(index, suggestions);
    private readonly IndexStatistics statistics = IndexStatistics.Of(searcher.IndexReader);

    /// <summary>The best for each word, with its place in the query.</summary>
    public List<(int Start, int End, RunCorrection Correction)> Find(ParsedQuery parsed, List<QueryPart> parts, CancellationToken cancellation)
    {
        List<PlacedWord> words = [.. parts.Where(part => part is { IsText: true, IsExcluded: false }).SelectMany(WordsOf)];
        if (words.Count is < 2 or > MostWords) return [];
        // Alternatives and fields need not stand together.
        string[] joined = [.. parsed.Root.Parts.All(part => part is TextNode or NotNode) ? words.Select(word => word.Term).Distinct() : []];
        bool apart = joined.Length > 1 && together.Find(joined, 1).Count == 0 && !together.IsExhausted;
        List<(int, int, RunCorrection)> found = [];
        for (int i = 0; i < words.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            PlacedWord word = words[i];
            if (!word.CanBeMistaken) continue;
            RunCorrection? better = Beside(word, Neighbour(words, i, -1), Neighbour(words, i, 1));
            if (better is null && apart) better = Together(word, Nearest(words, i));
            if (better is not null) found.Add((word.Start, word.End, better));
        }

        return found;
    }

    /// <summary>The word on that side if nothing stands between.</summary>
    private static PlacedWord? Neighbour(List<PlacedWord> words, int at, int side)
    {
        int other = at + side;
        if (other < 0 || other >= words.Count || !words[other].CanBeMistaken) return null;
        return (side < 0 ? words[other].End == words[at].Start : words[at].End == words[other].Start) ? words[other] : null;
    }

    private RunCorrection? Beside(PlacedWord word, PlacedWord? before, PlacedWord? after)
    {
        if ((before is null && after is null) || StandsSo()) return null;
        RunCorrection? best = null;
        foreach (bool isNear in Likenesses)
        {
            if (isNear && (best is not null)) break;
            foreach (AlikeWord other in alikeWords.Of(word.Text, isNear).Take(MostAlike))
            {
                int articles = Articles(other.Text, Math.Max(isNear ? LeastNearBeside : LeastBeside, (int)(best?.Support ?? 0) + 1));
                if (articles > 0) best = Correct(word.Text, other, articles, isNear);
            }
        }

        return best;

        // Of most words: so the articles are not counted.
        bool StandsSo() =>
            (before is null || index.Gram(before.Text[^1], word.Text[0]) > 0) && (after is null || index.Gram(word.Text[^1], after.Text[0]) > 0)
            && (before is null || index.HasPiece(before.Text + word.Text)) && (after is null || index.HasPiece(word.Text + after.Text));

        // The fewest articles that have it beside a neighbour, 0 where less than asked for. Pairs of characters tell most of the time without a search.
        int Articles(string text, int atLeast)
        {
            int fewest = int.MaxValue;
            if (before is not null) fewest = Math.Min(fewest, index.Gram(before.Text[^1], text[0]));
            if (after is not null) fewest = Math.Min(fewest, index.Gram(text[^1], after.Text[0]));
            if (fewest < atLeast) return 0;
            if (before is not null) fewest = Math.Min(fewest, index.Piece(before.Text + text));
            if (after is not null && fewest >= atLeast) fewest = Math.Min(fewest, index.Piece(text + after.Text));
            return fewest < atLeast ? 0 : fewest;
        }
    }

    /// <summary>The different words that were typed next to it: more of them hardly ever stand in one passage, whatever was meant.</summary>
    private static List<string> Nearest(List<PlacedWord> words, int at)
    {
        List<string> nearest = [];
        for (int away = 1; away < words.Count && nearest.Count < MostOthers; away++)
        {
            foreach (int other in (int[])[at - away, at + away])
            {
                if (other >= 0 && other < words.Count && words[other].Term != words[at].Term && !nearest.Contains(words[other].Term) && nearest.Count < MostOthers) nearest.Add(words[other].Term);
            }
        }

        return nearest;
    }

    private RunCorrection? Together(PlacedWord word, IReadOnlyList<string> others)
    {
        if (together.Find([.. others, word.Term], 1).Count > 0) return null;
        List<WordPassages> passages = together.Find(others, MostPassages);
        if (passages.Count < LeastTogether) return null;
        double window = Math.Min(1, Window / statistics.AverageLength(TextField.Body));
        RunCorrection? best = null;
        foreach (bool isNear in Likenesses)
        {
            if (isNear && (best is not null)) break;
            int least = isNear ? LeastNearTogether : LeastTogether;
            foreach (AlikeWord other in alikeWords.Of(word.Text, isNear).Take(MostAlike))
            {
                if (other.Articles <= (best?.Support ?? 0)) break;
                int articles = together.CountWith(passages, other.Text);
                double byChance = passages.Count * window * other.Articles / statistics.Articles;
                if (articles >= least && articles > byChance + (3 * Math.Sqrt(byChance)) && articles > (best?.Support ?? 0)) best = Correct(word.Text, other, articles, isNear);
            }
        }

        return together.IsExhausted ? null : best;
    }

    /// <summary>Only what differs is marked.</summary>
    private static RunCorrection Correct(string word, AlikeWord other, int articles, bool isNear)
    {
        int first = 0, last = word.Length;
        while (word[first] == other.Text[first]) first++;
        while (word[last - 1] == other.Text[last - 1]) last--;
        return new RunCorrection(other.Text, first, last - first, other.Kind, articles, Certainty: 1, isNear);
    }

    private IEnumerable<PlacedWord> WordsOf(QueryPart part) => index.Analysis.Analyze(part.Text, AnalysisMode.Query)
        .Where(token => token.PositionIncrement > 0 && token.End - token.Start > 1 && !index.Analysis.IsFunctionWord(token.Term))
        .Select(token => new PlacedWord(token.Term, part.Text[token.Start..token.End], part.Start + token.Start));

    /// <param name="Term">As the index has it.</param>
    /// <param name="Text">As typed.</param>
    /// <param name="Start">In the query.</param>
    private sealed record PlacedWord(string Term, string Text, int Start)
    {
        public int End => Start + Text.Length;

        public bool CanBeMistaken => Text.All(RunCorrections.IsHan);
    }
}
