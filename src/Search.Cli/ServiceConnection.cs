using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Search.Contracts.V1;
using Search.Ingestion;

namespace Search.Cli;

/// <summary>The service as the commands see it: its clients on one channel, and one place where failures become a line and an exit code.</summary>
internal sealed class ServiceConnection : IDisposable
{
    private const string DefaultAddress = "http://localhost:5081";

    private const string OtherAddress = "Another address is named with --address or SEARCH_ADDRESS.";

    /// <summary>HTTP/2's error of a port that speaks only HTTP/1.1 (RFC 9113, 7).</summary>
    private const long Http11Required = 0xd;

    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(2);

    private readonly GrpcChannel channel;

    /// <summary>From the environment, never from an argument: every user of a machine can list the arguments of its processes.</summary>
    /// <exception cref="IOException">The file that SEARCH_KEY_FILE names cannot be read.</exception>
    private static string ApiKey() => Environment.GetEnvironmentVariable("SEARCH_KEY_FILE") is { Length: > 0 } file
        ? File.ReadAllText(file).Trim()
        : Environment.GetEnvironmentVariable("SEARCH_KEY") ?? "";

    private ServiceConnection(string address)
    {
        Address = address;
        channel = ServiceChannel.Open(address, ApiKey());
    }

    public string Address { get; }

    public ChannelBase Channel => channel;

    public SearchService.SearchServiceClient Search => new(channel);

    public IngestionService.IngestionServiceClient Ingestion => new(channel);

    public AdminService.AdminServiceClient Admin => new(channel);

    public static Option<string> AddressOption()
    {
        var option = new Option<string>("--address")
        {
            Description = "Where the service listens: http://host:port or unix:/path. Also SEARCH_ADDRESS in the environment.",
            HelpName = "URL",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SEARCH_ADDRESS") is { Length: > 0 } set ? set : DefaultAddress,
        };
        option.Validators.Add(result =>
        {
            try
            {
                ServiceChannel.Open(result.GetValueOrDefault<string>()).Dispose();
            }
            catch (ArgumentException e)
            {
                result.AddError(e.Message.Split(" (Parameter", 2)[0]);
            }
        });
        return option;
    }

    /// <summary>Runs a command against the service; failures are told on stderr in one line.</summary>
    public static async Task<int> RunAsync(string address, Func<ServiceConnection, Task<int>> command, CancellationToken cancellation)
    {
        try
        {
            using var connection = new ServiceConnection(address);
            return await command(connection);
        }
        catch (Exception e) when (IsUnreachable(e))
        {
            return Fail(await AnswersBrowsersAsync(address, cancellation) ? ForBrowsers(address) : $"no service answers at {address}. Is it running? {OtherAddress}");
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            return Fail("interrupted");
        }
        catch (RpcException e) when (e.Status.DebugException is HttpRequestException broken)
        {
            bool told = broken.GetBaseException() is HttpProtocolException { ErrorCode: Http11Required };
            return Fail(told || await AnswersBrowsersAsync(address, cancellation) ? ForBrowsers(address) : RpcFailures.Describe(e));
        }
        catch (RpcException e)
        {
            return Fail(RpcFailures.Describe(e));
        }
        catch (ServiceUnavailableException e)
        {
            return Fail(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException { ParamName: "key" })
        {
            return Fail(e.Message);
        }
    }

    /// <summary>Whether nothing listens there, as against a service that says it is not ready.</summary>
    private static bool IsUnreachable(Exception e) =>
        e is RpcException { StatusCode: StatusCode.Unavailable, Status.DebugException: HttpRequestException or SocketException }
        || (e is ServiceUnavailableException && e.InnerException is { } inner && IsUnreachable(inner));

    /// <summary>
    /// Whether HTTP/1.1 is spoken there. Such a port says so to HTTP/2, but that is not always heard: it closes with what it had not read yet, which takes back what it sent, or the client finds
    /// its connection closed before it looks at the reason.
    /// </summary>
    private static async Task<bool> AnswersBrowsersAsync(string address, CancellationToken cancellation)
    {
        if (!address.StartsWith("http:", StringComparison.Ordinal)) return false;
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = LongestProbe };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(new Uri(address), "/healthz"), HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.StatusCode != HttpStatusCode.BadRequest; // the answer of a port for gRPC
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static string ForBrowsers(string address) => $"{address} is an address for browsers, not for gRPC (which is {DefaultAddress} unless configured). {OtherAddress}";

    /// <summary>Says why on stderr.</summary>
    public static int Fail(string why)
    {
        Console.Error.WriteLine($"search: {why}");
        return ExitCode.Failed;
    }

    public void Dispose() => channel.Dispose();
}
