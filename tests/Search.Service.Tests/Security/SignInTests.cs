using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Search.Service.Security;

namespace Search.Service.Tests.Security;

public sealed partial class SignInTests
{
    private const string Key = "the-key-of-the-operator";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_too_many_wrong_keys_an_address_has_to_wait_even_with_the_right_one()
    {
        await using var service = await RunningService.StartAsync($"--Search:Auth:AdminKeySha256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}");
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Http.BaseAddress };
        string token = TokenOfForm().Match(await browser.GetStringAsync("/status", Cancellation)).Groups["token"].Value;
        Assert.NotEmpty(token);

        for (int i = 0; i < SignInAttempts.Most; i++) Assert.Equal(HttpStatusCode.Forbidden, (await SignInAsync("wrong-" + i)).StatusCode);
        foreach (string key in (string[])["wrong-again", Key])
        {
            using var refused = await SignInAsync(key);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), SignInAttempts.Window);
            Assert.False(refused.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith("search-operator=", StringComparison.Ordinal)));
        }

        string audit = await ReadAsync(Path.Combine(service.DataDirectory, "audit.jsonl"));
        Assert.Contains("too many tries to sign in", audit, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, audit, StringComparison.Ordinal);
        // Whoever only reads is not locked out.
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri("/", UriKind.Relative), Cancellation)).StatusCode);

        Task<HttpResponseMessage> SignInAsync(string key) =>
            browser.PostAsync(new Uri("/status/sign-in", UriKind.Relative), new FormUrlEncodedContent([new("antiforgery", token), new("key", key)]), Cancellation);
    }

    // With tokens configured there are two schemes, and none that is asked unless it is named.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_signs_out_is_asked_for_the_key_again(bool takesTokens)
    {
        string[] tokens = takesTokens ? ["--Search:Auth:Jwt:Issuer=issuer", "--Search:Auth:Jwt:Audience=search", $"--Search:Auth:Jwt:SigningKey={Convert.ToBase64String(new byte[32])}"] : [];
        await using var service = await RunningService.StartAsync([$"--Search:Auth:AdminKeySha256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))}", .. tokens]);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Http.BaseAddress };

        using (var signedIn = await PostAsync("/status/sign-in", KeyValuePair.Create("key", Key))) Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        Assert.Contains("/status/sign-out", await StatusAsync(), StringComparison.Ordinal);
        using (var signedOut = await PostAsync("/status/sign-out")) Assert.Equal(HttpStatusCode.SeeOther, signedOut.StatusCode);

        Assert.Contains("/status/sign-in", await StatusAsync(), StringComparison.Ordinal);

        Task<string> StatusAsync() => browser.GetStringAsync(new Uri("/status", UriKind.Relative), Cancellation);

        async Task<HttpResponseMessage> PostAsync(string path, params KeyValuePair<string, string>[] fields)
        {
            string token = TokenOfForm().Match(await StatusAsync()).Groups["token"].Value;
            return await browser.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent([new("antiforgery", token), .. fields]), Cancellation);
        }
    }

    [Fact]
    public void The_window_ends_a_right_key_forgets_the_wrong_ones_and_others_are_not_concerned()
    {
        SteppedClock clock = new();
        SignInAttempts attempts = new(clock);
        IPAddress stranger = IPAddress.Parse("203.0.113.7"), other = IPAddress.Parse("203.0.113.8");
        for (int i = 0; i < SignInAttempts.Most - 1; i++) attempts.Begin(stranger);
        attempts.Begin(stranger);
        attempts.Succeeded(stranger);

        for (int i = 0; i < SignInAttempts.Most; i++) attempts.Begin(stranger);
        Assert.Equal(SignInAttempts.Window, Assert.Throws<AccessRefusedException>(() => attempts.Begin(stranger)).RetryAfter);
        Assert.Equal(SignInAttempts.Window, Assert.Throws<AccessRefusedException>(() => attempts.Begin(IPAddress.Parse("::ffff:203.0.113.7"))).RetryAfter);
        attempts.Begin(other);

        clock.Now += SignInAttempts.Window;
        attempts.Begin(stranger);
    }

    [Fact]
    public void The_addresses_of_one_IPv6_network_are_one()
    {
        SignInAttempts attempts = new(new SteppedClock());
        for (int i = 0; i < SignInAttempts.Most; i++) attempts.Begin(IPAddress.Parse($"2001:db8:0:7::{i + 1:x}"));

        Assert.Throws<AccessRefusedException>(() => attempts.Begin(IPAddress.Parse("2001:db8:0:7:ffff::1")));
        attempts.Begin(IPAddress.Parse("2001:db8:0:8::1"));
    }

    [Fact]
    public void However_many_addresses_try_memory_stays_bounded_and_the_latest_are_counted()
    {
        SteppedClock clock = new();
        SignInAttempts attempts = new(clock);
        for (int i = 0; i < 10_500; i++)
        {
            clock.Now += TimeSpan.FromTicks(1);
            attempts.Begin(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]));
        }

        IPAddress last = IPAddress.Parse("192.0.2.1");
        for (int i = 0; i < SignInAttempts.Most; i++) attempts.Begin(last);
        Assert.Throws<AccessRefusedException>(() => attempts.Begin(last));
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }

    [GeneratedRegex("name=\"antiforgery\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex TokenOfForm();

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
