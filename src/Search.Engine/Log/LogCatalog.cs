using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>Questions about the log's present state: one article, tables of contents, kept sources. Each on a reader of its own.</summary>
internal sealed class LogCatalog(string path)
{
    /// <summary>What <see cref="ReadArticle"/> reads. Joined from the left: a state whose entry is not there must show.</summary>
    private const string StateColumns = "SELECT l.seq, l.article_id, l.version, l.op, l.body, l.checksum, a.id, a.version FROM articles a LEFT JOIN log l ON l.seq = a.seq ";

    public long ReadHead() => Query("SELECT seq FROM head", r => r.GetInt64(0)) is [long head] ? head : throw new EngineException(EngineFailure.DataLoss, $"{path}: the table head is empty");

    /// <summary>Null for an article that never was or is deleted; the log's entries must say so too, since a damaged state may say it of any.</summary>
    public LoggedArticle? GetArticle(string id) => id.Length == 0 ? null : Query(
        "SELECT l.seq, l.article_id, l.version, l.op, l.body, l.checksum, a.id, a.version, a.deleted, a.id IS NULL AND EXISTS(SELECT 1 FROM log WHERE article_id = $a) "
        + "FROM (SELECT $a AS id) w LEFT JOIN articles a ON a.id = w.id LEFT JOIN log l ON l.seq = a.seq",
        reader =>
        {
            if (reader.IsDBNull(6)) return reader.GetInt64(9) == 0 ? null : throw new EngineException(EngineFailure.DataLoss, $"{path}: article {id} has entries, but no state");
            if (reader.GetInt32(8) == 0) return ReadArticle(reader);
            LogDamage.ReadDeleted(reader, path, id, reader.GetInt32(7));
            return null;
        },
        id) is not [{ } found] ? null
        : found.Article.Id == id ? found
        : throw new EngineException(EngineFailure.DataLoss, $"{path}: the state of article {found.Article.Id} is found in place of {id}");

    public IReadOnlyList<NewspaperSummary> ListNewspapers() => Query(
        "SELECT t.newspaper, coalesce(n.code, ''), t.issues, t.articles, coalesce((SELECT min(date) FROM issues WHERE newspaper = t.newspaper AND date > ''), ''), "
        + "(SELECT max(date) FROM issues WHERE newspaper = t.newspaper) FROM titles t LEFT JOIN newspapers n ON n.name = t.newspaper ORDER BY t.newspaper",
        r => new NewspaperSummary(r.GetString(0), r.GetString(1) is { Length: > 0 } code ? code : ArticleIds.DeriveCode(r.GetString(0)), r.GetInt32(2), r.GetInt64(3), r.GetString(4), r.GetString(5)));

