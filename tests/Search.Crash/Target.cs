using Grpc.Core;
using Search.EndToEnd.Tests.Processes;

namespace Search.Crash;

/// <summary>A running service and whether it has been killed: a call may only be lost to that.</summary>
internal sealed class Target(ServiceRun service)
{
    private volatile bool killed;

    public ServiceRun Service => service;

    public bool IsKilled => killed;

    public async Task KillAsync()
    {
        killed = true;
        await service.KillAsync();
    }

    /// <summary>Makes a call.</summary>
    /// <returns>False when the kill took the answer away, or the service refused without doing anything.</returns>
    public async Task<bool> TryAsync(string what, Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.FailedPrecondition or StatusCode.ResourceExhausted || IsStarting(refused))
        {
            return false; // a reindex in the way, or a full queue, or what an earlier kill left is not tidied up yet
        }
        catch (RpcException) when (killed)
        {
            return false;
        }
        catch (RpcException failed)
        {
            // The kill may have been sent and not noted yet.
            await Task.Delay(1000);
            if (killed) return false;
            throw new Broken($"{what} failed though the service lives: {failed.Status}\n{service.Log}");
        }
    }

    /// <summary>It answers queries, and says that it is ready, before it takes reindexes, erasures and backups.</summary>
    private static bool IsStarting(RpcException refused) => refused.StatusCode == StatusCode.Unavailable && refused.Status.Detail.Contains("the engine is starting", StringComparison.Ordinal);
}
