using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Search.Analysis.Dictionaries;
using Search.Analysis.Grams;
using Search.Analysis.SmartCn;
using Search.Analysis.Words;

namespace Search.Analysis;

/// <summary>
/// Everything that turns text into terms, loaded once from <c>index/dictionaries</c> and shared by all threads.
/// </summary>
public sealed class ChineseAnalysis
{
    private readonly ShippedDictionaries dictionaries;
    private readonly SmartCnDictionary smartCn;
    private readonly TextNormalizer normalizer;
    private readonly Synonyms synonyms;
    private readonly CountedNumbers numbers;
    private readonly WordVocabulary vocabulary;
    private readonly Lazy<Readings> readings;
    private readonly Lazy<Shapes> shapes;
    private HashSet<string> userWords = [];

    private ChineseAnalysis(ShippedDictionaries dictionaries)
    {
        this.dictionaries = dictionaries;
        Folding = new CharacterFolding(dictionaries.Variants, dictionaries.Compatibility);
        normalizer = new TextNormalizer(dictionaries.Variants, dictionaries.Compatibility, dictionaries.KeptWords);
        synonyms = new Synonyms(dictionaries.SynonymGroups, normalizer);
        // Wanted for suggestions only; indexing and searching start without them.
        readings = new Lazy<Readings>(() => Analysis.Readings.Load(Path.Combine(dictionaries.Directory, "readings")));
        shapes = new Lazy<Shapes>(() => Analysis.Shapes.Load(Path.Combine(dictionaries.Directory, "shapes.txt")));
        smartCn = dictionaries.SmartCn.GetAwaiter().GetResult();
        SmartCn = new SmartCnAnalyzer(smartCn);
        Grams = new GramAnalyzer(Folding);
        (vocabulary, IndexWords, QueryWords) = WordAnalyzers(dictionaries.UserWords);
        numbers = new CountedNumbers(normalizer, QueryWords);
    }

    private ChineseAnalysis(ChineseAnalysis shared, ShippedDictionaries dictionaries, IReadOnlyCollection<UserWord> userWords)
    {
        (this.dictionaries, smartCn, normalizer) = (dictionaries, shared.smartCn, shared.normalizer);
        synonyms = dictionaries.SynonymGroups == shared.dictionaries.SynonymGroups ? shared.synonyms : new Synonyms(dictionaries.SynonymGroups, normalizer);
        (Folding, SmartCn, Grams) = (shared.Folding, shared.SmartCn, shared.Grams);
        (readings, shapes) = (shared.readings, shared.shapes);
        (vocabulary, IndexWords, QueryWords) = WordAnalyzers(userWords);
        numbers = new CountedNumbers(normalizer, QueryWords);
    }

    private (WordVocabulary Vocabulary, Analyzer Index, Analyzer Query) WordAnalyzers(IReadOnlyCollection<UserWord> userWords)
    {
        WordTrie? trie = WordVocabulary.TrieOf(userWords, normalizer);
        this.userWords = [.. userWords.Select(word => word.Text)];
        UserWords = [.. this.userWords];
        var words = new WordVocabulary(smartCn, normalizer, trie);
        return (words, new WordsAnalyzer(words, withInnerWords: true), new WordsAnalyzer(words, withInnerWords: false));
    }

    /// <summary>The user words in force, as written.</summary>
    public IReadOnlyList<string> UserWords { get; private set; } = [];

