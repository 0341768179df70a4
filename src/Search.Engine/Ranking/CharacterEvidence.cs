using System.Globalization;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// What an article gains for the characters of words that it lacks, where they stand in a passage with words of the query that it has: an article on 积雪清理 answers 扫雪 too. Of a word
/// written in two characters either one mostly carries its meaning. The text itself is read, since the index knows single characters only inside pairs; so few articles are looked at.
/// </summary>
internal sealed class CharacterEvidence(RankedQuery query, CharacterFolding folding) : IDisposable
{
    /// <summary>Characters of a longer field behind these are not looked at.</summary>
    private const int MostCharacters = 20_000;

    /// <summary>Words of Chinese text have 1.7 characters on average, and punctuation stands between them.</summary>
    private const int CharactersOfAWord = 2;

    private const int UnitBits = 10;

    /// <summary>Stands in no word.</summary>
    private const char EndOfParagraph = '\n';

    /// <summary>Of searches that look at characters at the same moment.</summary>
    private const int MostRooms = 8;

    private static readonly Spares<Room> Rooms = new(MostRooms);

    private readonly Room room = Rooms.Take() ?? new Room();

    /// <summary>What is looked for in a text: a word that the article has, or a character of words that it lacks.</summary>
    private readonly record struct Unit(string Text, double Weight, bool IsWord);

    /// <summary>A word of several Han characters that may stand anywhere in the text: each of them tells something of it.</summary>
    public static bool IsDivisible(RankedTerm word) =>
        word.Text.Length > 1 && word.Text.All(IsHan) && word.Fields.Contains(TextField.Headline) && word.Fields.Contains(TextField.Body);

    /// <summary>Whether the article has some words and lacks some whose characters tell something; else its text need not be read.</summary>
    /// <param name="present">The words of <see cref="RankedQuery.Together"/> that it has, as bits.</param>
    public static bool MayAdd(RankedQuery query, uint present) => query.LooksAtCharacters && present != 0 && (query.Unseen.Count > 0 || (query.Divisible & ~present) != 0);

    /// <param name="present">As above; <see cref="MayAdd"/>.</param>
    public float Bonus(Article article, uint present, List<string>? lines = null)
    {
        if (!FillUnits(article, present)) return 0;
        (double words, double all, string found) = Best(Fold([article.Headline]), lines is not null);
        (double bodyWords, double bodyAll, string bodyFound) = Best(Fold(article.Paragraphs), lines is not null);
        if (bodyAll > all) (all, found) = (bodyAll, bodyFound);
        words = Math.Max(words, bodyWords);
        double total = query.TotalTogether + query.TotalUnseen, bonus = query.Options.PassageWeight * total * (Share(all) - Share(words));
        if (bonus <= 0) return 0;
        lines?.Add(string.Create(CultureInfo.InvariantCulture, $"+{bonus:F2}: “{found}”, of words it lacks, stands together with other words of the query"));
        return (float)bonus;

        double Share(double sum) => Math.Pow(Math.Min(1, sum / total), PassageEvidence.ShareExponent);
    }

    /// <summary>Leaves its room to the next search.</summary>
    public void Dispose() => Rooms.Give(room);

    /// <returns>Whether there is a character to look for.</returns>
    private bool FillUnits(Article article, uint present)
    {
        List<Unit> units = room.Units;
        HashSet<string> has = room.Has;
        Dictionary<char, double> characters = room.Characters;
        units.Clear();
        has.Clear();
        characters.Clear();
        // Passages are of headline and body; what stands around the headline the article has all the same.
        ReadOnlySpan<char> around = Fold([article.Kicker, article.Subhead]);
        for (int i = 0; i < query.Together.Count; i++)
        {
            // A word that is asked for twice, in a field too, counts there as often.
            if ((present & (1u << i)) != 0 && has.Add(query.Together[i].Text)) units.Add(new Unit(query.Together[i].Text, query.TogetherWeights[i], IsWord: true));
        }

        for (int i = 0; i < query.Together.Count; i++)
        {
            if ((query.Divisible & ~present & (1u << i)) != 0 && !has.Contains(query.Together[i].Text) && around.IndexOf(query.Together[i].Text) < 0) Divide(query.Together[i].Text, query.TogetherWeights[i]);
        }

        foreach (RankedTerm word in query.Unseen) Divide(word.Text, Math.Sqrt(word.Idf));
        foreach ((char c, double weight) in characters)
        {
            if (units.Count < 1 << UnitBits) units.Add(new Unit(c.ToString(), weight, IsWord: false));
        }

        return characters.Count > 0;

        // A character of several words stands for one of them.
        void Divide(string word, double weight)
        {
            foreach (char c in word) characters[c] = Math.Max(characters.GetValueOrDefault(c), query.Options.CharacterShare * weight / word.Length);
        }
    }

