using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Makes a query of an article: the words that tell most about it, and pairs of characters of its headline, which stand for names that segmentation
/// cuts up. A term tells much when the article says it often, others seldom, and the headline has it.
/// </summary>
internal sealed class SimilarArticles(ChineseAnalysis analysis, RankingOptions options, IndexReader reader)
{
    private const int MostWords = 25;
    private const int MostGrams = 12;

    /// <summary>Characters of the body that are looked at: news says what it is about at its beginning.</summary>
    private const int LongestBody = 4_000;

    /// <summary>What the headline says counts as often as this said in the body.</summary>
    private const int HeadlineCount = 3;

    /// <summary>What an article is about stands there; every further field costs its own postings.</summary>
    private static readonly FieldSet Told = FieldSet.Of(TextField.Headline, TextField.Subhead, TextField.Body);

    private readonly IndexStatistics statistics = IndexStatistics.Of(reader);

    public QueryPlan Plan(Article article)
    {
        Dictionary<string, int> words = [];
        string body = article.Body;
        foreach (string headline in (string[])[article.Kicker, article.Headline, article.Subhead]) CountWords(words, headline, HeadlineCount);
        CountWords(words, body.Length <= LongestBody ? body : body[..LongestBody], 1);
        RankedTerm[] best = [.. words.Select(word => TermOf(RankedTermKind.Word, word.Key, word.Value, options.WordWeight)).OfType<RankedTerm>()
            .OrderByDescending(term => term.Weight * term.Idf).ThenBy(term => term.Text, StringComparer.Ordinal).Take(MostWords)];
        RankedTerm[] grams = [.. HeadlineGrams(article.Headline).Select(gram => TermOf(RankedTermKind.Gram, gram, HeadlineCount, options.RunGramWeight / 2)).OfType<RankedTerm>()
            .OrderByDescending(term => term.Weight * term.Idf).Take(MostGrams)];
        foreach (RankedTerm term in best) term.Meaning = term.Idf;
        return new QueryPlan
        {
            Ranking = new RankedQuery([.. best, .. grams], options, statistics),
            Highlights = new HighlightTerms([.. best.Select(term => new HighlightWord(term.Text, FieldSet.All, term.Idf))], []),
        };
    }

    private void CountWords(Dictionary<string, int> words, string text, int weight)
    {
        foreach (AnalyzedToken token in analysis.Analyze(text, AnalysisMode.Query))
        {
            // Numbers and single characters are shared by chance.
            if (token.Term.Length < 2 || !token.Term.Any(char.IsLetter) || analysis.IsFunctionWord(token.Term)) continue;
            words[token.Term] = words.GetValueOrDefault(token.Term) + weight;
        }
    }

    private IEnumerable<string> HeadlineGrams(string headline) =>
        headline.Length < 2 ? [] : GramQuery.GramsOf(analysis.Folding, headline).Where(gram => gram.Length == 2 && gram.All(char.IsLetter)).Distinct(StringComparer.Ordinal);

    /// <summary>Null for a term that no other article has, or so many that it tells nothing.</summary>
    private RankedTerm? TermOf(RankedTermKind kind, string text, int count, double weight)
    {
        int frequency = SegmentTerms.Most(reader, Told, kind == RankedTermKind.Gram, text);
        if (frequency < 2 || (frequency > 20 && frequency > statistics.Articles / 4)) return null;
        return new RankedTerm
        {
            Kind = kind,
            Text = text,
            Fields = Told,
            Weight = weight * count / (count + 2.0),
            Finds = kind == RankedTermKind.Word,
            DocumentFrequency = frequency,
            Idf = statistics.Idf(frequency),
        };
    }
}
