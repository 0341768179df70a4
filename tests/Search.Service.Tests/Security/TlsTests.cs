using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Search.Contracts.V1;

namespace Search.Service.Tests.Security;

/// <summary>TLS and client certificates as Kestrel's configuration sets them up.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("search-tls-").FullName;

    [Fact]
    public async Task A_client_is_known_by_its_certificate_over_tls()
    {
        using var service = Certificate("CN=localhost");
        using var known = Certificate("CN=worker");
        using var stranger = Certificate("CN=stranger");
        await File.WriteAllTextAsync(Path.Combine(folder, "service.pem"), service.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "service.key"), service.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await using var running = await RunningService.StartAsync(
            "--Kestrel:Endpoints:Grpc:Url=https://127.0.0.1:0",
            $"--Kestrel:Endpoints:Grpc:Certificate:Path={Path.Combine(folder, "service.pem")}",
            $"--Kestrel:Endpoints:Grpc:Certificate:KeyPath={Path.Combine(folder, "service.key")}",
            "--Kestrel:Endpoints:Grpc:ClientCertificateMode=AllowCertificate",
            "--Search:Auth:Certificates:0:Name=worker",
            $"--Search:Auth:Certificates:0:Sha256={known.GetCertHashString(HashAlgorithmName.SHA256)}",
            "--Search:Auth:Certificates:0:Role=Writer");

        using var worker = Connect(running, known);
        await new IngestionService.IngestionServiceClient(worker).BatchPutArticlesAsync(new BatchPutArticlesRequest { Articles = { new Contracts.V1.Article { Headline = "证件通行" } } });
        await Refusal.IsAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", null, async () => await new AdminService.AdminServiceClient(worker).StartReindexAsync(new StartReindexRequest()));

        using var nobody = Connect(running, null);
        await Refusal.IsAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", null, async () => await new AdminService.AdminServiceClient(nobody).GetStatusAsync(new GetStatusRequest()));
        using var unknown = Connect(running, stranger);
        await Assert.ThrowsAsync<RpcException>(async () => await new SearchService.SearchServiceClient(unknown).SearchAsync(new SearchRequest { Query = "证件" }));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static GrpcChannel Connect(RunningService running, X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = new();
        // Made for this test a moment ago: no authority vouches for it.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        if (certificate is not null) handler.SslOptions.ClientCertificates = [certificate];
        return GrpcChannel.ForAddress(running.Channel.Target.Contains("://", StringComparison.Ordinal) ? running.Channel.Target : "https://" + running.Channel.Target, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static X509Certificate2 Certificate(string subject)
    {
        using var key = RSA.Create(2048);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
