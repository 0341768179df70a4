using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Google.Rpc;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Search.Contracts.V1;
using Search.Service.Security;

namespace Search.Service.Tests.Security;

/// <summary>Who may do what, asked of a real host that has keys, tokens and a rate.</summary>
public sealed class AccessTests(GuardedService guarded) : IClassFixture<GuardedService>
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(b => b, b => b);

    private readonly RunningService service = guarded.Service;

    [Fact]
    public void The_policy_names_every_call_of_the_api_and_no_other()
    {
        var calls = new[] { SearchService.Descriptor, IngestionService.Descriptor, AdminService.Descriptor }
            .SelectMany(s => s.Methods.Select(m => $"/{s.FullName}/{m.Name}"));

        Assert.Equal(calls.Order(), CallPolicy.Calls.Where(c => c.StartsWith("/search.v1.", StringComparison.Ordinal)).Order());
        Assert.Equal(CallerRole.Admin, CallPolicy.RoleFor("/search.v1.AdminService/SomethingNew"));
    }

    [Fact]
    public async Task Every_call_is_refused_below_its_role_and_passes_the_guard_at_it()
    {
        foreach (string call in CallPolicy.Calls.Where(c => c.StartsWith("/search.v1.", StringComparison.Ordinal)))
        {
            var needed = CallPolicy.RoleFor(call);
            foreach (var role in new[] { CallerRole.Anonymous, CallerRole.Reader, CallerRole.Writer, CallerRole.Admin })
            {
                // Empty messages: what passes the guard is answered or refused for what it lacks. These two would do something.
                if (role >= needed && call.Split('/')[2] is nameof(AdminService.AdminServiceBase.StartReindex) or nameof(AdminService.AdminServiceBase.VerifyIndex)) continue;
                var code = await CodeOfAsync(call, role == CallerRole.Anonymous ? null : GuardedService.KeyOf(role));
                if (role >= needed) Assert.False(code is StatusCode.Unauthenticated or StatusCode.PermissionDenied, $"{call} as {role}: {code}");
                else Assert.True(code == (role == CallerRole.Anonymous ? StatusCode.Unauthenticated : StatusCode.PermissionDenied), $"{call} as {role}: {code}");
            }
        }
    }

    [Fact]
    public async Task A_refusal_tells_its_reason_and_what_is_needed()
    {
        var refused = await Refusal.IsAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", null, async () =>
            await service.Admin.StartReindexAsync(new StartReindexRequest(), With(GuardedService.KeyOf(CallerRole.Writer))));
        Assert.Contains("admin", refused.Status.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(GuardedService.KeyOf(CallerRole.Writer), refused.Status.Detail, StringComparison.Ordinal);

        await Refusal.IsAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", null, async () => await service.Search.SearchAsync(new SearchRequest { Query = "河" }, With("a wrong key".Replace(' ', '-'))));
        await Refusal.IsAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", null, async () => await service.Admin.GetStatusAsync(new GetStatusRequest()));
    }

    [Fact]
    public async Task The_json_form_goes_by_the_same_policy()
    {
        using var anonymous = await service.Http.GetAsync("/v1/status", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Contains("UNAUTHENTICATED", await anonymous.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using HttpRequestMessage asked = new(HttpMethod.Get, "/v1/status") { Headers = { { "X-Api-Key", GuardedService.KeyOf(CallerRole.Reader) } } };
        using var answered = await service.Http.SendAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);

        using var put = await service.Http.PostAsJsonAsync("/v1/articles:batchPut", new { articles = new[] { new { headline = "匿名" } } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, put.StatusCode);
    }

    [Fact]
    public async Task A_token_counts_by_its_role_claim_issuer_audience_and_time()
    {
        Assert.True((await service.Admin.GetStatusAsync(new GetStatusRequest(), With(Token("reader")))).Ready);
        await Refusal.IsAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", null, async () => await service.Admin.StartReindexAsync(new StartReindexRequest(), With(Token("reader"))));
        await Refused(Token("reader", audience: "another service"));
        await Refused(Token("reader", issuer: "somebody else"));
        await Refused(Token("reader", expires: DateTime.UtcNow.AddHours(-1)));
        await Refused(Token("reader", key: RandomNumberGenerator.GetBytes(32)));

        async Task Refused(string token) => await Refusal.IsAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", null, async () => await service.Admin.GetStatusAsync(new GetStatusRequest(), With(token)));
    }

    [Theory]
    [InlineData("4")]
    [InlineData("1002")]
    [InlineData("reader,writer")]
    public async Task A_role_claim_counts_by_the_name_of_a_role_and_nothing_else(string claim) =>
        await Refusal.IsAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", null, async () => await service.Admin.GetStatusAsync(new GetStatusRequest(), With(Token(claim))));

    [Fact]
    public async Task A_key_beyond_its_rate_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        // Many more at once than the key may in the time they take, on however slow a machine.
        RpcException?[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
        {
            try
            {
                await service.Search.ListNewspapersAsync(new ListNewspapersRequest(), With(GuardedService.SlowKey));
                return null;
            }
            catch (RpcException e)
            {
                return e;
            }
        }));

        Assert.Contains(null, answers);
        RpcException? refused = answers.FirstOrDefault(answer => answer is not null);
        Assert.NotNull(refused);
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal("RATE_LIMITED", refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
        Assert.True(refused.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        await service.Search.ListNewspapersAsync(new ListNewspapersRequest(), With(GuardedService.KeyOf(CallerRole.Reader)));
    }

    [Fact]
    public async Task What_is_deleted_leaves_a_record_of_who_when_and_what()
    {
        var writer = With(GuardedService.KeyOf(CallerRole.Writer));
        var put = await service.Ingestion.BatchPutArticlesAsync(new BatchPutArticlesRequest { Articles = { new Contracts.V1.Article { Id = "to-be-deleted", Headline = "将被删除" } } }, writer);
        await service.Ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = put.Results[0].Id }, writer);

        await using FileStream kept = new(Path.Combine(service.DataDirectory, "audit.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader lines = new(kept);
        string line = (await lines.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n').Single(l => l.Contains("to-be-deleted", StringComparison.Ordinal));
        using var record = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal("Writer", record.RootElement.GetProperty("caller").GetString());
        Assert.Equal("/search.v1.IngestionService/DeleteArticle", record.RootElement.GetProperty("call").GetString());
        Assert.InRange(record.RootElement.GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task The_status_page_shows_strangers_nothing_but_whether_the_service_is_ready()
    {
        string page = await service.Http.GetStringAsync("/status", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("id=\"inbox\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"key\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_anonymous_reader_pages_and_searches_ask_for_credentials()
    {
        await using var shut = await RunningService.StartAsync([.. GuardedService.Settings, "--Search:Auth:Anonymous=false"]);

        await Refusal.IsAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", null, async () => await shut.Search.SearchAsync(new SearchRequest { Query = "河" }));
        using var page = await shut.Http.GetAsync("/?q=河", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.StartsWith("text/html", page.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
        using var health = await shut.Http.GetAsync("/healthz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_page_of_another_origin_is_no_more_than_the_anonymous_reader_of_an_open_service()
    {
        await using var open = await RunningService.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(null));
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(open.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfAsync("https://elsewhere.example"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOfAsync("null"));

        async Task<HttpStatusCode> StatusOfAsync(string? origin)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v1/status");
            if (origin is not null) request.Headers.Add("Origin", origin);
            using var response = await open.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    private async Task<StatusCode> CodeOfAsync(string call, string? key)
    {
        string[] parts = call.Split('/');
        Method<byte[], byte[]> method = new(MethodType.DuplexStreaming, parts[1], parts[2], Bytes, Bytes);
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(5));
        using var stream = service.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(key is null ? null : With(key), cancellationToken: patience.Token));
        try
        {
            // A refusal may come before a message of a stream is written, which would then fail as cancelled and hide it.
            if (parts[2] != nameof(IngestionService.IngestionServiceBase.PutArticles)) await stream.RequestStream.WriteAsync([], patience.Token);
            await stream.RequestStream.CompleteAsync();
            while (await stream.ResponseStream.MoveNext(patience.Token))
            {
                // Read to the end: only then the status is known.
            }

            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static Metadata With(string key) => new() { { "authorization", "Bearer " + key } };

    private static string Token(string role, string issuer = GuardedService.Issuer, string audience = GuardedService.Audience, DateTime? expires = null, byte[]? key = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = new Dictionary<string, object> { ["sub"] = "archivist", ["search_role"] = role },
            NotBefore = DateTime.UtcNow.AddHours(-2),
            Expires = expires ?? DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key ?? GuardedService.SigningKey), SecurityAlgorithms.HmacSha256),
        });
}

/// <summary>A service with a key of every role, a slow key, and tokens signed with a key of ours.</summary>
public sealed class GuardedService : IAsyncLifetime
{
    internal const string Issuer = "https://identity.example";

    internal const string Audience = "search";

    internal const string SlowKey = "key-of-somebody-slow";

    internal static readonly byte[] SigningKey = RandomNumberGenerator.GetBytes(32);

    private static readonly CallerRole[] Roles = [CallerRole.Reader, CallerRole.Writer, CallerRole.Admin];

    public RunningService Service { get; private set; } = null!;

    internal static string[] Settings =>
    [
        .. Roles.SelectMany((role, i) => Key(i, role.ToString(), KeyOf(role), role, 0)),
        .. Key(Roles.Length, "slow", SlowKey, CallerRole.Reader, 1),
        $"--Search:Auth:Jwt:Issuer={Issuer}",
        $"--Search:Auth:Jwt:Audience={Audience}",
        $"--Search:Auth:Jwt:SigningKey={Convert.ToBase64String(SigningKey)}",
        "--Search:Auth:AnonymousRequestsPerSecond=0",
    ];

    public async ValueTask InitializeAsync() => Service = await RunningService.StartAsync(Settings);

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    internal static string KeyOf(CallerRole role) => $"key-of-a-{role}";

    private static string[] Key(int index, string name, string key, CallerRole role, int rate) =>
    [
        $"--Search:Auth:Keys:{index}:Name={name}",
        $"--Search:Auth:Keys:{index}:Sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}",
        $"--Search:Auth:Keys:{index}:Role={role}",
        $"--Search:Auth:Keys:{index}:RequestsPerSecond={rate}",
    ];
}
