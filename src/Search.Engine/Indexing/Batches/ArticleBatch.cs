using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Articles inverted in memory, to become one segment: what <see cref="ArticleIndexer"/> says of each article goes into one column a
/// field. Lucene's own way there hashes every token through its memory pools, which took most of indexing; here words are numbers, grams
/// are their own numbers, and a stable sort makes postings. Arrays are kept for the next batch. One thread at a time.
/// </summary>
internal sealed class ArticleBatch
{
    private readonly TermSource terms;
    private readonly TermDictionary dictionary = new();
    private readonly WordSorter wordSorter = new();
    private readonly GramSorter gramSorter = new();
    private readonly WordColumn[] words = new WordColumn[TextFields.Count];
    private readonly GramColumn[] grams = new GramColumn[TextFields.Count];
    private readonly SortedDictionary<string, ValueColumn> values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, NumberColumn> numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, BytesColumn> bytes = new(StringComparer.Ordinal);
    private readonly StoredColumn stored = new();
    private int article = -1;
    private char[] body = [];

    public ArticleBatch(ChineseAnalysis analysis)
    {
        terms = analysis.CreateTermSource(AnalysisMode.Index);
        Folding = analysis.Folding;
        for (int field = 0; field < TextFields.Count; field++)
        {
            words[field] = new WordColumn(dictionary);
            grams[field] = new GramColumn();
        }
    }

    /// <summary>What the grams are folded with.</summary>
    public CharacterFolding Folding { get; }

    /// <summary>Articles in the batch.</summary>
    public int Count => article + 1;

    public void Clear()
    {
        article = -1;
        dictionary.Clear();
        stored.Clear();
        foreach (WordColumn column in words) column.Clear();
        foreach (GramColumn column in grams) column.Clear();
        foreach (ValueColumn column in values.Values) column.Clear();
        foreach (NumberColumn column in numbers.Values) column.Clear();
        foreach (BytesColumn column in bytes.Values) column.Clear();
    }

    public void StartArticle() => article++;

    /// <summary>Takes the article back as if it had never been started.</summary>
    public void RemoveArticle()
    {
        stored.Remove(article);
        foreach (WordColumn column in words) column.Remove(article);
        foreach (GramColumn column in grams) column.Remove(article);
        foreach (ValueColumn column in values.Values) column.Remove(article);
        foreach (NumberColumn column in numbers.Values) column.Remove(article);
        foreach (BytesColumn column in bytes.Values) column.Remove(article);
        article--;
    }

    public void SetStored(LoggedArticle logged, ReadOnlySpan<byte> encodedArticle) => stored.Add(logged, encodedArticle);

    /// <summary>A text field, as words (with a norm, positions and offsets) and as grams (with positions).</summary>
    public void AddText(TextField field, ReadOnlySpan<char> text)
    {
        words[(int)field].Add(article, text, terms);
        grams[(int)field].Add(article, text, terms);
    }

    /// <summary>The text that <see cref="Article.Body"/> would make a string of.</summary>
    public void AddBody(IReadOnlyList<string> paragraphs)
    {
        int length = paragraphs.Count - 1;
        for (int i = 0; i < paragraphs.Count; i++) length += paragraphs[i].Length;
        if (length <= 0) return;
        if (body.Length < length) body = Columns.Room<char>(length);
        int used = 0;
        for (int i = 0; i < paragraphs.Count; i++)
        {
            if (i > 0) body[used++] = '\n';
            paragraphs[i].CopyTo(body.AsSpan(used));
            used += paragraphs[i].Length;
        }

        AddText(TextField.Body, body.AsSpan(0, length));
    }

    /// <summary>See <see cref="HeadlineParts"/>; asked for behind <see cref="AddText"/> of the headline.</summary>
    public long PartsOfHeadline(string headline) => HeadlineParts.Of(headline, words[(int)TextField.Headline].LastArticle());

    /// <summary>A whole value; a field's kind is the same for all articles.</summary>
    public void AddValue(string field, string value, ValueKind kind)
    {
        if (!values.TryGetValue(field, out ValueColumn? column)) values.Add(field, column = new ValueColumn(kind));
        column.Add(article, value);
    }

    public void AddNumber(string field, long value)
    {
        if (!numbers.TryGetValue(field, out NumberColumn? column)) numbers.Add(field, column = new NumberColumn());
        column.Add(article, value);
    }

    public void SetBytes(string field, byte[] value)
    {
        if (!bytes.TryGetValue(field, out BytesColumn? column)) bytes.Add(field, column = new BytesColumn());
        column.Set(article, value);
    }

    /// <summary>For <c>IndexWriter.AddIndexes</c> of a writer with <see cref="GenerationCodec"/>; holds until the batch is cleared.</summary>
    public BatchReader Read()
    {
        if (stored.Count != Count) throw new InvalidOperationException($"{stored.Count} of {Count} articles of the batch have a stored form");
        BatchReader reader = new(stored);
        foreach (TextField field in TextFields.All)
        {
            WordColumn wordColumn = words[(int)field];
            if (wordColumn.IsPresent) reader.AddWords(field.Name(), wordColumn);
            if (grams[(int)field].IsPresent) reader.AddGrams(field.GramName(), grams[(int)field]);
        }

        foreach ((string name, ValueColumn column) in values)
        {
            if (column.IsPresent) reader.AddValues(name, column.Kind, column.Sort(Count));
        }

        foreach ((string name, NumberColumn column) in numbers)
        {
            if (column.Count == 0) continue;
            if (column.Count != Count) throw new InvalidOperationException($"{column.Count} of {Count} articles of the batch have a number {name}");
            reader.AddNumbers(name, column);
        }

        foreach ((string name, BytesColumn column) in bytes)
        {
            if (column.IsPresent) reader.AddBytes(name, column);
        }

        reader.Complete(dictionary, wordSorter, gramSorter);
        return reader;
    }
}
