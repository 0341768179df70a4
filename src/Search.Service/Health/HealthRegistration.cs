using Microsoft.Extensions.Diagnostics.HealthChecks;
using Search.Contracts.V1;
using Search.Engine;

namespace Search.Service.Health;

internal static class HealthRegistration
{
    /// <summary><c>grpc.health.v1</c> for the whole and for each service, <c>/healthz</c> (alive) and <c>/readyz</c> (answers queries).</summary>
    public static void AddSearchHealth(this IServiceCollection services)
    {
        services.AddGrpcHealthChecks(health =>
        {
            // Check asks the engine itself; only watchers live on the published results below.
            foreach (string name in new[] { "", SearchService.Descriptor.FullName, IngestionService.Descriptor.FullName, AdminService.Descriptor.FullName })
                health.Services.Map(name, _ => true);
        }).AddCheck<EngineReadiness>("engine");
        services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));
    }

    public static void MapSearchHealth(this WebApplication app)
    {
        app.MapGrpcHealthChecksService();
        app.MapGet("/healthz", context => TellAsync(context, StatusCodes.Status200OK, "alive"));
        app.MapGet("/readyz", context =>
        {
            var engine = context.RequestServices.GetRequiredService<SearchEngine>();
            return engine.IsReady ? TellAsync(context, StatusCodes.Status200OK, "ready") : TellAsync(context, StatusCodes.Status503ServiceUnavailable, EngineReadiness.WhyNotReady(engine.GetStatus()));
        });
    }

    private static Task TellAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }
}
