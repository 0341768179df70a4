using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>
/// The one place where an article becomes indexed fields: each text field as words (positions and offsets: ranking and highlighting) and as
/// character bigrams (positions: literal pieces are always found, and ranking does not depend on the segmentation alone), whole values for
/// filters and facets, and the article itself.
/// </summary>
internal static class ArticleIndexer
{
    public static Term IdTerm(string id) => new(IndexSchema.Id, id);

    /// <summary>The article with its place in the log, as it was when indexed.</summary>
    public static LoggedArticle ReadStored(IndexSearcher searcher, int doc) => StoredArticle.Read(searcher.IndexReader, doc);

    public static void Add(ArticleBatch batch, LoggedArticle logged, ReadOnlySpan<byte> encodedArticle)
    {
        AddCore(batch, logged, encodedArticle);
        foreach (TextField field in TextFields.All)
        {
            if (field == TextField.Body) batch.AddBody(logged.Article.Paragraphs);
            else if (field.TextOf(logged.Article) is { Length: > 0 } text) batch.AddText(field, text);
        }

        batch.AddNumber(IndexSchema.HeadlineParts, logged.Article.Headline.Length > 0 ? batch.PartsOfHeadline(TextField.Headline.TextOf(logged.Article)) : 0);
    }

    /// <summary>For an article whose analysis fails: it is kept, found by id and filters, and marked.</summary>
    public static void AddStoredOnly(ArticleBatch batch, LoggedArticle logged, ReadOnlySpan<byte> encodedArticle)
    {
        AddCore(batch, logged, encodedArticle);
        batch.AddNumber(IndexSchema.HeadlineParts, 0);
        batch.AddValue(IndexSchema.StoredOnly, "1", ValueKind.TermOnly);
    }

    private static void AddCore(ArticleBatch batch, LoggedArticle logged, ReadOnlySpan<byte> encodedArticle)
    {
        Article article = logged.Article;
        batch.StartArticle();
        batch.SetStored(logged, encodedArticle);
        batch.AddValue(IndexSchema.Id, article.Id, ValueKind.Single);
        batch.AddNumber(IndexSchema.Date, ArticleDate.Parse(article.Date));
        batch.AddNumber(IndexSchema.Sequence, logged.Sequence);
        if (ReprintSketch.Of(article, batch.Folding) is { } sketch) batch.SetBytes(IndexSchema.Reprint, sketch);
        AddWhole(batch, IndexSchema.Newspaper, article.Newspaper);
        AddWhole(batch, IndexSchema.SectionName, article.Section);
        AddWhole(batch, IndexSchema.Page, article.Page);
        foreach (string name in article.Bylines.SelectMany(byline => byline.Names))
        {
            if (name.Length > 0) batch.AddValue(IndexSchema.Reporter, Bounded(name), ValueKind.Several);
        }
    }

    private static void AddWhole(ArticleBatch batch, string name, string value)
    {
        if (value.Length > 0) batch.AddValue(name, Bounded(value), ValueKind.Single);
    }

    /// <summary>Lucene refuses terms beyond 32,766 bytes; no newspaper, section, page or person has a name of 1,000 characters.</summary>
    private static string Bounded(string value) => value.Length <= 1000 ? value : value[..1000];
}
