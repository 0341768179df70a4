using System.Globalization;
using Search.Engine;
using Search.Ingestion;
using Search.Service.Hosting;

namespace Search.Service.Portal;

/// <summary>
/// <c>/status</c>: what an operator looks at first. Parts marked <c>data-live</c> are replaced every second while a reindex runs; those
/// with forms only when what they offer changes.
/// </summary>
internal static class StatusPage
{
    public static async Task<PortalPage> ShowAsync(HttpContext context, Visit visit, SearchEngine engine, OperatorAccess access)
    {
        var status = engine.GetStatus();
        var services = context.RequestServices;
        var inbox = services.GetService<InboxWorker>()?.Snapshot();
        var quarantine = QuarantineReport.List(services.GetRequiredService<ServiceSettings>().Ingestion.Inbox, most: 50);
        var words = await engine.ListUserWordsAsync(context.RequestAborted);
        bool signedIn = await OperatorAccess.IsSignedInAsync(context);
        return new PortalPage
        {
            Title = visit.Phrases.Status,
            RefreshSeconds = IsBusy(status) ? 2 : 0,
            Body = html =>
            {
                var say = visit.Phrases;
                html.Write($"""<div class="status" data-refresh="{(IsBusy(status) ? "1000" : "5000")}"><h1>{say.Status}</h1>""");
                // Names of files and headlines are nothing for whoever comes by, once there are credentials to ask for.
                if (!signedIn && access.AsksForCredentials)
                {
                    html.Write($"""<p class="{(status.Ready ? "well" : "ill")}">{(status.Ready ? say.Ready : say.NotReady)}</p>""");
                    SignIn(html, say, access, signedIn, w => access.TokenInput(context, w));
                    html.Write($"</div>");
                    return;
                }

                html.Write($"""<div id="state" data-live>{w => State(w, say, status)}</div>""");
                ReindexPanel.Write(html, say, engine, status, signedIn, w => access.TokenInput(context, w));
                WordsPanel.Write(html, say, status, words, signedIn, w => access.TokenInput(context, w));
                html.Write($"""<section id="inbox" data-live>{w => InboxPanel.Write(w, say, inbox, quarantine)}</section>""");
                html.Write($"""<section id="doubtful" data-live>{w => Doubtful(w, say, status)}</section>""");
                SignIn(html, say, access, signedIn, w => access.TokenInput(context, w));
                html.Write($"</div>");
            },
        };
    }

    private static bool IsBusy(EngineStatus status) => status.Reindex is not null || status.UserWords.ArticlesPending > 0;

    private static void State(HtmlWriter html, Phrases say, EngineStatus status)
    {
        if (status.Ready) html.Write($"""<p class="well">{say.Ready}</p>""");
        else html.Write($"""<p class="ill">{say.NotReady}</p>""");
        if (status.Alarms.Count > 0)
        {
            html.Write($"""<section class="alarms"><h2>{say.Alarms}</h2><ul>""");
            foreach (string alarm in status.Alarms) html.Write($"<li>{alarm}</li>");
            html.Write($"</ul></section>");
        }

        html.Write($"""
            <dl class="figures">
            <div><dt>{say.Articles}</dt><dd>{status.ArticleCount}</dd></div>
            <div><dt>{say.LogSequence}</dt><dd>{status.LogSequence}</dd></div>
            <div><dt>{say.SearchableSequence}</dt><dd>{status.SearchableSequence}</dd></div>
            <div><dt>{say.Lag}</dt><dd>{Math.Max(0, status.LogSequence - status.SearchableSequence)}</dd></div>
            <div><dt>{say.CommittedSequence}</dt><dd>{status.CommittedSequence}</dd></div>
            <div><dt>{say.StoredOnly}</dt><dd>{status.StoredOnlyCount}</dd></div>
            <div><dt>{say.Generation}</dt><dd>{status.Generation?.Name ?? "–"}</dd></div>
            <div><dt>{say.IndexSize}</dt><dd>{Mebibytes(status.Generation?.SizeBytes ?? 0)}</dd></div>
            <div><dt>{say.LogSize}</dt><dd>{Mebibytes(status.LogSizeBytes)}</dd></div>
            <div><dt>{say.Memory}</dt><dd>{Mebibytes(Environment.WorkingSet)}</dd></div>
            </dl>
            """);
    }

    private static void Doubtful(HtmlWriter html, Phrases say, EngineStatus status)
    {
        html.Write($"<h2>{say.LowConfidence}</h2>");
        if (status.LowConfidence.Count == 0)
        {
            html.Write($"<p>{say.None}</p>");
            return;
        }

        html.Write($"""<ul class="plain">""");
        foreach (var (id, headline, confidence) in status.LowConfidence)
            html.Write($"""<li><a href="{Addresses.Article(id)}" lang="{Visit.Chinese}">{(headline.Length > 0 ? headline : id)}</a> <span class="count">{confidence:0.00}</span></li>""");
        html.Write($"</ul>");
    }

    private static void SignIn(HtmlWriter html, Phrases say, OperatorAccess access, bool signedIn, Action<HtmlWriter> token)
    {
        html.Write($"""<section class="sign-in"><h2>{say.Operator}</h2>""");
        if (signedIn)
        {
            html.Write($"""<form method="post" action="/status/sign-out">{token}<p>{say.SignedIn}</p><button class="quiet">{say.SignOut}</button></form>""");
        }
        else if (access.IsConfigured)
        {
            html.Write($"""
                <form method="post" action="/status/sign-in">{token}
                <label for="key">{say.AdminKey}</label>
                <input id="key" name="key" type="password" autocomplete="current-password" required maxlength="500">
                <button>{say.SignIn}</button></form>
                """);
        }
        else
        {
            html.Write($"<p>{say.SignInNotConfigured}</p>");
        }

        html.Write($"</section>");
    }

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("N1", CultureInfo.InvariantCulture) + " MiB";
}
