namespace Search.Service.Portal;

/// <summary>The way from all newspapers down to where a page stands.</summary>
internal static class Trail
{
    public static void Write(HtmlWriter html, Phrases say, params (string Label, string Address)[] steps)
    {
        html.Write($"""<nav class="trail" aria-label="{say.Trail}"><ol>""");
        foreach (var (label, address) in steps) html.Write($"""<li><a href="{address}">{label}</a></li>""");
        html.Write($"</ol></nav>");
    }
}
