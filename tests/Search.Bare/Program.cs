using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Bare;
using Search.Engine;

// Search.Bare DATA INDEX: the engine over DATA (with INDEX's dictionaries and configuration) behind Grpc.AspNetCore and nothing else, until it is told to stop.
if (args.Length != 2)
{
    Console.Error.WriteLine("Search.Bare DATA INDEX");
    return 2;
}

EngineOptions options = new()
{
    DataDirectory = args[0],
    DictionariesDirectory = Path.Combine(args[1], "dictionaries"),
    ConfigDirectory = Path.Combine(args[1], "config"),
    KeepsAnswers = false, // rounds ask the same again
};
await using SearchEngine engine = SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System);
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
builder.Services.AddSingleton(new BareService(engine));
builder.Services.AddGrpc();
await using WebApplication app = builder.Build();
app.MapGrpcService<BareService>();
await app.StartAsync();
while (!engine.IsReady) await Task.Delay(50);
string address = app.Urls.Single();
Console.WriteLine($"Search is ready: {address} (nothing) and {address} (gRPC)");
await app.WaitForShutdownAsync();
return 0;
