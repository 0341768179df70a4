using System.Buffers.Binary;
using Search.Analysis;
using Search.Benchmarks.Tokens;
using Search.Engine;

namespace Search.Benchmarks.Finding;

/// <summary>Makes slips of right queries: one word is taken for another, or one character of a word for another, that is read alike or, as people mishear and mistype it, nearly alike.</summary>
/// <param name="words">That a word may be taken for.</param>
internal sealed class SlipMaker(ChineseAnalysis analysis, IEnumerable<string> words)
{
    private readonly Pinyin pinyin = new(analysis.Readings);
    private readonly ILookup<string, string> spelled = words.ToLookup(word => analysis.Readings.Write(word));

    /// <summary>How often the dictionary has a character as a word: what a keyboard offers first.</summary>
    private readonly Dictionary<char, int> characters = Characters();

    /// <summary>Null where no word of the query has another one like it.</summary>
    public string? Word(string query, bool isNear, Random random)
    {
        (AnalyzedToken Token, string[] Alike)[] choices = [.. Words(query).Select(token => (token, Alike(token.Term, isNear))).Where(choice => choice.Item2.Length > 0)];
        if (choices.Length == 0) return null;
        (AnalyzedToken at, string[] alike) = choices[random.Next(choices.Length)];
        return string.Concat(query.AsSpan(0, at.Start), alike[random.Next(alike.Length)], query.AsSpan(at.End));
    }

    /// <summary>The same for a character; what it makes of the word is none. A frequent character is taken more often.</summary>
    public string? Character(string query, bool isNear, Random random)
    {
        (int At, (char Other, int Frequency)[] Alike)[] choices = [.. Words(query).SelectMany(token => Enumerable.Range(token.Start, token.End - token.Start).Select(at => (at, Alike(query, token, at, isNear)))).Where(choice => choice.Item2.Length > 0)];
        if (choices.Length == 0) return null;
        (int at, (char Other, int Frequency)[] alike) = choices[random.Next(choices.Length)];
        long left = random.NextInt64(alike.Sum(other => (long)other.Frequency));
        char taken = alike.First(other => (left -= other.Frequency) < 0).Other;
        return string.Concat(query.AsSpan(0, at), [taken], query.AsSpan(at + 1));
    }

    private IEnumerable<AnalyzedToken> Words(string query) => analysis.Analyze(query, AnalysisMode.Query).Where(token => token.PositionIncrement > 0 && token.Term.Length > 1 && !analysis.IsFunctionWord(token.Term));

    private string[] Alike(string word, bool isNear)
    {
        if (!isNear) return [.. spelled[analysis.Readings.Write(word)].Where(Fits)];
        string[] syllables = new string[word.Length];
        analysis.Readings.Read(word, syllables);
        return [.. Enumerable.Range(0, word.Length).SelectMany(at => pinyin.Near(syllables[at]).SelectMany(other => spelled[string.Concat(syllables.Select((syllable, i) => i == at ? other : syllable))])).Where(Fits).Distinct()];

        bool Fits(string other) => other != word && other.Length == word.Length;
    }

    private (char, int)[] Alike(string query, AnalyzedToken token, int at, bool isNear)
    {
        string[] syllables = new string[token.End - token.Start];
        analysis.Readings.Read(query.AsSpan(token.Start, token.End - token.Start), syllables);
        string own = syllables[at - token.Start];
        // By its most usual reading: nobody types a rare one by mistake.
        IEnumerable<char> alike = isNear ? pinyin.Near(own).SelectMany(near => pinyin.NearHomophones(own).Where(other => pinyin.Of(other)[0] == near)) : pinyin.Homophones(query[at]).Where(other => pinyin.Of(other)[0] == own);
        return [.. alike.Distinct().Where(other => other != query[at] && characters.ContainsKey(other) && !analysis.IsWord(string.Concat(query.AsSpan(token.Start, at - token.Start), [other], query.AsSpan(at + 1, token.End - at - 1)))).Select(other => (other, characters[other]))];
    }

    private static Dictionary<char, int> Characters()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Dictionaries.Directory, "smartcn", "smartcn.dict"));
        using BinaryReader reader = new(new MemoryStream(bytes, 20, bytes.Length - 20));
        return DictionaryWords.Read(reader, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8))).Where(word => word.Word.Length == 1 && word.Frequency > 0 && DictionaryWords.IsChinese(word.Word)).ToDictionary(word => word.Word[0], word => word.Frequency);
    }
}
