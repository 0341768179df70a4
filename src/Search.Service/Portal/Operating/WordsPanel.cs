using Search.Engine;

namespace Search.Service.Portal;

/// <summary>The user dictionary: how far its last change has reached, the words put at run time, and, for who is signed in, adding and taking out.</summary>
internal static class WordsPanel
{
    public static void Write(HtmlWriter html, Phrases say, EngineStatus status, IReadOnlyList<UserDictionaryWord> words, bool signedIn, Action<HtmlWriter> token)
    {
        var progress = status.UserWords;
        UserDictionaryWord[] added = [.. words.Where(w => w.Runtime)];
        html.Write($"""<section class="user-words"><h2>{say.UserWords}</h2><p id="words-progress" data-live>{say.UserWordCounts(words.Count, added.Length)}""");
        if (progress.ArticlesPending > 0) html.Write($" · {say.ArticlesPending(progress.ArticlesPending)}");
        html.Write($"""</p><div id="words" data-live data-version="{progress.HeadSequence:D}">""");
        if (signedIn) Add(html, say, token);
        if (added.Length > 0) Added(html, say, added, signedIn, token);
        html.Write($"</div></section>");
    }

    private static void Add(HtmlWriter html, Phrases say, Action<HtmlWriter> token) => html.Write($"""
        <form method="post" action="/status/words">{token}
        <label for="words-to-add">{say.WordsToAdd}</label>
        <input id="words-to-add" name="words" autocomplete="off" required maxlength="2000" placeholder="{say.WordsToAddHint}">
        <button>{say.AddWords}</button> <a href="/status/words">{say.FindNewWords}</a></form>
        """);

    private static void Added(HtmlWriter html, Phrases say, UserDictionaryWord[] added, bool signedIn, Action<HtmlWriter> token)
    {
        if (!signedIn)
        {
            html.Write($"""<ul class="plain words" lang="{Visit.Chinese}">""");
            foreach (var word in added) html.Write($"<li>{word.Word}</li>");
            html.Write($"</ul>");
            return;
        }

        html.Write($"""<form method="post" action="/status/words/remove">{token}<ul class="plain words">""");
        foreach (var word in added) html.Write($"""<li><label><input type="checkbox" name="words" value="{word.Word}"> <span lang="{Visit.Chinese}">{word.Word}</span></label></li>""");
        html.Write($"""</ul><button class="quiet">{say.RemoveWords}</button></form>""");
    }
}
