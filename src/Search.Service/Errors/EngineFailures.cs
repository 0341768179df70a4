using Grpc.Core;
using Search.Engine;

namespace Search.Service.Errors;

/// <summary>The engine's kinds of failure as statuses, one each.</summary>
internal static class EngineFailures
{
    public static RpcException ToRpc(EngineException failure) => failure.Failure switch
    {
        EngineFailure.InvalidArgument => Failures.InvalidArgument(failure.Message, failure.Field),
        EngineFailure.NotFound => Failures.NotFound(failure.Message),
        EngineFailure.FailedPrecondition => Failures.WrongState(failure.Message),
        EngineFailure.Overloaded => Failures.Overloaded(failure.Message),
        EngineFailure.Unavailable => Failures.NotReady(failure.Message),
        EngineFailure.DataLoss => Failures.DataDamaged(failure.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure.Failure, "a kind of failure without a status"),
    };
}
