using System.Globalization;
using Search.Engine;
using Search.Service.Mapping;

namespace Search.Service.Portal;

/// <summary>The running reindex with its progress, what ended before, and, for who is signed in, start and cancel.</summary>
internal static class ReindexPanel
{
    private const int Shown = 5;

    public static void Write(HtmlWriter html, Phrases say, SearchEngine engine, EngineStatus status, bool signedIn, Action<HtmlWriter> token)
    {
        html.Write($"""<section class="reindex"><h2>{say.Reindex}</h2><div id="reindex-progress" data-live>""");
        if (status.Reindex is { } running) Progress(html, say, running);
        var ended = engine.ListReindexes().Where(r => r.HasEnded()).Take(Shown).ToList();
        if (ended.Count > 0) Ended(html, say, ended);
        else if (status.Reindex is null) html.Write($"<p>{say.NoReindexYet}</p>");
        html.Write($"</div>");
        if (signedIn) Actions(html, say, status.Reindex, token);
        html.Write($"</section>");
    }

    private static void Progress(HtmlWriter html, Phrases say, ReindexStatus running)
    {
        // A fraction of the log: an empty log is done.
        long head = Math.Max(1, running.HeadSequence);
        html.Write($"""
            <p class="running"><strong>{running.Id}</strong> {say.StateOf(running.State)}
            <progress max="{head:D}" value="{Math.Min(running.AppliedSequence, head):D}" aria-label="{say.Reindex}"></progress>
            {running.AppliedSequence} / {running.HeadSequence} · {say.ArticlesPerSecond(running.ArticlesPerSecond)}
            """);
        if (running.RemainingSeconds > 0) html.Write($" · {say.Remaining(running.RemainingSeconds)}");
        if (running.PagesReparsed > 0) html.Write($" · {say.PagesReparsed(running.PagesReparsed)}");
        html.Write($"</p>");
    }

    private static void Ended(HtmlWriter html, Phrases say, IReadOnlyList<ReindexStatus> ended)
    {
        html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="{say.ReindexesEnded}"><table class="list"><thead><tr><th scope="col">{say.Generation}</th><th scope="col">{say.State}</th><th scope="col" class="number">{say.Articles}</th><th scope="col">{say.Ended}</th><th scope="col">{say.Remark}</th></tr></thead><tbody>""");
        foreach (var reindex in ended)
        {
            html.Write($"""<tr><th scope="row">{reindex.Id}</th><td>{say.StateOf(reindex.State)}</td><td class="number">{reindex.ArticlesIndexed}</td><td>{w => Time(w, reindex.EndedAt)}</td><td>{(reindex.Error.Length > 0 ? reindex.Error : reindex.Reason)}</td></tr>""");
        }

        html.Write($"</tbody></table></div>");
    }

    private static void Actions(HtmlWriter html, Phrases say, ReindexStatus? running, Action<HtmlWriter> token)
    {
        html.Write($"""<div id="reindex-actions" data-live data-version="{running?.Id ?? ""}">""");
        if (running is null)
        {
            html.Write($"""
                <form method="post" action="/status/reindexes">{token}
                <label><input type="checkbox" name="reparse" value="true"> {say.Reparse}</label>
                <button>{say.StartReindex}</button></form>
                """);
        }
        else
        {
            html.Write($"""<form method="post" action="/status/reindexes/{running.Id}/cancel">{token}<button class="quiet">{say.CancelReindex}</button></form>""");
        }

        html.Write($"</div>");
    }

    public static void Time(HtmlWriter html, DateTimeOffset? at)
    {
        if (at is not { } time) return;
        string machine = time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        html.Write($"""<time datetime="{machine}">{time.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}</time>""");
    }
}
