using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>Deliveries seen, by digest: what was deleted after one does not come back with it. On the writer's thread.</summary>
internal sealed class DeliveryRows(SqliteConnection connection, LogEntries entries) : IDisposable
{
    private readonly PreparedStatement find = new(connection, "SELECT article_id FROM deliveries WHERE digest = ?1");
    private readonly PreparedStatement remember = new(connection, "INSERT INTO deliveries VALUES(?1, ?2, ?3) ON CONFLICT(digest) DO UPDATE SET article_id = excluded.article_id");

    /// <summary>The article that this delivery became when it was first seen; null if it never was, empty for a page's delivery.</summary>
    public string? Find(byte[] digest) => find.Bind(1, digest).Read(row => PreparedStatement.TextOf(row, 0));

    public void Remember(byte[] digest, string articleId) => remember.Bind(1, digest).Bind(2, articleId).Bind(3, entries.Head).Run();

    public void Dispose()
    {
        find.Dispose();
        remember.Dispose();
    }
}