    public IReadOnlyList<IssueSummary> ListIssues(string newspaper, int skip, int take)
    {
        List<(string Date, string Page, string Section, bool HasSource, int Count)> rows = Query(
            "SELECT a.date, a.page, coalesce(p.section, ''), coalesce(p.source, '') <> '', count(*) FROM articles a "
            + "LEFT JOIN pages p ON p.newspaper = a.newspaper AND p.date = a.date AND p.page = a.page "
            + "WHERE a.newspaper = $a AND a.deleted = 0 AND a.date IN (SELECT date FROM issues WHERE newspaper = $a ORDER BY date DESC LIMIT $c OFFSET $b) "
            + "GROUP BY a.date, a.page ORDER BY a.date DESC, a.page",
            r => (r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3) != 0, r.GetInt32(4)), newspaper, skip, take);
        return [.. rows.GroupBy(r => r.Date).Select(issue => new IssueSummary(
            newspaper, issue.Key, [.. issue.Select(p => new PageSummary(p.Page, p.Section, p.HasSource, []))], issue.Sum(p => p.Count)))];
    }

    public IssueSummary? GetIssue(string newspaper, string date)
    {
        List<LoggedArticle> articles = Query(
            StateColumns + "WHERE a.newspaper = $a AND a.date = $b AND a.deleted = 0 ORDER BY a.page, a.ordinal, a.seq", ReadArticle, newspaper, date);
        if (articles.Find(a => a.Article.Newspaper != newspaper || a.Article.Date != date) is { } stray)
            throw new EngineException(EngineFailure.DataLoss, $"{path}: the state of article {stray.Article.Id} puts it into another issue than its text");
        if (articles.Count == 0) return null;
        Dictionary<string, (string Section, bool HasSource)> pages = new(StringComparer.Ordinal);
        foreach ((string page, string section, bool hasSource) in Query(
            "SELECT page, section, source <> '' FROM pages WHERE newspaper = $a AND date = $b", r => (r.GetString(0), r.GetString(1), r.GetInt32(2) != 0), newspaper, date))
            if (!pages.TryAdd(page, (section, hasSource))) throw new EngineException(EngineFailure.DataLoss, $"{path}: the page {page} of {newspaper} {date} is there twice");
        return new IssueSummary(newspaper, date, [.. articles.GroupBy(a => a.Article.Page).Select(page =>
        {
            (string section, bool hasSource) = pages.GetValueOrDefault(page.Key, ("", false));
            return new PageSummary(page.Key, section.Length > 0 ? section : page.First().Article.Section, hasSource, [.. page]);
        })], articles.Count);
    }

    public KeptSource? GetSource(string newspaper, string date, string page) => Query(
        "SELECT newspaper, date, page, section, file_name, source, correction FROM pages WHERE newspaper = $a AND date = $b AND page = $c AND source <> ''",
        ReadSource, newspaper, date, page).FirstOrDefault();

    public IReadOnlyList<KeptSource> ListSources() => Query(
        "SELECT newspaper, date, page, section, file_name, source, correction FROM pages WHERE source <> '' ORDER BY newspaper, date, page", ReadSource);

    /// <exception cref="EngineException">NotFound.</exception>
    public IReadOnlyList<Article> ReadTexts(string id)
    {
        // One statement sees one moment: a put in between would be an entry too many.
        List<(int? Last, LogEntry? Entry)> rows = Query<(int?, LogEntry?)>(
            "SELECT l.seq, l.article_id, l.version, l.op, l.body, l.checksum, a.version FROM (SELECT $a AS id) w LEFT JOIN articles a ON a.id = w.id LEFT JOIN log l ON l.article_id = w.id ORDER BY l.version",
            r => (r.IsDBNull(6) ? null : r.GetInt32(6), r.IsDBNull(0) ? null : LogDamage.ReadSound(r, path)), id);
        LogEntry[] entries = [.. rows.Select(r => r.Entry).OfType<LogEntry>()];
        if (rows is [(null, null)] || id.Length == 0) throw new EngineException(EngineFailure.NotFound, $"there never was an article {id}", "id");
        return LogDamage.TextsOf(entries, path, id, rows[0].Last ?? 0);
    }

    public IReadOnlyList<(string Id, long Sequence)> ListUnfinishedErasures() =>
        Query("SELECT article_id, seq FROM erasures WHERE finished = 0 ORDER BY seq", r => (r.GetString(0), r.GetInt64(1)));

    public bool NamesSource(string sha256) =>
        Query($"SELECT EXISTS({LogSchema.SourceHistory("source = $a OR correction = $a")})", r => r.GetInt64(0), sha256)[0] != 0;

    public IReadOnlyList<string> ListErasedSources() => Query("SELECT source FROM erased_sources", r => r.GetString(0));

    public IReadOnlyList<(string Newspaper, string Date, string Sha256)> ListSourceHistory() =>
        Query(
        $"WITH had(newspaper, date, page, source, correction) AS ({LogSchema.SourceHistory("true")}) SELECT newspaper, date, source FROM had WHERE source <> '' UNION SELECT newspaper, date, correction FROM had WHERE correction <> ''",
        r => (r.GetString(0), r.GetString(1), r.GetString(2)));

    public long CountArticles() => Query("SELECT coalesce(sum(articles), 0) FROM titles", r => r.GetInt64(0))[0];

    public IReadOnlyList<LowConfidence> ListLowConfidence(double below, int limit) => Query(
        StateColumns + "WHERE a.deleted = 0 AND a.confidence > 0 AND a.confidence < $a ORDER BY a.confidence, a.id LIMIT $b",
        r => ReadArticle(r).Article, below, limit).ConvertAll(a => new LowConfidence(a.Id, a.Headline, a.Confidence));

    public IEnumerable<(string Id, long Sequence, bool Deleted)> ListArticles()
    {
        using SqliteConnection connection = LogDamage.Guard(path, () => LogSchema.OpenReader(path));
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, seq, deleted FROM articles ORDER BY id";
        using SqliteDataReader reader = LogDamage.Guard(path, command.ExecuteReader);
        while (LogDamage.Guard(path, reader.Read)) yield return LogDamage.Guard(path, () => (reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2) != 0));
    }

    public IReadOnlyList<LoggedUserWord> ListUserWords() => Query(
        "SELECT word, source, seq FROM user_words ORDER BY word, source", r => new LoggedUserWord(r.GetString(0), (UserWordSource)r.GetInt32(1), r.GetInt64(2)));

    public long LastUserWordChange() => Query("SELECT coalesce(max(seq), 0) FROM log WHERE article_id = $a", r => r.GetInt64(0), LogSchema.UserWordsId)[0];

    private LoggedArticle ReadArticle(SqliteDataReader reader)
    {
        LogEntry entry = LogDamage.ReadState(reader, path, reader.GetString(6), reader.GetInt32(7));
        return new LoggedArticle { Article = ArticleCodec.Decode(entry.BodyOrEmpty()), Sequence = entry.Sequence, Version = entry.Version };
    }

    private static KeptSource ReadSource(SqliteDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6));

    /// <summary>Runs one of this class's constant statements; its arguments are $a, $b, $c in order.</summary>
    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object[] arguments) => LogDamage.Guard<List<T>>(path, () =>
    {
        using SqliteConnection connection = LogSchema.OpenReader(path);
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // only constants of this class come here
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < arguments.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), arguments[i]);
        List<T> rows = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    });
}
