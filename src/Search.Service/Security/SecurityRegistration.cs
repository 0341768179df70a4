using Microsoft.IdentityModel.Tokens;

namespace Search.Service.Security;

internal static class SecurityRegistration
{
    /// <summary>API keys, bearer tokens, client certificates, the anonymous reader, and their rates.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Credentials>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<Access>();
        services.AddSingleton<AccessInterceptor>();
        if (options.Jwt is not { } jwt) return services;
        services.AddAuthentication().AddJwtBearer(Credentials.TokenScheme, bearer =>
        {
            bearer.MapInboundClaims = false;
            bearer.Audience = jwt.Audience;
            if (jwt.Authority.Length > 0) bearer.Authority = jwt.Authority;
            if (jwt.Issuer.Length > 0) bearer.TokenValidationParameters.ValidIssuer = jwt.Issuer;
            if (jwt.SigningKey.Length > 0) bearer.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(jwt.KeyBytes!);
            bearer.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
        });
        return services;
    }
}
