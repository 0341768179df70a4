using Search.Ingestion;

namespace Search.Service.Portal;

/// <summary>What came through the inbox last, and what of it lies in quarantine and why.</summary>
internal static class InboxPanel
{
    /// <param name="inbox">Null where the worker runs elsewhere.</param>
    public static void Write(HtmlWriter html, Phrases say, IngestionSnapshot? inbox, IReadOnlyList<QuarantineReport> quarantine)
    {
        html.Write($"<h2>{say.Inbox}</h2>");
        if (inbox is null) html.Write($"<p>{say.WorkerElsewhere}</p>");
        else Files(html, say, inbox);
        if (quarantine.Count == 0) return;
        html.Write($"""<h3>{say.Quarantine}</h3><div class="scroll" tabindex="0" role="region" aria-label="{say.Quarantine}"><table class="list"><thead><tr><th scope="col">{say.File}</th><th scope="col" class="number">{say.Line}</th><th scope="col">{say.Why}</th><th scope="col">{say.When}</th></tr></thead><tbody>""");
        foreach (var report in quarantine)
        {
            html.Write($"""<tr><th scope="row">{report.File}</th><td class="number">{w => { if (report.Line > 0) w.Write($"{report.Line}"); }}</td><td>{report.Message}{w => { if (report.Count > 1) w.Write($" {say.AndMore(report.Count - 1)}"); }}</td><td>{w => ReindexPanel.Time(w, report.At)}</td></tr>""");
        }

        html.Write($"</tbody></table></div>");
    }

    private static void Files(HtmlWriter html, Phrases say, IngestionSnapshot inbox)
    {
        if (inbox.Trouble is { } trouble) html.Write($"""<p class="ill">{trouble}</p>""");
        html.Write($"<p>{say.InboxCounts(inbox.FilesDone, inbox.FilesQuarantined, inbox.FilesWaiting)}</p>");
        if (inbox.Latest.Count == 0) return;
        html.Write($"""<div class="scroll" tabindex="0" role="region" aria-label="{say.LatestFiles}"><table class="list"><thead><tr><th scope="col">{say.File}</th><th scope="col" class="number">{say.Articles}</th><th scope="col">{say.When}</th><th scope="col">{say.Remark}</th></tr></thead><tbody>""");
        foreach (var (path, at, articles, error) in inbox.Latest)
            html.Write($"""<tr><th scope="row">{path}</th><td class="number">{articles}</td><td>{w => ReindexPanel.Time(w, at)}</td><td>{error}</td></tr>""");
        html.Write($"</tbody></table></div>");
    }
}
