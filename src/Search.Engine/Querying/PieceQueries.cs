using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util.Automaton;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Lucene queries for text that must stand in a field as typed. All give the number of occurrences as their frequency.</summary>
internal sealed class PieceQueries(ChineseAnalysis analysis)
{
    /// <summary>
    /// Every article whose field contains the piece, white space ignored, wherever the segmentation cuts. Null if nothing but white space is in it.
    /// </summary>
    public Query? Literal(TextField field, string piece)
    {
        IReadOnlyList<string> grams = GramQuery.GramsOf(analysis.Folding, piece);
        string name = field.GramName();
        if (grams.Count == 0)
            return null;
        if (grams.Count == 1)
            return grams[0].Length == 1 ? Constant(new PrefixQuery(new Term(name, grams[0]))) : new TermQuery(new Term(name, grams[0]));
        PhraseQuery phrase = new();
        // Every second bigram covers every character; the last one closes a piece of odd length.
        for (int i = 0; i < grams.Count; i += 2)
            phrase.Add(new Term(name, grams[i]), i);
        if (grams.Count % 2 == 0)
            phrase.Add(new Term(name, grams[^1]), grams.Count - 1);
        return phrase;
    }

    /// <summary>
    /// What an operator's operand means: Chinese is taken as it stands; Latin letters and digits as whole words, so that -art does not exclude party.
    /// </summary>
    public Query? Exact(TextField field, string text)
    {
        return IsLatin(text) ? Words(field, text) : Literal(field, text);
    }

    /// <summary>Another name of something: as <see cref="Exact"/>, but where it begins or ends in Latin letters or digits those are whole words too (20年 is not found in 2020年).</summary>
    public Query? Name(TextField field, string name) => IsCutFromLatin(name) ? Words(field, name) : Literal(field, name);

    /// <summary>The words of the text one after the other.</summary>
    private Query? Words(TextField field, string text)
    {
        IReadOnlyList<AnalyzedToken> tokens = analysis.Analyze(text, AnalysisMode.Query);
        if (tokens.Count == 0)
            return Literal(field, text);
        if (tokens.Count == 1)
            return new TermQuery(new Term(field.Name(), tokens[0].Term));
        PhraseQuery phrase = new();
        int position = -1;
        foreach (AnalyzedToken token in tokens)
        {
            position += Math.Max(token.PositionIncrement, position < 0 ? 1 : 0);
            phrase.Add(new Term(field.Name(), token.Term), position);
        }
        return phrase;
    }

    /// <summary>Words that begin with or look like the pattern; a Chinese beginning is taken as a literal piece, since anything may follow it.</summary>
    public Query? Wildcard(TextField field, string pattern)
    {
        string beginning = Fold(pattern).TrimEnd('*');
        if (beginning.Contains('*'))
            return Constant(new WildcardQuery(WordPattern(field, pattern)));
        return IsLatin(beginning) ? Constant(new PrefixQuery(new Term(field.Name(), beginning))) : Literal(field, beginning);
    }

    /// <summary>The terms that a pattern with a star inside stands for.</summary>
    public CompiledAutomaton WordsLike(TextField field, string pattern) => new(WildcardQuery.ToAutomaton(WordPattern(field, pattern)));

    /// <summary>Where <see cref="Exact"/> finds a text: Latin letters and digits as whole words.</summary>
    public static PieceBounds BoundsOf(string text) => IsLatin(text) ? PieceBounds.WholeWords : PieceBounds.Anywhere;

    /// <summary>Where another name is found: as <see cref="Name"/> finds it, a number in Chinese numerals not at the end of a larger one.</summary>
    public static PieceBounds BoundsOfName(string name, bool isNumber) => IsCutFromLatin(name) ? PieceBounds.WholeWords : isNumber ? PieceBounds.WholeNumbers : PieceBounds.Anywhere;

    /// <summary>Whether a piece of Latin letters or digits around it could be taken for it.</summary>
    private static bool IsCutFromLatin(string name) => IsLatin(name) || char.IsAsciiLetterOrDigit(name[0]) || char.IsAsciiLetterOrDigit(name[^1]);

    private Term WordPattern(TextField field, string pattern) => new(field.Name(), Fold(pattern).Replace(@"\", @"\\").Replace("?", @"\?"));

    private string Fold(string pattern) => string.Create(pattern.Length, (pattern, analysis.Folding), static (target, source) =>
    {
        for (int i = 0; i < target.Length; i++)
            target[i] = source.Folding.Fold(source.pattern[i]);
    });

    /// <summary>True if letters and digits are all Latin and there are some.</summary>
    public static bool IsLatin(string text)
    {
        bool any = false;
        foreach (char c in text)
        {
            if (c > '\u024f' && char.IsLetterOrDigit(c))
                return false;
            any |= char.IsAsciiLetterOrDigit(c) || (c > '\u007f' && char.IsLetter(c));
        }
        return any;
    }

    private static MultiTermQuery Constant(MultiTermQuery query)
    {
        query.MultiTermRewriteMethod = MultiTermQuery.CONSTANT_SCORE_FILTER_REWRITE;
        return query;
    }
}
