using System.Security.Cryptography;
using System.Text;

namespace Search.Engine;

/// <summary>
/// What puts and deletes mean: which articles are new, unchanged, replaced, gone, or stay deleted. Runs inside one
/// transaction on the writer's thread, so what it reads cannot change under it.
/// </summary>
internal sealed class LogPuts(Func<string, string?> configuredCode)
{
    /// <param name="named">The ids that senders gave to articles of this call. None is given to another article: what comes first would be taken for an older version of the one that names it.</param>
    public PagePutReceipt PutPage(LogTransaction log, LoggedPagePut logged, PutPolicy policy, IReadOnlySet<string> named)
    {
        PagePut put = logged.Put;
        // The sources are listed before they are parsed one by one: what came for the page meanwhile is newer than what was parsed.
        if (policy == PutPolicy.Reparse && log.Pages.HasOthers(logged)) return new PagePutReceipt(put.Page, [], []);
        byte[] pageDelivery = PageDelivery(logged);
        bool seen = log.Deliveries.Find(pageDelivery) is not null;
        List<ArticleRow> rows = log.Articles.ListPage(put.Newspaper, put.Date, put.Page);
        Article[] articles = [.. put.Articles.Select(a => Placed(a, put))];
        if (articles.Where(a => a.Id.Length > 0).GroupBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new EngineException(EngineFailure.InvalidArgument, $"the page {put.Page} has two articles of the id {twice.Key}", "pages.articles.id");

        // What the new articles may be matched with: everything in force, and when parsed again also what was deleted.
        List<ArticleRow> candidates = [.. rows.Where(r => !r.Deleted || (policy == PutPolicy.Reparse && !r.Erased))];
        Article[] texts = [.. candidates.Select(r => PreviousOf(log, r))];
        for (int i = 0; i < texts.Length; i++)
            if (!candidates[i].Deleted) LogDamage.MustStandIn(texts[i], put.Newspaper, put.Date, put.Page, log.Path);
        int[] match = PageMatching.Match(articles, texts);

        bool holdsErased = false;
        PutReceipt[] receipts = new PutReceipt[articles.Length];
        for (int i = 0; i < articles.Length; i++)
        {
            ArticleRow? previous = match[i] >= 0 ? candidates[match[i]] : articles[i].Id.Length > 0 ? log.Articles.Find(articles[i].Id) : null;
            byte[] encoded = ArticleCodec.EncodeWithoutId(articles[i]);
            receipts[i] = PutOne(log, articles[i], encoded, ArticleDigest.Of(encoded), previous, policy, seen, byPage: true, ordinal: i + 1, named, ref holdsErased);
        }

        HashSet<string> kept = [.. receipts.Select(r => r.Id)];
        List<string> deleted = [];
        foreach (ArticleRow row in rows)
        {
            if (row.Deleted || kept.Contains(row.Id) || (policy == PutPolicy.Reparse && !row.ByPage)) continue;
            log.Articles.Append(Emptied(row), null, row.Digest, row, LogOperation.Delete, row.ByPage, row.Ordinal);
            deleted.Add(row.Id);
        }

        if (!seen || policy == PutPolicy.Force) log.Deliveries.Remember(pageDelivery, "");
        if (!KeepSource(log, logged, holdsErased))
        {
            log.Pages.Set(logged with { SourceSha256 = "", CorrectionSha256 = "" });
            return new PagePutReceipt(put.Page, receipts, deleted) { SourceKept = false };
        }

        log.Pages.Set(logged);
        return new PagePutReceipt(put.Page, receipts, deleted);
    }

    /// <param name="named">As of <see cref="PutPage"/>.</param>
    public PutReceipt PutArticle(LogTransaction log, Article article, PutPolicy policy, IReadOnlySet<string> named)
    {
        byte[] encoded = ArticleCodec.EncodeWithoutId(article), digest = ArticleDigest.Of(encoded);
        string? delivered = log.Deliveries.Find(ArticleDelivery(digest));
        ArticleRow? previous = article.Id.Length > 0 ? log.Articles.Find(article.Id) : null;
        // Without an id only the very same text on the same page is the same article: a shared headline is no proof.
        if (article.Id.Length == 0 && delivered is { Length: > 0 } && log.Articles.Find(delivered) is { } row && row.Digest.AsSpan().SequenceEqual(digest))
            previous = row;
        bool holdsErased = false;
        return PutOne(log, article, encoded, digest, previous, policy, seen: delivered is not null, byPage: false, ordinal: previous?.Ordinal ?? 0, named, ref holdsErased);
    }

    public long DeleteArticle(LogTransaction log, string id)
    {
        if (log.Articles.Find(id) is not { Deleted: false } row) throw Missing(log, id, $"there is no article {id}");
        log.Audit("delete article", id);
        return log.Articles.Append(Emptied(row), null, row.Digest, row, LogOperation.Delete, row.ByPage, row.Ordinal);
    }

    public IReadOnlyList<string> DeleteIssue(LogTransaction log, string newspaper, string date)
    {
        List<ArticleRow> rows = log.Articles.ListIssue(newspaper, date);
        if (log.Articles.CountIssue(newspaper, date) is var count && count != rows.Count)
            throw new EngineException(EngineFailure.DataLoss, $"{log.Path}: of the {count} articles of {newspaper} on {(date.Length > 0 ? date : "an unknown date")} {rows.Count} are found");
        if (rows.Count == 0) throw new EngineException(EngineFailure.NotFound, $"there is no issue of {newspaper} on {(date.Length > 0 ? date : "an unknown date")}", "date");
        foreach (ArticleRow row in rows) LogDamage.MustStandIn(log.Entries.ReadText(row), newspaper, date, page: null, log.Path);
        foreach (ArticleRow row in rows) log.Articles.Append(Emptied(row), null, row.Digest, row, LogOperation.Delete, row.ByPage, row.Ordinal);
        log.Audit("delete issue", $"{newspaper} {date}");
        return [.. rows.Select(r => r.Id)];
    }

    /// <summary>
    /// Erases every version's text and, since a page's source cannot be cut safely, every source that the article's pages ever
    /// had; the pages' other articles stay. Done again it finds nothing left and changes nothing.
    /// </summary>
    public LoggedErasure EraseArticle(LogTransaction log, string id, string reason, IReadOnlyList<string> otherSources)
    {
        ArticleRow row = log.Articles.Find(id) ?? throw Missing(log, id, $"there never was an article {id}");
        List<Article> texts = log.Entries.ReadTexts(row);
        foreach (Article text in texts) log.Erasures.RememberText(ErasedText(text), id);
        HashSet<(string, string, string)> places = [.. texts.Select(a => (a.Newspaper, a.Date, a.Page))];
        if (!row.Erased) places.Add((row.Newspaper, row.Date, row.Page));
        HashSet<string> sources = [.. otherSources];
        foreach ((string newspaper, string date, string page) in places) sources.UnionWith(log.Pages.ListSources(newspaper, date, page));
        foreach (string source in sources) log.Erasures.EraseSource(source);
        int entries = log.Entries.EraseTexts(id);
        long sequence = row.Erased && entries == 0 ? row.Sequence : log.Articles.Append(Emptied(row), null, row.Digest, row, LogOperation.Erase, row.ByPage, row.Ordinal);
        log.Audit("erase article", reason.Length > 0 ? $"{id}: {reason}" : id);
        log.Erasures.Begin(id, sequence);
        return new LoggedErasure(sequence, entries, [.. sources]);
    }

    /// <summary>A source (or correction) that holds an erased text, known by itself or by the article it brought again, is not kept.</summary>
    private static bool KeepSource(LogTransaction log, LoggedPagePut logged, bool holdsErased)
    {
        string[] kept = [.. new[] { logged.SourceSha256, logged.CorrectionSha256 }.Where(s => s.Length > 0)];
        if (!holdsErased && !kept.Any(log.Erasures.IsErasedSource)) return true;
        foreach (string source in kept) log.Erasures.EraseSource(source);
        return false;
    }

    private PutReceipt PutOne(LogTransaction log, Article article, byte[] encoded, byte[] digest, ArticleRow? previous, PutPolicy policy, bool seen, bool byPage, int ordinal, IReadOnlySet<string> named, ref bool holdsErased)
    {
        byte[] delivery = ArticleDelivery(digest);
        // An erased text stays out whatever brings it and however: erasing would be worth little otherwise.
        // Logs of earlier programs remember it as a delivery: with its lines in the file that brought it.
        if (log.Erasures.HoldAny && FindErased(log, ErasedText(article), delivery) is { } erased)
        {
            holdsErased = true;
            return new PutReceipt(erased.Id, erased.Sequence, PutOutcome.StaysDeleted) { Erased = true };
        }

        if (previous is { Deleted: false })
        {
            // A person's own correction by id outlives a new run of the parser over the old source.
            bool keep = policy == PutPolicy.Reparse && !previous.ByPage;
            if (keep || previous.Digest.AsSpan().SequenceEqual(digest))
            {
                if (byPage && previous.Ordinal != ordinal) log.Articles.SetOrdinal(previous.Id, ordinal);
                return new PutReceipt(previous.Id, previous.Sequence, PutOutcome.Unchanged);
            }

            long replaced = log.Articles.Append(article with { Id = previous.Id }, ArticleCodec.WithId(encoded, previous.Id), digest, previous, LogOperation.Put, byPage, ordinal);
            log.Deliveries.Remember(delivery, previous.Id);
            return new PutReceipt(previous.Id, replaced, PutOutcome.Replaced);
        }

        if (policy != PutPolicy.Force)
        {
            ArticleRow? deleted = previous;
            // A page's article that was deleted is known by its text; only a delivery seen before is held to it.
            if (deleted is null && seen && byPage && log.Deliveries.Find(delivery) is { Length: > 0 } id) deleted = log.Articles.Find(id) is { Deleted: true } row ? row : null;
            if (deleted is not null && (seen || policy == PutPolicy.Reparse)) return new PutReceipt(deleted.Id, deleted.Sequence, PutOutcome.StaysDeleted);
        }

        string newId = previous?.Id ?? (article.Id.Length > 0 ? article.Id : log.Pages.NewId(article.Newspaper, article.Date, article.Page, configuredCode, named));
        log.Pages.Touch(article.Newspaper, article.Date, article.Page);
        long sequence = log.Articles.Append(article with { Id = newId }, ArticleCodec.WithId(encoded, newId), digest, previous, LogOperation.Put, byPage, ordinal);
        log.Deliveries.Remember(delivery, newId);
        return new PutReceipt(newId, sequence, PutOutcome.Added);
    }

    /// <summary>The article that lost one of these texts by an erasure.</summary>
    private static ArticleRow? FindErased(LogTransaction log, params ReadOnlySpan<byte[]> digests)
    {
        foreach (byte[] digest in digests)
        {
            if (log.Erasures.FindText(digest) is { } id && log.Articles.Find(id) is { } row) return row;
        }

        return null;
    }

    private static Article PreviousOf(LogTransaction log, ArticleRow row) =>
        row.Deleted
            // The text before the delete is one version back.
            ? log.Entries.ReadTextBefore(row) with { Id = row.Id }
            : log.Entries.ReadText(row);

    /// <summary>Whoever asks for a deletion must not be told that there is nothing to delete because the state is not found.</summary>
    private static EngineException Missing(LogTransaction log, string id, string message) =>
        log.Articles.Find(id) is null && id.Length > 0 && log.Entries.HoldAny(id)
            ? new EngineException(EngineFailure.DataLoss, $"{log.Path}: article {id} has entries, but no state")
            : new EngineException(EngineFailure.NotFound, message, "id");

    private static Article Placed(Article article, PagePut put) => article with
    {
        Newspaper = put.Newspaper,
        Date = put.Date,
        Page = put.Page,
        Section = article.Section.Length > 0 ? article.Section : put.Section,
    };

    private static Article Emptied(ArticleRow row) => new() { Id = row.Id, Newspaper = row.Newspaper, Date = row.Date, Page = row.Page };

    private static byte[] ArticleDelivery(byte[] digest) => SHA256.HashData([.. "article\0"u8, .. digest])[..16];

    /// <summary>What a text says and on which page, however it is divided and whatever file brings it.</summary>
    private static byte[] ErasedText(Article article)
    {
        StringBuilder text = new($"erased\0{article.Newspaper}\0{article.Date}\0{article.Page}\0");
        foreach (string part in (string[])[article.Kicker, article.Headline, article.Subhead, .. article.Paragraphs])
        {
            foreach (char character in part)
                if (!char.IsWhiteSpace(character)) text.Append(character);
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..16];
    }

    private static byte[] PageDelivery(LoggedPagePut logged)
    {
        PagePut put = logged.Put;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"page\0{put.Newspaper}\0{put.Date}\0{put.Page}\0{put.Section}\0{logged.SourceSha256}\0{logged.CorrectionSha256}"));
        foreach (Article article in put.Articles) hash.AppendData(ArticleDigest.Of(article));
        return hash.GetHashAndReset()[..16];
    }
}
