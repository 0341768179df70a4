using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Search.Engine;
using Search.Service.Hosting;

[assembly: AssemblyFixture(typeof(Search.Portal.Tests.PortalService))]
[assembly: AssemblyFixture(typeof(Search.Portal.Tests.Browser))]

namespace Search.Portal.Tests;

/// <summary>The real service with the bundled sample issue and some invented years of two further newspapers, on free loopback ports.</summary>
public sealed class PortalService : IAsyncLifetime
{
    public const string AdminKey = "a key that only this test knows";

    /// <summary>An origin whose pages may hold the search box; a second server of the tests listens there.</summary>
    public int AllowedPort { get; } = FreePort();

    private readonly string directory = Directory.CreateTempSubdirectory("search-portal-tests-").FullName;
    private WebApplication? host;

    public string Address { get; private set; } = "";

    public SearchEngine Engine => host!.Services.GetRequiredService<SearchEngine>();

    public async ValueTask InitializeAsync()
    {
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(AdminKey)));
        var ready = new ReadyWriter();
        host = await StartAsync(directory, ready, "--sample", $"--Search:Auth:AdminKeySha256={digest}", $"--Search:Portal:AllowedOrigins:0=http://localhost:{AllowedPort}");
        await ready.Line.WaitAsync(TimeSpan.FromSeconds(120));
        Address = AddressOf(host);
        await PutAsync(Invented.Years());
        await PutAsync(Invented.Reprinted());
        await PutAsync(Invented.Hostile());
    }

    /// <param name="ready">Gets the line that says the service is ready.</param>
    internal static async Task<WebApplication> StartAsync(string data, TextWriter ready, params string[] settings)
    {
        string[] arguments =
        [
            $"--Search:DataDirectory={data}",
            "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0",
            "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
            .. settings,
        ];
        var started = ServiceHost.Build(ServiceArguments.Parse(arguments), ready);
        await started.StartAsync();
        return started;
    }

    internal static string AddressOf(WebApplication started)
    {
        var bound = started.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new BoundAddresses(started.Services.GetRequiredService<IConfiguration>(), bound).Http;
    }

    public string DataDirectory => directory;

    /// <summary>The id of the one article of this headline.</summary>
    public async Task<string> ArticleAsync(string headline)
    {
        foreach (var newspaper in await Engine.ListNewspapersAsync(default))
        {
            foreach (var issue in await Engine.ListIssuesAsync(newspaper.Name, 0, 1, default))
            {
                var whole = await Engine.GetIssueAsync(issue.Newspaper, issue.Date, default);
                if (whole!.Pages.SelectMany(p => p.Articles).FirstOrDefault(a => a.Article.Headline == headline) is { } found) return found.Article.Id;
            }
        }

        throw new InvalidOperationException($"no latest issue has '{headline}'");
    }

    public async Task PutAsync(IReadOnlyList<Article> articles)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var (_, sequence) = await Engine.PutArticlesAsync(articles, force: false, patience.Token);
        await Engine.WaitForSequenceAsync(sequence, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Ends its task with the line the service prints when it is ready.</summary>
    internal sealed class ReadyWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => line.Task;

        public override Task WriteLineAsync(string? value)
        {
            line.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
