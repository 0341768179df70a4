using System.Globalization;
using Search.Engine;
using Search.Ingestion;

namespace Search.Service.Portal;

/// <summary><c>/status</c>: what an operator looks at first.</summary>
internal static class StatusPage
{
    public static Task ShowAsync(HttpContext context, SearchEngine engine)
    {
        var status = engine.GetStatus();
        var inbox = context.RequestServices.GetService<InboxWorker>()?.Snapshot();
        return PortalPage.SendAsync(context, StatusCodes.Status200OK, "运行状态 - 报纸检索", "", html =>
        {
            Show(html, status);
            if (inbox is not null) Inbox(html, inbox);
            Doubtful(html, status);
        });
    }

    private static void Show(HtmlWriter html, EngineStatus status)
    {
        html.Write($"<h1>运行状态</h1>");
        html.Write($"""<p class="{(status.Ready ? "well" : "ill")}">{(status.Ready ? "可以检索" : "暂不能检索")}</p>""");
        if (status.Alarms.Count > 0)
        {
            html.Write($"<h2>需要注意</h2><ul>");
            foreach (string alarm in status.Alarms) html.Write($"<li>{alarm}</li>");
            html.Write($"</ul>");
        }

        html.Write($"<table><tbody>");
        html.Write($"<tr><th>稿件</th><td>{status.ArticleCount}</td></tr>");
        html.Write($"<tr><th>日志序号</th><td>{status.LogSequence}</td></tr>");
        html.Write($"<tr><th>可检索到</th><td>{status.SearchableSequence}</td></tr>");
        html.Write($"<tr><th>已写入索引</th><td>{status.CommittedSequence}</td></tr>");
        html.Write($"<tr><th>只存未索引</th><td>{status.StoredOnlyCount}</td></tr>");
        html.Write($"<tr><th>日志大小</th><td>{Mebibytes(status.LogSizeBytes)}</td></tr>");
        if (status.Generation is { } generation)
            html.Write($"<tr><th>索引世代</th><td>{generation.Name}，{Mebibytes(generation.SizeBytes)}，{generation.ArticleCount} 篇</td></tr>");
        if (status.Reindex is { } reindex)
            html.Write($"<tr><th>重建索引</th><td>{reindex.Id}：{reindex.State.ToString()}，{reindex.AppliedSequence} / {reindex.HeadSequence}</td></tr>");
        html.Write($"</tbody></table>");
    }

    private static void Inbox(HtmlWriter html, IngestionSnapshot inbox)
    {
        html.Write($"<h2>收件夹</h2>");
        if (inbox.Trouble is { } trouble) html.Write($"""<p class="ill">{trouble}</p>""");
        html.Write($"<p>已收 {inbox.FilesDone} 件，隔离 {inbox.FilesQuarantined} 件，等待 {inbox.FilesWaiting} 件</p>");
        if (inbox.Latest.Count == 0) return;
        html.Write($"<table><thead><tr><th>文件</th><th>稿件</th><th>说明</th></tr></thead><tbody>");
        foreach (var (path, _, articles, error) in inbox.Latest) html.Write($"<tr><td>{path}</td><td>{articles}</td><td>{error}</td></tr>");
        html.Write($"</tbody></table>");
    }

    private static void Doubtful(HtmlWriter html, EngineStatus status)
    {
        if (status.LowConfidence.Count == 0) return;

        html.Write($"<h2>分稿不确定的稿件</h2><ul>");
        foreach (var (id, headline, confidence) in status.LowConfidence)
            html.Write($"""<li><a href="/articles/{Uri.EscapeDataString(id)}">{(headline.Length > 0 ? headline : id)}</a>（{confidence:0.00}）</li>""");
        html.Write($"</ul>");
    }

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("N1", CultureInfo.InvariantCulture) + " MiB";
}
