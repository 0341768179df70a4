using System.Globalization;

namespace Search.Service.Portal;

internal enum Theme { System, Light, Dark }

/// <summary>
/// How a reader sees pages: language and colours. <c>?lang=en</c> and <c>?theme=dark</c> choose and are remembered in cookies; without
/// a choice the browser's languages and the system's colours decide.
/// </summary>
internal sealed record Visit(Phrases Phrases, Theme Theme)
{
    private const string LanguageKey = "lang";

    private const string ThemeKey = "theme";

    public bool IsEnglish => Phrases.Language == English;

    public const string Chinese = "zh-CN";

    public const string English = "en";

    public static Visit Of(HttpContext context)
    {
        string? language = Chosen(context, LanguageKey, value => value is "zh" or "en" ? value : null);
        string? theme = Chosen(context, ThemeKey, value => value is "light" or "dark" or "system" ? value : null);
        bool english = language is null ? PrefersEnglish(context.Request) : language == "en";
        return new Visit(
            english ? EnglishPhrases.All : ChinesePhrases.All,
            theme switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.System });
    }

    private static string? Chosen(HttpContext context, string key, Func<string, string?> known)
    {
        if (known(context.Request.Query[key].ToString()) is not { } chosen) return known(context.Request.Cookies[key] ?? "");
        context.Response.Cookies.Append(key, chosen, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
        });
        return chosen;
    }

    /// <summary>Chinese papers are mostly read by readers of Chinese: English only for who wants it more.</summary>
    private static bool PrefersEnglish(HttpRequest request)
    {
        double english = 0, chinese = 0;
        foreach (var accepted in request.GetTypedHeaders().AcceptLanguage)
        {
            double quality = accepted.Quality ?? 1;
            if (accepted.Value.StartsWith("en", StringComparison.OrdinalIgnoreCase)) english = Math.Max(english, quality);
            if (accepted.Value.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) chinese = Math.Max(chinese, quality);
        }

        return english > chinese;
    }

    /// <summary>The same address in another language or colour.</summary>
    public static string AddressWith(HttpRequest request, string key, string value)
    {
        var query = request.Query.Where(q => q.Key != key).SelectMany(q => q.Value.Select(v => (q.Key, Value: v ?? "")));
        return request.Path.ToUriComponent() + "?" + string.Join('&', query.Append((Key: key, Value: value))
            .Select(q => string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}")));
    }
}
