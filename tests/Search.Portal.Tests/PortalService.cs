using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Search.Engine;
using Search.Portal.Tests.Embedding;
using Search.Service.Hosting;

[assembly: AssemblyFixture(typeof(Search.Portal.Tests.PortalService))]
[assembly: AssemblyFixture(typeof(Search.Portal.Tests.Browser))]

namespace Search.Portal.Tests;

/// <summary>The real service with the bundled sample issue and some invented years of two further newspapers, on free loopback ports.</summary>
public sealed class PortalService : IAsyncLifetime
{
    public const string AdminKey = "a key that only this test knows";

    /// <summary>Of an origin whose pages may hold the search box. It listens as long as the service, which is told its port at the start.</summary>
    internal PortalElsewhere Allowed { get; private set; } = null!;

    private readonly string directory = Directory.CreateTempSubdirectory("search-portal-tests-").FullName;
    private WebApplication? host;

    public string Address { get; private set; } = "";

    public SearchEngine Engine => host!.Services.GetRequiredService<SearchEngine>();

    public async ValueTask InitializeAsync()
    {
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(AdminKey)));
        var ready = new ReadyWriter();
        Allowed = await PortalElsewhere.StartAsync(() => Address);
        // However fast the machine, no test is told to come again later.
        host = await StartAsync(directory, ready, "--sample", $"--Search:Auth:AdminKeySha256={digest}", "--Search:Auth:AnonymousRequestsPerSecond=0", $"--Search:Portal:AllowedOrigins:0={Allowed.Address}");
        await ready.Line.WaitAsync(TimeSpan.FromMinutes(5));
        Address = AddressOf(host);
        await PutAsync(Invented.Years());
        await PutAsync(Invented.Reprinted());
        await PutAsync(Invented.Hostile());
        // Suggestions follow a moment behind, of the sample as of what was put last; a box asks once for what was typed.
        for (int i = 0; !(await AreSuggestedAsync("白鹭") && await AreSuggestedAsync("险题")); i++)
        {
            if (i > 3000) throw new TimeoutException("suggestions did not follow in 300 s");
            await Task.Delay(100);
        }

        async Task<bool> AreSuggestedAsync(string prefix) => (await Engine.SuggestAsync(new SuggestInquiry(prefix, 1), default)).Count > 0;
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

        if (Allowed is not null) await Allowed.DisposeAsync();
        Directory.Delete(directory, recursive: true);
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
