using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>The state of every article that ever was, by id and by page. On the writer's thread.</summary>
internal sealed class ArticleRows : IDisposable
{
    private readonly LogStatements statements;
    private readonly LogEntries entries;
    private readonly PreparedStatement find;
    private readonly PreparedStatement set;

    public ArticleRows(LogStatements statements, LogEntries entries)
    {
        this.statements = statements;
        this.entries = entries;
        find = new PreparedStatement(statements.Connection, $"SELECT {ArticleRow.Columns} FROM articles WHERE id = ?1");
        set = new PreparedStatement(
            statements.Connection,
            "INSERT OR ROLLBACK INTO articles VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
            + "ON CONFLICT(id) DO UPDATE SET seq = excluded.seq, version = excluded.version, deleted = excluded.deleted, newspaper = excluded.newspaper, "
            + "date = excluded.date, page = excluded.page, ordinal = excluded.ordinal, by_page = excluded.by_page, confidence = excluded.confidence, digest = excluded.digest");
    }

    public ArticleRow? Find(string id) => find.Bind(1, id).Read(ArticleRow.Read);

    /// <summary>The page's articles in their order, the deleted ones too.</summary>
    public List<ArticleRow> ListPage(string newspaper, string date, string page) => Read(statements.With(
        $"SELECT {ArticleRow.Columns} FROM articles WHERE newspaper = $n AND date = $d AND page = $p ORDER BY ordinal, id", ("$n", newspaper), ("$d", date), ("$p", page)));

    /// <summary>The issue's articles in their order, without the deleted ones.</summary>
    public List<ArticleRow> ListIssue(string newspaper, string date) => Read(statements.With(
        $"SELECT {ArticleRow.Columns} FROM articles WHERE newspaper = $n AND date = $d AND deleted = 0 ORDER BY page, ordinal, id", ("$n", newspaper), ("$d", date)));

    /// <summary>How many articles the issue has, told by another table than those that <see cref="ListIssue"/> reads.</summary>
    public long CountIssue(string newspaper, string date) =>
        statements.With("SELECT articles FROM issues WHERE newspaper = $n AND date = $d", ("$n", newspaper), ("$d", date)).ExecuteScalar() as long? ?? 0;

    /// <summary>Appends one entry and makes it the article's state.</summary>
    /// <returns>Its sequence.</returns>
    /// <param name="body">The article as <see cref="ArticleCodec"/> writes it; null where the operation is no put.</param>
    /// <param name="digest"><see cref="ArticleDigest"/> of the article; a deleted article keeps that of what it was, which is how the same text coming again is known.</param>
    public long Append(Article article, byte[]? body, byte[] digest, ArticleRow? previous, LogOperation operation, bool byPage, int ordinal)
    {
        int version = (previous?.Version ?? 0) + 1;
        long sequence = entries.Append(article.Id, version, operation, body);
        set.Bind(1, article.Id).Bind(2, sequence).Bind(3, version).Bind(4, ArticleRow.StateOf(operation)).Bind(5, article.Newspaper).Bind(6, article.Date).Bind(7, article.Page)
            .Bind(8, ordinal).Bind(9, byPage ? 1 : 0).Bind(10, article.Confidence).Bind(11, digest).Run();
        return sequence;
    }

    public void SetOrdinal(string id, int ordinal) => statements.Run("UPDATE articles SET ordinal = $o WHERE id = $id", ("$o", ordinal), ("$id", id));

    public void Dispose()
    {
        find.Dispose();
        set.Dispose();
    }

    private static List<ArticleRow> Read(SqliteCommand command)
    {
        List<ArticleRow> rows = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(ArticleRow.Read(reader));
        return rows;
    }
}