    private ReadOnlySpan<char> Fold(IReadOnlyList<string> paragraphs)
    {
        char[] text = room.Text;
        int length = 0;
        for (int i = 0; i < paragraphs.Count; i++)
        {
            int end = Math.Min(length + paragraphs[i].Length + 1, MostCharacters);
            if (text.Length < end) Array.Resize(ref text, Math.Min(MostCharacters, 2 * end));
            foreach (char c in paragraphs[i])
            {
                if (length == end) break;
                if (!folding.IsSkipped(c)) text[length++] = folding.Fold(c);
            }

            if (length < end) text[length++] = EndOfParagraph;
        }

        room.Text = text;
        return text.AsSpan(0, length);
    }

    /// <summary>The most that words, and words and characters beside one, within a window weigh together.</summary>
    /// <param name="names">Whether to say which characters those are.</param>
    private (double Words, double All, string Characters) Best(ReadOnlySpan<char> field, bool names)
    {
        int count = Find(field);
        List<Unit> units = room.Units;
        long[] places = room.Places;
        places.AsSpan(0, count).Sort();
        if (room.Counts.Length < units.Count) room.Counts = new int[units.Count];
        int[] counts = room.Counts;
        counts.AsSpan().Clear();
        double words = 0, characters = 0, mostWords = 0, mostAll = 0;
        string found = "";
        int first = 0, wordCount = 0, window = CharactersOfAWord * query.Options.PassageWindow;
        for (int i = 0; i < count; i++)
        {
            for (; (places[first] >> UnitBits) <= (places[i] >> UnitBits) - window; first++)
            {
                int left = UnitOf(places[first]);
                if (--counts[left] == 0) Add(units[left], -1);
            }

            int entered = UnitOf(places[i]);
            if (counts[entered]++ == 0) Add(units[entered], 1);
            mostWords = Math.Max(mostWords, words);
            if (wordCount == 0 || words + characters <= mostAll) continue;
            mostAll = words + characters;
            if (names) found = string.Concat(units.Where((unit, u) => !unit.IsWord && counts[u] > 0).Select(unit => unit.Text));
        }

        return (mostWords, mostAll, found);

        void Add(Unit unit, int sign)
        {
            if (unit.IsWord)
            {
                words += sign * unit.Weight;
                wordCount += sign;
            }
            else
            {
                characters += sign * unit.Weight;
            }
        }
    }

    /// <summary>Where the units stand, words first: a character inside of one says no more than the word.</summary>
    private int Find(ReadOnlySpan<char> field)
    {
        if (room.InWords.Length < field.Length) room.InWords = new bool[room.Text.Length];
        bool[] inWords = room.InWords;
        inWords.AsSpan(0, field.Length).Clear();
        int count = 0;
        for (int unit = 0; unit < room.Units.Count; unit++)
        {
            (string wanted, _, bool isWord) = room.Units[unit];
            for (int from = 0, at; (at = field[from..].IndexOf(wanted)) >= 0; from += at + 1)
            {
                if (isWord) inWords.AsSpan(from + at, wanted.Length).Fill(true);
                else if (inWords[from + at]) continue;
                if (count == room.Places.Length) Array.Resize(ref room.Places, 2 * count);
                room.Places[count++] = ((long)(from + at) << UnitBits) | (uint)unit;
            }
        }

        return count;
    }

    private static int UnitOf(long place) => (int)(place & ((1 << UnitBits) - 1));

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';

    /// <summary>What one text after the other is looked through in.</summary>
    private sealed class Room
    {
        public readonly List<Unit> Units = [];
        public readonly HashSet<string> Has = new(StringComparer.Ordinal);
        public readonly Dictionary<char, double> Characters = [];
        public long[] Places = new long[256];
        public int[] Counts = [];
        public char[] Text = new char[2048];
        public bool[] InWords = [];
    }
}
