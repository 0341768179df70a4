using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Search.Engine;
using Search.Service.Security;

namespace Search.Service.Portal;

/// <summary>
/// Who may change things on the status page: whoever has shown the admin key. The cookie is out of scripts' reach and travels on no
/// request that another site caused; every form carries an antiforgery token besides. Keys of both live in memory: a restart signs everybody out.
/// </summary>
internal sealed class OperatorAccess(AccessOptions options, Credentials credentials, SignInAttempts attempts, IAntiforgery antiforgery)
{
    public const string Scheme = "search-operator";

    private const string TokenField = "antiforgery";

    private static readonly TimeSpan Session = TimeSpan.FromHours(8);

    /// <summary>Whether there is a key to show.</summary>
    public bool IsConfigured => options.AdminKeySha256.Length > 0 || options.Keys.Any(k => k.Role == CallerRole.Admin);

    /// <summary>Whether callers of the API are asked for credentials, so that this page asks as well.</summary>
    public bool AsksForCredentials => options.HasCredentials;

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<OperatorAccess>();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication().AddCookie(Scheme, cookie =>
        {
            cookie.Cookie.Name = Scheme;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = Session;
            cookie.SlidingExpiration = false;
        });
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = TokenField;
            options.Cookie.Name = "search-antiforgery";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // The frame of every page says it, and better.
            options.SuppressXFrameOptionsHeader = true;
        });
    }

    /// <summary>Reads the cookie; the request's user is the operator from then on.</summary>
    public static async Task<bool> IsSignedInAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(Scheme);
        if (result.Succeeded) context.User = result.Principal;
        return result.Succeeded;
    }

    /// <exception cref="AccessRefusedException">Too many tries from the caller's address.</exception>
    public async Task<bool> SignInAsync(HttpContext context, string key)
    {
        attempts.Begin(context.Connection.RemoteIpAddress);
        if (credentials.FindKey(key) is not { Role: CallerRole.Admin } caller) return false;
        attempts.Succeeded(context.Connection.RemoteIpAddress);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name), new Claim(ClaimTypes.Role, "admin")], Scheme);
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
        return true;
    }

    public static PortalPage SignInFirst(Phrases say) => new()
    {
        Title = say.SignInFirst,
        Status = StatusCodes.Status403Forbidden,
        Body = html => html.Write($"""<div class="told"><h1>{say.SignInFirst}</h1><p><a href="/status">{say.Status}</a></p></div>"""),
    };

    public static Task SignOutAsync(HttpContext context) => context.SignOutAsync(Scheme);

    /// <summary>The hidden field without which a form is refused.</summary>
    public void TokenInput(HttpContext context, HtmlWriter html) =>
        html.Write($"""<input type="hidden" name="{TokenField}" value="{antiforgery.GetAndStoreTokens(context).RequestToken}">""");

    /// <exception cref="EngineException">The form did not come from a page of this service, or not from this reader.</exception>
    public async Task CheckFormAsync(HttpContext context, Phrases say)
    {
        // The token is bound to who was signed in when the page was made.
        await IsSignedInAsync(context);
        if (!await antiforgery.IsRequestValidAsync(context)) throw new EngineException(EngineFailure.InvalidArgument, say.FormRefused);
    }
}
