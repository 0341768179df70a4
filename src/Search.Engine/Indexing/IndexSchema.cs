namespace Search.Engine;

/// <summary>
/// The names of a generation's Lucene fields. Raise <see cref="Number"/> whenever a name, a field's options or the meaning of
/// what is in one changes: generations of another number are rebuilt.
/// </summary>
internal static class IndexSchema
{
    public const int Number = 4;

    /// <summary>The article's id, indexed as one term and kept as sorted doc values (equal hits are ordered by it).</summary>
    public const string Id = "id";

    /// <summary>The stored article: see <see cref="StoredArticle"/>.</summary>
    public const string Stored = "article";

    /// <summary>Date as the number yyyyMMdd, 0 if unknown; doc values.</summary>
    public const string Date = "date";

    /// <summary>Log sequence; doc values, so that later pages of an answer leave out what came after the first.</summary>
    public const string Sequence = "sequence";

    /// <summary>Where the parts of the headline begin: see <see cref="Engine.HeadlineParts"/>; doc values, 0 without a headline.</summary>
    public const string HeadlineParts = "headline.parts";

    /// <summary>Whole values, each as one term and as doc values.</summary>
    public const string Newspaper = "newspaper";

    public const string SectionName = "section.name";

    public const string Page = "page";

    public const string Reporter = "reporter";

    /// <summary>The text's <see cref="ReprintSketch"/>; binary doc values, absent where there is too little text.</summary>
    public const string Reprint = "reprint";

    /// <summary>Present (term <c>1</c>) on articles whose text could not be analysed and that only filters and ids find.</summary>
    public const string StoredOnly = "stored-only";

    /// <summary>Behind a text field's name: its overlapping character bigrams.</summary>
    public const string GramSuffix = ".g";
}
