using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine.Tests.Indexing;

/// <summary>Articles as documents for Lucene's own <c>AddDocument</c>: what an index of ours must be equal to.</summary>
internal static class LuceneDocuments
{
    private static readonly FieldType Words = Frozen(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS, tokenized: true, norms: true);
    private static readonly FieldType Grams = Frozen(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS, tokenized: true, norms: false);
    private static readonly FieldType Whole = Frozen(IndexOptions.DOCS_ONLY, tokenized: false, norms: false);

    public static IndexWriterConfig Config(ChineseAnalysis analysis) =>
        new(LuceneVersion.LUCENE_48, new ArticleAnalyzer(analysis)) { Similarity = new FieldLengthSimilarity() };

    public static Document Create(LoggedArticle logged, byte[] encoded, bool storedOnly, ChineseAnalysis analysis)
    {
        Article article = logged.Article;
        byte[] stored = new byte[StoredArticle.MaximumLength(encoded.Length)];
        Document document =
        [
            new Field("id", article.Id, Whole),
            new SortedDocValuesField("id", new BytesRef(article.Id)),
            new StoredField("article", stored, 0, StoredArticle.Encode(logged, encoded, stored)),
            new NumericDocValuesField("date", ArticleDate.Parse(article.Date)),
            new NumericDocValuesField("sequence", logged.Sequence),
            new NumericDocValuesField("headline.parts", storedOnly || article.Headline.Length == 0 ? 0 : HeadlinePartsTests.PartsOf(article.Headline, analysis)),
        ];
        if (ReprintSketch.Of(article, analysis.Folding) is { } sketch) document.Add(new BinaryDocValuesField("reprint", new BytesRef(sketch)));
        foreach ((string name, string value) in new[] { ("newspaper", article.Newspaper), ("section.name", article.Section), ("page", article.Page) })
        {
            if (value.Length == 0) continue;
            document.Add(new Field(name, Bounded(value), Whole));
            document.Add(new SortedDocValuesField(name, new BytesRef(Bounded(value))));
        }

        foreach (string name in article.Bylines.SelectMany(b => b.Names).Where(n => n.Length > 0).Select(Bounded).Distinct(StringComparer.Ordinal))
        {
            document.Add(new Field("reporter", name, Whole));
            document.Add(new SortedSetDocValuesField("reporter", new BytesRef(name)));
        }

        if (storedOnly)
        {
            document.Add(new Field("stored-only", "1", Whole));
            return document;
        }

        foreach ((string name, string text) in new[]
        {
            ("kicker", article.Kicker), ("headline", article.Headline), ("subhead", article.Subhead), ("bylines", article.BylineText), ("section", article.Section), ("body", article.Body),
        })
        {
            if (text.Length == 0) continue;
            document.Add(new Field(name, text, Words));
            document.Add(new Field(name + ".g", text, Grams));
        }

        return document;
    }

    /// <summary>Whole values end there, whichever program writes them.</summary>
    private static string Bounded(string value) => value.Length <= 1000 ? value : value[..1000];

    private static FieldType Frozen(IndexOptions options, bool tokenized, bool norms)
    {
        FieldType type = new() { IsIndexed = true, IsTokenized = tokenized, OmitNorms = !norms, IndexOptions = options };
        type.Freeze();
        return type;
    }

    private sealed class ArticleAnalyzer(ChineseAnalysis analysis) : AnalyzerWrapper(PER_FIELD_REUSE_STRATEGY)
    {
        protected override Analyzer GetWrappedAnalyzer(string fieldName) => fieldName.EndsWith(".g", StringComparison.Ordinal) ? analysis.Grams : analysis.IndexWords;
    }
}
