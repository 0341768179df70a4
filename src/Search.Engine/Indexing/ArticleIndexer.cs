using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Turns articles into Lucene documents: each text field as words (positions and offsets: ranking and highlighting) and as character bigrams
/// (positions: literal pieces are always found, and ranking does not depend on the segmentation alone), whole values for filters and facets,
/// and the article itself. Thread-safe; what it returns belongs to the caller.
/// </summary>
internal sealed class ArticleIndexer(ChineseAnalysis analysis)
{
    private static readonly FieldType WordType = Frozen(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS, tokenized: true, norms: true);

    /// <summary>No norms: a field's length in words says what its length in bigrams would.</summary>
    private static readonly FieldType GramType = Frozen(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, tokenized: true, norms: false);

    private static readonly FieldType WholeType = Frozen(IndexOptions.DOCS_ONLY, tokenized: false, norms: false);

    public Analyzer Analyzer { get; } = new ArticleAnalyzer(analysis.IndexWords, analysis.Grams);

    public Similarity Similarity { get; } = new FieldLengthSimilarity();

    public static Term IdTerm(string id) => new(IndexSchema.Id, id);

    /// <summary>The article with its place in the log, as it was when indexed.</summary>
    public static LoggedArticle ReadStored(IndexSearcher searcher, int doc) => StoredArticle.Read(searcher.IndexReader, doc);

    public Document CreateDocument(LoggedArticle logged, byte[] encodedArticle)
    {
        Document document = CreateCore(logged, encodedArticle);
        foreach (TextField field in TextFields.All)
        {
            string text = field.TextOf(logged.Article);
            if (text.Length == 0)
                continue;
            document.Add(new Field(field.Name(), text, WordType));
            document.Add(new Field(field.GramName(), text, GramType));
        }
        return document;
    }

    /// <summary>For an article whose analysis fails: it is kept, found by id and filters, and marked.</summary>
    public Document CreateStoredOnlyDocument(LoggedArticle logged, byte[] encodedArticle)
    {
        Document document = CreateCore(logged, encodedArticle);
        document.Add(new Field(IndexSchema.StoredOnly, "1", WholeType));
        return document;
    }

    private Document CreateCore(LoggedArticle logged, byte[] encodedArticle)
    {
        Article article = logged.Article;
        Document document =
        [
            new Field(IndexSchema.Id, article.Id, WholeType),
            new SortedDocValuesField(IndexSchema.Id, new BytesRef(article.Id)),
            new StoredField(IndexSchema.Stored, StoredArticle.Encode(logged, encodedArticle)),
            new NumericDocValuesField(IndexSchema.Date, ArticleDate.Parse(article.Date)),
            new NumericDocValuesField(IndexSchema.Sequence, logged.Sequence),
        ];
        if (ReprintSketch.Of(article, analysis.Folding) is { } sketch)
            document.Add(new BinaryDocValuesField(IndexSchema.Reprint, new BytesRef(sketch)));
        AddWhole(document, IndexSchema.Newspaper, article.Newspaper);
        AddWhole(document, IndexSchema.SectionName, article.Section);
        AddWhole(document, IndexSchema.Page, article.Page);
        foreach (string name in article.Bylines.SelectMany(byline => byline.Names).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal))
        {
            string value = Bounded(name);
            document.Add(new Field(IndexSchema.Reporter, value, WholeType));
            document.Add(new SortedSetDocValuesField(IndexSchema.Reporter, new BytesRef(value)));
        }
        return document;
    }

    private static void AddWhole(Document document, string name, string value)
    {
        if (value.Length == 0)
            return;
        value = Bounded(value);
        document.Add(new Field(name, value, WholeType));
        document.Add(new SortedDocValuesField(name, new BytesRef(value)));
    }

    /// <summary>Lucene refuses terms beyond 32,766 bytes; no newspaper, section, page or person has a name of 1,000 characters.</summary>
    private static string Bounded(string value) => value.Length <= 1000 ? value : value[..1000];

    private static FieldType Frozen(IndexOptions options, bool tokenized, bool norms)
    {
        FieldType type = new() { IsIndexed = true, IsTokenized = tokenized, OmitNorms = !norms, IndexOptions = options };
        type.Freeze();
        return type;
    }

    private sealed class ArticleAnalyzer(Analyzer words, Analyzer grams) : AnalyzerWrapper(PER_FIELD_REUSE_STRATEGY)
    {
        protected override Analyzer GetWrappedAnalyzer(string fieldName) =>
            fieldName.EndsWith(IndexSchema.GramSuffix, StringComparison.Ordinal) ? grams : words;
    }
}
