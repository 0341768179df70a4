using Search.Engine;

namespace Search.Service.Portal;

/// <summary>
/// <c>/status/words</c>: words the program has found in the indexed text, to accept. A page of its own and for operators alone, since
/// finding them reads every article.
/// </summary>
internal static class NewWordsPage
{
    private const int Most = 100;

    public static async Task<PortalPage> ShowAsync(HttpContext context, Visit visit, SearchEngine engine, OperatorAccess access)
    {
        var say = visit.Phrases;
        if (!await OperatorAccess.IsSignedInAsync(context)) return OperatorAccess.SignInFirst(say);
        var words = await engine.SuggestUserWordsAsync(Most, context.RequestAborted);
        return new PortalPage
        {
            Title = say.NewWords,
            Body = html =>
            {
                html.Write($"""{w => Trail.Write(w, say, (say.Status, "/status"))}<h1>{say.NewWords}</h1>""");
                if (words.Count == 0) html.Write($"""<p class="nothing">{say.NoNewWords}</p>""");
                else List(html, say, words, w => access.TokenInput(context, w));
            },
        };
    }

    private static void List(HtmlWriter html, Phrases say, IReadOnlyList<SuggestedUserWord> words, Action<HtmlWriter> token)
    {
        html.Write($"""
            <p class="holdings">{say.NewWordsExplained}</p>
            <form method="post" action="/status/words">{token}
            <div class="scroll" tabindex="0" role="region" aria-label="{say.NewWords}"><table class="list"><thead><tr><th scope="col">{say.Word}</th><th scope="col">{say.WordKind}</th><th scope="col" class="number">{say.Occurrences}</th><th scope="col" class="number">{say.Articles}</th><th scope="col" class="number">{say.Confidence}</th><th scope="col">{say.Examples}</th></tr></thead><tbody>

            """);
        foreach (var word in words)
        {
            html.Write($"""<tr><th scope="row"><label><input type="checkbox" name="words" value="{word.Word}"> <span lang="{Visit.Chinese}">{word.Word}</span></label></th>""");
            html.Write($"""<td>{(word.IsPerson ? say.PersonName : say.KindWord)}</td><td class="number">{word.Occurrences}</td><td class="number">{word.ArticleCount}</td><td class="number">{word.Confidence:0.00}</td><td lang="{Visit.Chinese}">""");
            foreach (string example in word.Examples) html.Write($"<p>{example}</p>");
            html.Write($"</td></tr>");
        }

        html.Write($"</tbody></table></div><p><button>{say.AcceptWords}</button></p></form>");
    }
}
