using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine;
using Search.Service.Errors;

namespace Search.Service.Tests.Errors;

public sealed class ErrorBoundaryTests
{
    [Theory]
    [InlineData(EngineFailure.InvalidArgument, StatusCode.InvalidArgument, "INVALID_ARGUMENT")]
    [InlineData(EngineFailure.NotFound, StatusCode.NotFound, "NOT_FOUND")]
    [InlineData(EngineFailure.FailedPrecondition, StatusCode.FailedPrecondition, "WRONG_STATE")]
    [InlineData(EngineFailure.Overloaded, StatusCode.ResourceExhausted, "OVERLOADED")]
    [InlineData(EngineFailure.Unavailable, StatusCode.Unavailable, "NOT_READY")]
    [InlineData(EngineFailure.DataLoss, StatusCode.DataLoss, "DATA_DAMAGED")]
    public async Task Every_failure_of_the_engine_has_a_status_and_a_reason(EngineFailure failure, StatusCode code, string reason)
    {
        var status = await FailAsync(new EngineException(failure, "in words", "filters.date_from"));

        Assert.Equal((int)code, status.Code);
        Assert.Equal("in words", status.Message);
        var info = status.GetDetail<ErrorInfo>();
        Assert.Equal(("search", reason), (info.Domain, info.Reason));
        Assert.Equal(code is StatusCode.ResourceExhausted or StatusCode.Unavailable, status.GetDetail<RetryInfo>() is { RetryDelay: not null });
        if (code == StatusCode.InvalidArgument)
            Assert.Equal(("filters.date_from", "in words"), (status.GetDetail<BadRequest>().FieldViolations[0].Field, status.GetDetail<BadRequest>().FieldViolations[0].Description));
    }

    [Fact]
    public void No_failure_of_the_engine_is_forgotten()
    {
        foreach (var failure in Enum.GetValues<EngineFailure>()) Assert.NotNull(EngineFailures.ToRpc(new EngineException(failure, "x")));
    }

    [Fact]
    public async Task A_disk_that_refuses_is_UNAVAILABLE_and_may_be_tried_again()
    {
        const int NoSpace = 28;
        var status = await FailAsync(new IOException("No space left on device", NoSpace));

        Assert.Equal((int)StatusCode.Unavailable, status.Code);
        Assert.Equal("STORAGE_FAILED", status.GetDetail<ErrorInfo>().Reason);
        Assert.NotNull(status.GetDetail<RetryInfo>());
        Assert.Equal((int)StatusCode.Internal, (await FailAsync(new IOException("checksum failed"))).Code);
    }

    [Fact]
    public async Task A_defect_is_INTERNAL_with_the_id_that_the_log_has()
    {
        var log = new LastMessage();
        var status = await FailAsync(new InvalidOperationException("the secret path /home/x"), log);

        Assert.Equal((int)StatusCode.Internal, status.Code);
        string id = status.GetDetail<ErrorInfo>().Metadata["error_id"];
        Assert.Contains(id, log.Text);
        Assert.DoesNotContain("secret", status.ToString());
    }

    [Fact]
    public async Task A_callers_cancellation_is_CANCELLED_and_a_passed_deadline_DEADLINE_EXCEEDED()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var gone = await FailAsync(new OperationCanceledException(), call: new Call(cancelled.Token, DateTime.MaxValue));
        var late = await FailAsync(new OperationCanceledException(), call: new Call(cancelled.Token, DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal((int)StatusCode.Cancelled, gone.Code);
        Assert.Equal((int)StatusCode.DeadlineExceeded, late.Code);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_defect()
    {
        Assert.Equal((int)StatusCode.Internal, (await FailAsync(new OperationCanceledException())).Code);
    }

    [Fact]
    public async Task What_breaks_while_the_service_stops_may_be_tried_again()
    {
        var lifetime = new Lifetime();
        lifetime.StopApplication();

        var status = await FailAsync(new OperationCanceledException(), lifetime: lifetime);

        Assert.Equal((int)StatusCode.Unavailable, status.Code);
        Assert.Equal("STOPPING", status.GetDetail<ErrorInfo>().Reason);
        Assert.NotNull(status.GetDetail<RetryInfo>());
    }

    private static async Task<Google.Rpc.Status> FailAsync(Exception failure, ILogger<ErrorBoundary>? log = null, Call? call = null, Lifetime? lifetime = null)
    {
        var boundary = new ErrorBoundary(lifetime ?? new Lifetime(), TimeProvider.System, log ?? NullLogger<ErrorBoundary>.Instance);
        var thrown = await Assert.ThrowsAsync<RpcException>(
            () => boundary.UnaryServerHandler<string, string>("", call ?? new Call(CancellationToken.None, DateTime.MaxValue), (_, _) => throw failure));
        return thrown.GetRpcStatus()!;
    }

    private sealed class LastMessage : ILogger<ErrorBoundary>
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text = formatter(state, exception) + exception;
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        private readonly CancellationTokenSource stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => stopping.Cancel();
    }

    private sealed class Call(CancellationToken cancellation, DateTime deadline) : ServerCallContext
    {
        protected override string MethodCore => "/search.v1.SearchService/Search";

        protected override string HostCore => "localhost";

        protected override string PeerCore => "ipv4:127.0.0.1:1";

        protected override DateTime DeadlineCore => deadline;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => cancellation;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Grpc.Core.Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => throw new NotSupportedException();

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
