using Search.Service.Portal;

namespace Search.Service.Security;

/// <summary>
/// Pages need what searching needs; how the service is needs a reader's credentials on machines' addresses and a sign-in on
/// <c>/status</c>, which asks for it itself. Health, assets and the script of the search box are for everybody.
/// </summary>
internal sealed class PortalAccess(RequestDelegate next, Access access, PortalBoundary boundary, PortalAssets assets)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var needed = RoleFor(context.Request.Path);
        if (needed == CallerRole.None || context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            await next(context);
            return;
        }

        try
        {
            // An operator who has signed in needs no key as well.
            if (!await OperatorAccess.IsSignedInAsync(context)) await access.RequireAsync(context, needed);
        }
        catch (AccessRefusedException refused)
        {
            await boundary.RefuseAsync(context, refused);
            return;
        }

        await next(context);
    }

    private CallerRole RoleFor(PathString path)
    {
        // The API's JSON form and gRPC go by the policy of their calls.
        if (path.StartsWithSegments("/v1") || path.Value is "/healthz" or "/readyz" || path.StartsWithSegments("/status") || path.StartsWithSegments("/embed")) return CallerRole.None;
        if (path.StartsWithSegments("/metrics")) return CallerRole.Reader;
        return assets.Paths.Contains(path.Value) ? CallerRole.None : CallerRole.Anonymous;
    }
}