    /// <summary>Whether segmentation may keep the text, of two characters or more, as one word: it is one of SmartCn's or a user word. Takes some nanoseconds.</summary>
    public bool IsWord(ReadOnlySpan<char> text) => smartCn.Words.Has(text) || userWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text);

    /// <summary>Raised by hand when the same text and dictionaries give other terms than before.</summary>
    public int AnalysisNumber => 3;

    /// <summary>Hexadecimal SHA-256 over the shipped dictionaries that change what is indexed (not synonyms, function words and user words).</summary>
    public string DictionaryHash => dictionaries.Hash;

    /// <summary>Token-identical to Apache Lucene's SmartChineseAnalyzer.</summary>
    public Analyzer SmartCn { get; }

    /// <summary>For the field of words: normalised before it is segmented, with the user's words.</summary>
    public Analyzer IndexWords { get; }

    /// <summary>For the words of a query.</summary>
    public Analyzer QueryWords { get; }

    /// <summary>For the n-gram field; see <see cref="GramQuery"/>.</summary>
    public Analyzer Grams { get; }

    public CharacterFolding Folding { get; }

    /// <summary>How characters and words are read in pinyin. Loaded when first asked for (some 30 ms).</summary>
    public Readings Readings => readings.Value;

    /// <summary>Which characters look alike. Loaded when first asked for (some 20 ms).</summary>
    public Shapes Shapes => shapes.Value;

    /// <exception cref="AnalysisDictionaryException">A file is missing, damaged or malformed; the message names it.</exception>
    public static ChineseAnalysis Load(string dictionariesDirectory) => Load(dictionariesDirectory, dictionariesDirectory);

    /// <param name="dictionariesDirectory">Where <c>index/dictionaries</c> is.</param>
    /// <param name="editedDirectory">Where user words, synonyms and function words are read from instead.</param>
    /// <exception cref="AnalysisDictionaryException">A file is missing, damaged or malformed; the message names it.</exception>
    public static ChineseAnalysis Load(string dictionariesDirectory, string editedDirectory) =>
        new(ShippedDictionaries.Load(dictionariesDirectory, editedDirectory));

    /// <summary>The user words of the files, which are in force until <see cref="WithUserWords"/> replaces them.</summary>
    public IReadOnlyList<UserWord> FileWords => dictionaries.UserWords;

    /// <summary>The same analysis with these user words in place of any before, those of the files too. Costs little: the dictionaries are shared.</summary>
    /// <exception cref="ArgumentException">A word is malformed; see <see cref="UserWord.Flaw"/>.</exception>
    public ChineseAnalysis WithUserWords(IReadOnlyCollection<UserWord> words)
    {
        foreach (UserWord word in words)
        {
            if (UserWord.Flaw(word.Text) is { } flaw)
                throw new ArgumentException(flaw, nameof(words));
        }
        return new ChineseAnalysis(this, dictionaries, words);
    }

    /// <summary>The same analysis with user words, synonyms and function words read again from <paramref name="dictionariesDirectory"/>.</summary>
    /// <exception cref="AnalysisDictionaryException">A file is missing or malformed; the message names it and the line.</exception>
    public ChineseAnalysis Reload(string dictionariesDirectory)
    {
        ShippedDictionaries reloaded = dictionaries.Reload(dictionariesDirectory);
        return new ChineseAnalysis(this, reloaded, reloaded.UserWords);
    }

    /// <summary>
    /// For analysis without a token stream: the words of <see cref="IndexWords"/> or <see cref="QueryWords"/>, and the grams, given to a sink.
    /// </summary>
    /// <param name="mode"><see cref="AnalysisMode.Index"/> or <see cref="AnalysisMode.Query"/>.</param>
    public TermSource CreateTermSource(AnalysisMode mode) => mode is AnalysisMode.Index or AnalysisMode.Query
        ? new TermSource(vocabulary, withInnerWords: mode is AnalysisMode.Index, Folding)
        : throw new ArgumentOutOfRangeException(nameof(mode));

    /// <summary>What each step makes of <paramref name="text"/>, from the stored text to the terms: why something is or is not found.</summary>
    public IReadOnlyList<AnalysisStage> Explain(string text)
    {
        var normalized = new NormalizedText();
        normalizer.Append(text, normalized);
        (List<AnalyzedToken> sentences, List<AnalyzedToken> segments) = AnalysisStage.Cut(text, new WordCutter(vocabulary, withInnerWords: false));
        return
        [
            new AnalysisStage("normalized", AnalysisStage.Normalized(text, normalized)),
            new AnalysisStage("sentences", sentences),
            new AnalysisStage("smartcn", Analyze(text, SmartCn)),
            new AnalysisStage("segments", segments),
            new AnalysisStage("index", Analyze(text, IndexWords)),
            new AnalysisStage("query", Analyze(text, QueryWords)),
            new AnalysisStage("grams", Analyze(text, Grams)),
        ];
    }

    /// <summary>
    /// How texts may write <paramref name="word"/> so that it becomes the same words: itself and with compatibility characters that are spelt in
    /// several (Ⅲ期, iii期). The n-gram field, which maps characters one to one, has to be asked for each.
    /// </summary>
    public IReadOnlyCollection<string> SpellingsOf(string word) => normalizer.SpellingsOf(word);

    /// <summary>
    /// The names in <paramref name="text"/> that have other names, not overlapping, and outside of them the numbers with what they count, in the other numerals.
    /// </summary>
    public IReadOnlyList<SynonymMatch> FindSynonyms(string text)
    {
        IReadOnlyList<SynonymMatch> names = synonyms.Find(text);
        return [.. names, .. numbers.Find(text).Where(number => !names.Any(name => name.Start < number.End && number.Start < name.End))];
    }

    /// <summary>Words of <paramref name="text"/> that are written with a numeral and were typed with a digit (3中全会), each with the word (三中全会), which is as long.</summary>
    public IReadOnlyList<SynonymMatch> FindDigitWords(string text) => numbers.FindWords(text);

    /// <summary>True for a term such as 的, 如何 or "the", which tells little about what a text is about.</summary>
    public bool IsFunctionWord(string term) => dictionaries.FunctionWords.Contains(term);

    /// <summary>The tokens of <paramref name="text"/> in the given mode.</summary>
    public IReadOnlyList<AnalyzedToken> Analyze(string text, AnalysisMode mode) => Analyze(text, mode switch
    {
        AnalysisMode.SmartCn => SmartCn,
        AnalysisMode.Index => IndexWords,
        AnalysisMode.Query => QueryWords,
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    });

    internal static List<AnalyzedToken> Analyze(string text, Analyzer analyzer)
    {
        var tokens = new List<AnalyzedToken>();
        using TokenStream stream = analyzer.GetTokenStream("text", text);
        var term = stream.GetAttribute<ICharTermAttribute>();
        var offset = stream.GetAttribute<IOffsetAttribute>();
        var position = stream.GetAttribute<IPositionIncrementAttribute>();
        stream.Reset();
        while (stream.IncrementToken())
            tokens.Add(new AnalyzedToken(term.ToString(), offset.StartOffset, offset.EndOffset, position.PositionIncrement));
        stream.End();
        return tokens;
    }
}
