using Microsoft.Data.Sqlite;

namespace Search.Engine;

/// <summary>Pages with the source each has, those it had before, and the numbers given to its articles. On the writer's thread.</summary>
internal sealed class PageRows(LogStatements statements, LogEntries entries, ArticleRows articles)
{
    /// <summary>Pages whose row this transaction has made sure of.</summary>
    private readonly HashSet<(string Newspaper, string Date, string Page)> touched = [];

    /// <summary>At the begin of a transaction, and when it may have been rolled back.</summary>
    public void Forget() => touched.Clear();

    /// <summary>Makes the page's row if there is none.</summary>
    public void Touch(string newspaper, string date, string page)
    {
        if (touched.Add((newspaper, date, page)))
            statements.Run("INSERT OR IGNORE INTO pages VALUES($n, $d, $p, '', 1, '', '', '')", ("$n", newspaper), ("$d", date), ("$p", page));
    }

    public void Set(LoggedPagePut logged)
    {
        PagePut put = logged.Put;
        Touch(put.Newspaper, put.Date, put.Page);
        statements.Run(
            "INSERT INTO page_sources SELECT $n, $d, $p, $seq, $source, $correction WHERE $source <> '' "
            + "AND NOT EXISTS (SELECT 1 FROM pages WHERE newspaper = $n AND date = $d AND page = $p AND source = $source AND correction = $correction) "
            + "ON CONFLICT DO UPDATE SET source = excluded.source, correction = excluded.correction",
            ("$n", put.Newspaper), ("$d", put.Date), ("$p", put.Page), ("$seq", entries.Head), ("$source", logged.SourceSha256), ("$correction", logged.CorrectionSha256));
        statements.Run(
            "UPDATE pages SET section = $section, source = $source, file_name = $file, correction = $correction WHERE newspaper = $n AND date = $d AND page = $p",
            ("$section", put.Section), ("$source", logged.SourceSha256), ("$file", put.FileName), ("$n", put.Newspaper), ("$d", put.Date), ("$p", put.Page), ("$correction", logged.CorrectionSha256));
    }

    /// <summary>Whether the page has another source or correction than these, or none any more.</summary>
    public bool HasOthers(LoggedPagePut logged) => statements.With(
        "SELECT 1 FROM pages WHERE newspaper = $n AND date = $d AND page = $p AND (source <> $source OR correction <> $correction)",
        ("$n", logged.Put.Newspaper), ("$d", logged.Put.Date), ("$p", logged.Put.Page), ("$source", logged.SourceSha256), ("$correction", logged.CorrectionSha256)).ExecuteScalar() is not null;

    /// <summary>A number never given on this page before, and no id of a sender's own either.</summary>
    /// <param name="named">Ids of senders that are not in the log yet.</param>
    public string NewId(string newspaper, string date, string page, Func<string, string?> configuredCode, IReadOnlySet<string> named)
    {
        string code = CodeOf(newspaper, configuredCode);
        Touch(newspaper, date, page);
        int number = (int)(long)statements.With("SELECT next_number FROM pages WHERE newspaper = $n AND date = $d AND page = $p", ("$n", newspaper), ("$d", date), ("$p", page)).ExecuteScalar()!;
        string id = ArticleIds.Make(code, date, page, number);
        while (named.Contains(id) || articles.Find(id) is not null) id = ArticleIds.Make(code, date, page, ++number);
        statements.Run(
            "UPDATE pages SET next_number = $next WHERE newspaper = $n AND date = $d AND page = $p", ("$next", number + 1), ("$n", newspaper), ("$d", date), ("$p", page));
        return id;
    }

    /// <summary>
    /// Every source and correction the page has or had, by each of the two copies of what it had and by what it has: one of them that is damaged must not let an erasure
    /// leave a source behind.
    /// </summary>
    public List<string> ListSources(string newspaper, string date, string page)
    {
        List<string> sources = [];
        using SqliteDataReader reader = statements.With(
            $"WITH had(newspaper, date, page, source, correction) AS ({LogSchema.SourceHistory("newspaper = $n AND date = $d AND page = $p")}) "
            + "SELECT source FROM had WHERE source <> '' UNION SELECT correction FROM had WHERE correction <> ''",
            ("$n", newspaper), ("$d", date), ("$p", page)).ExecuteReader();
        while (reader.Read()) sources.Add(reader.GetString(0));
        return sources;
    }

    /// <summary>Once given it stays, whatever is configured later.</summary>
    private string CodeOf(string newspaper, Func<string, string?> configuredCode)
    {
        if (statements.With("SELECT code FROM newspapers WHERE name = $n", ("$n", newspaper)).ExecuteScalar() is string known) return known;
        string[] candidates = [configuredCode(newspaper) ?? ArticleIds.DeriveCode(newspaper), ArticleIds.DeriveCode(newspaper + "\0", 16)];
        foreach (string code in candidates)
        {
            if (statements.Run("INSERT OR IGNORE INTO newspapers VALUES($n, $c)", ("$n", newspaper), ("$c", code)) == 1) return code;
        }

        throw new EngineException(EngineFailure.FailedPrecondition, $"no free code for the newspaper {newspaper}: configure one", "newspaper");
    }
}
