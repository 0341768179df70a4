using Microsoft.Extensions.Configuration;
using Search.Service.Hosting;
using Search.Service.Security;

namespace Search.Service.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("search-settings-").FullName;

    [Fact]
    public void Relative_paths_refer_to_the_installation_and_never_to_the_working_directory()
    {
        var settings = Read([]);

        Assert.Equal(Path.Combine(root, "index", "data"), settings.DataDirectory);
        Assert.Equal(Path.Combine(root, "index", "data", "inbox"), settings.Ingestion.Inbox);
        Assert.Equal(Path.Combine(root, "elsewhere"), Read(new() { ["Search:DataDirectory"] = "elsewhere" }).DataDirectory);
        Assert.Equal(Path.Combine(root, "elsewhere", "inbox"), Read(new() { ["Search:DataDirectory"] = "elsewhere" }).Ingestion.Inbox);
    }

    [Fact]
    public void The_installation_is_the_checkout_above_the_executable_or_its_own_folder()
    {
        string deep = Directory.CreateDirectory(Path.Combine(root, "src", "Search.Service", "bin")).FullName;

        Assert.Equal(deep, InstallationRoot.Find(deep));
        File.WriteAllText(Path.Combine(root, "Search.sln"), "");
        Assert.Equal(root, InstallationRoot.Find(deep));
    }

    [Theory]
    [InlineData("Search:Log", "postgres")]
    [InlineData("Search:Engine:CommitInterval", "soon")]
    [InlineData("Search:Engine:ComitInterval", "00:00:05")]
    [InlineData("Search:Ingestion:ScanInterval", "2.00:00:00")]
    [InlineData("Search:Ingestion:InProcess", "perhaps")]
    [InlineData("Search:Ingestion:Setle", "00:00:01")]
    [InlineData("Search:Ingestion:Inbox", "elsewhere")]
    [InlineData("Search:Ingestion:Feed:RetryBuget", "5")]
    [InlineData("Search:Auth:AdminKeySha256", "the key itself")]
    [InlineData("Search:Portal:AllowedOrigins:0", "*")]
    [InlineData("Search:Portal:AllowedOrigins:0", "https://portal.example/path")]
    public void A_value_that_cannot_be_used_is_refused_by_its_key(string key, string value)
    {
        var refused = Assert.Throws<SettingException>(() => Read(new() { [key] = value }));

        Assert.Contains(key.Split(':')[^1], refused.Message);
    }

    [Theory]
    [InlineData("Search:DataDirectry", "Search:DataDirectry", "Search:DataDirectory")]
    [InlineData("Search:Engin:CommitInterval", "Search:Engin", "Search:Engine")]
    [InlineData("Search:Portal:AllowedOrigin:0", "Search:Portal:AllowedOrigin", "Search:Portal:AllowedOrigins")]
    public void A_key_that_is_not_known_is_refused_with_those_that_are(string key, string told, string meant)
    {
        string message = Assert.Throws<SettingException>(() => Read(new() { [key] = "elsewhere" })).Message;

        Assert.StartsWith($"{told} is not known; there are ", message, StringComparison.Ordinal);
        Assert.Contains(meant, message.Split("there are ")[1].Split(", "));
    }

    [Fact]
    public void What_the_worker_alone_reads_may_stand_in_an_environment_that_both_have() =>
        Assert.NotNull(Read(new() { ["Search:Key"] = "k", ["Search:Address"] = "http://localhost:5081" }));

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.8.0.1:80", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://192.168.1.4:5080", false)]
    [InlineData("http://search.example:5080", false)]
    [InlineData("http://localhost.example:5080", false)]
    public void Only_loopback_addresses_are_served_without_saying_so(string url, bool served)
    {
        var configuration = Endpoint(url);
        if (served) Endpoints.Check(configuration, new AccessOptions());
        else Assert.Contains("Search:Auth:AllowInsecure=true", Assert.Throws<SettingException>(() => Endpoints.Check(configuration, new AccessOptions())).Message);
        Endpoints.Check(configuration, new AccessOptions { AllowInsecure = true });
    }

    [Theory]
    [InlineData("https://0.0.0.0:5080", true)]
    [InlineData("https://search.example:5080", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    public void Other_machines_are_served_over_tls_once_there_are_credentials_to_ask_for(string url, bool served)
    {
        AccessOptions access = new() { Keys = [new KeyOptions { Name = "one", Sha256 = new string('a', 64) }] };
        if (served) Endpoints.Check(Endpoint(url), access);
        else Assert.Contains("without TLS", Assert.Throws<SettingException>(() => Endpoints.Check(Endpoint(url), access)).Message);
        Assert.Throws<SettingException>(() => Endpoints.Check(Endpoint(url), new AccessOptions()));
    }

    [Theory]
    [InlineData("Search:Auth:Keys:0:Sha256", "secret")]
    [InlineData("Search:Auth:Keys:0:Role", "Owner")]
    [InlineData("Search:Auth:AdminKeySha256", "secret")]
    [InlineData("Search:Auth:Jwt:SigningKey", "short")]
    [InlineData("Search:Auth:Kays:0:Name", "mistyped")]
    [InlineData("Search:Auth:AnonymousRequestsPerSecond", "-1")]
    public void Credentials_that_cannot_be_meant_are_refused(string key, string value) =>
        Assert.Throws<SettingException>(() => Read(new() { [key] = value }));

    [Theory]
    [InlineData("")]
    [InlineData("5080")]
    public void An_endpoint_needs_an_address(string url) => Assert.Throws<SettingException>(() => Endpoints.Check(Endpoint(url), new AccessOptions { AllowInsecure = true }));

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static IConfiguration Endpoint(string url) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("Kestrel:Endpoints:Http:Url", url), new("Kestrel:Endpoints:Grpc:Url", "http://localhost:1")]).Build();

    private ServiceSettings Read(Dictionary<string, string?> values) =>
        ServiceSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), root);
}
