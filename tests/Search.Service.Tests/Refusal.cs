using Google.Rpc;
using Grpc.Core;

namespace Search.Service.Tests;

/// <summary>What a refused call must tell.</summary>
internal static class Refusal
{
    /// <param name="field">One of the fields it must name; null if it names none.</param>
    public static async Task<RpcException> IsAsync(StatusCode code, string reason, string? field, Func<Task> call)
    {
        var thrown = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, thrown.StatusCode);
        var status = thrown.GetRpcStatus();
        Assert.NotNull(status);
        var info = status.GetDetail<ErrorInfo>();
        Assert.Equal(("search", reason), (info?.Domain, info?.Reason));
        Assert.NotEmpty(thrown.Status.Detail);
        if (field is not null) Assert.Contains(field, status.GetDetail<BadRequest>().FieldViolations.Select(v => v.Field));
        return thrown;
    }
}
