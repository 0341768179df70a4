using System.Globalization;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// What an article gains for the characters of words that it lacks, where they stand in a passage with the query's other words: an article on 积雪清理 answers 扫雪 too. Of a word written in
/// two characters either one mostly carries its meaning. The text itself is read, since the index knows single characters only inside pairs; so few articles are looked at.
/// </summary>
internal sealed class CharacterEvidence(RankedQuery query, CharacterFolding folding)
{
    /// <summary>Characters of a longer field behind these are not looked at.</summary>
    private const int MostCharacters = 20_000;

    /// <summary>Words of Chinese text have 1.7 characters on average, and punctuation stands between them.</summary>
    private const int CharactersOfAWord = 2;

    private const int UnitBits = 10;

    private readonly List<Unit> units = [];
    private long[] places = new long[256];
    private int[] counts = [];
    private char[] text = new char[2048];

    /// <summary>What is looked for in a text: a word that the article has, or a character of words that it lacks.</summary>
    private readonly record struct Unit(string Text, double Weight, bool IsWord);

    /// <summary>Words whose characters tell something, as bits of their number in <see cref="RankedQuery.Together"/>.</summary>
    public static uint Divisible(RankedQuery query)
    {
        uint bits = 0;
        for (int i = 0; i < query.Together.Count; i++)
        {
            if (query.Together[i].Text is { Length: > 1 } word && word.All(IsHan)) bits |= 1u << i;
        }

        return bits;
    }

    /// <param name="present">The words of <see cref="RankedQuery.Together"/> that the article has, as bits.</param>
    public float Bonus(Article article, uint present, List<string>? lines = null)
    {
        FillUnits(present);
        (double words, double all) = Best(Fold([article.Headline]));
        (double bodyWords, double bodyAll) = Best(Fold(article.Paragraphs));
        words = Math.Max(words, bodyWords);
        all = Math.Max(all, bodyAll);
        double bonus = query.Options.PassageWeight * query.TotalTogether * (Share(all) - Share(words));
        if (bonus > 0 && lines is not null)
        {
            string lacking = string.Join(", ", query.Together.Where((_, i) => (query.Divisible & ~present & (1u << i)) != 0).Select(word => word.Text));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"+{bonus:F2}: characters of what it lacks ({lacking}) stand together with other words of the query"));
        }

        return (float)bonus;
    }

    private double Share(double sum) => Math.Pow(Math.Min(1, sum / query.TotalTogether), PassageEvidence.ShareExponent);

    private void FillUnits(uint present)
    {
        units.Clear();
        Dictionary<char, double> characters = [];
        for (int i = 0; i < query.Together.Count; i++)
        {
            string word = query.Together[i].Text;
            if ((present & (1u << i)) != 0)
            {
                units.Add(new Unit(word, query.TogetherWeights[i], IsWord: true));
            }
            else if ((query.Divisible & (1u << i)) != 0)
            {
                foreach (char c in word) characters[c] = characters.GetValueOrDefault(c) + (query.Options.CharacterShare * query.TogetherWeights[i] / word.Length);
            }
        }

        foreach ((char c, double weight) in characters)
        {
            if (units.Count < 1 << UnitBits) units.Add(new Unit(c.ToString(), weight, IsWord: false));
        }
    }

    private ReadOnlySpan<char> Fold(IReadOnlyList<string> paragraphs)
    {
        int length = 0;
        foreach (string paragraph in paragraphs)
        {
            int room = Math.Min(length + paragraph.Length, MostCharacters);
            if (text.Length < room) Array.Resize(ref text, Math.Min(MostCharacters, 2 * room));
            foreach (char c in paragraph)
            {
                if (length == room) break;
                if (!folding.IsSkipped(c)) text[length++] = folding.Fold(c);
            }
        }

        return text.AsSpan(0, length);
    }

    /// <summary>The most that words, and words and characters, within a window weigh together.</summary>
    private (double Words, double All) Best(ReadOnlySpan<char> field)
    {
        int count = 0;
        for (int unit = 0; unit < units.Count; unit++)
        {
            string wanted = units[unit].Text;
            for (int from = 0, at; (at = field[from..].IndexOf(wanted)) >= 0; from += at + 1)
            {
                if (count == places.Length) Array.Resize(ref places, 2 * count);
                places[count++] = ((long)(from + at) << UnitBits) | (uint)unit;
            }
        }

        places.AsSpan(0, count).Sort();
        if (counts.Length < units.Count) counts = new int[units.Count];
        counts.AsSpan().Clear();
        double words = 0, characters = 0, mostWords = 0, mostAll = 0;
        int first = 0, window = CharactersOfAWord * query.Options.PassageWindow;
        for (int i = 0; i < count; i++)
        {
            for (; (places[first] >> UnitBits) <= (places[i] >> UnitBits) - window; first++)
            {
                int left = (int)(places[first] & ((1 << UnitBits) - 1));
                if (--counts[left] == 0) Add(units[left], -1);
            }

            int entered = (int)(places[i] & ((1 << UnitBits) - 1));
            if (counts[entered]++ == 0) Add(units[entered], 1);
            mostWords = Math.Max(mostWords, words);
            mostAll = Math.Max(mostAll, words + characters);
        }

        return (mostWords, mostAll);

        void Add(Unit unit, int sign)
        {
            if (unit.IsWord) words += sign * unit.Weight;
            else characters += sign * unit.Weight;
        }
    }

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';
}
