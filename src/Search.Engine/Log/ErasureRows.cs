namespace Search.Engine;

/// <summary>What was erased and must not come back: texts by their digest, sources, and erasures that are not finished. On the writer's thread.</summary>
internal sealed class ErasureRows : IDisposable
{
    private readonly LogStatements statements;
    private readonly PreparedStatement findText;

    public ErasureRows(LogStatements statements)
    {
        this.statements = statements;
        findText = new PreparedStatement(statements.Connection, "SELECT article_id FROM erased_texts WHERE digest = ?1");
        HoldAny = (long)statements.With("SELECT EXISTS(SELECT 1 FROM erased_texts)").ExecuteScalar()! != 0;
    }

    /// <summary>Whether any text was ever erased: only then is a put looked through for one.</summary>
    public bool HoldAny { get; private set; }

    /// <summary>The id of the article that lost this text by an erasure; null for any other text.</summary>
    public string? FindText(byte[] digest) => findText.Bind(1, digest).Read(row => PreparedStatement.TextOf(row, 0));

    public void RememberText(byte[] digest, string id)
    {
        HoldAny = true;
        statements.Run("INSERT OR REPLACE INTO erased_texts VALUES($d, $id)", ("$d", digest), ("$id", id));
    }

    /// <summary>No page has the source any more, and none gets it again.</summary>
    public void EraseSource(string sha256)
    {
        foreach (string sql in (ReadOnlySpan<string>)
        [
            "INSERT OR IGNORE INTO erased_sources VALUES($s)",
            "UPDATE pages SET source = '' WHERE source = $s", "UPDATE pages SET correction = '' WHERE correction = $s",
            "DELETE FROM page_sources WHERE source = $s", "UPDATE page_sources SET correction = '' WHERE correction = $s",
        ])
        {
            statements.Run(sql, ("$s", sha256));
        }
    }

    public bool IsErasedSource(string sha256) => statements.With("SELECT 1 FROM erased_sources WHERE source = $s", ("$s", sha256)).ExecuteScalar() is not null;

    /// <summary>Until <see cref="Finish"/>, a start of the engine goes on with it.</summary>
    public void Begin(string id, long sequence) => statements.Run("INSERT OR REPLACE INTO erasures VALUES($id, $seq, 0)", ("$id", id), ("$seq", sequence));

    public void Finish(string id) => statements.Run("UPDATE erasures SET finished = 1 WHERE article_id = $id", ("$id", id));

    public void Dispose() => findText.Dispose();
}
