using Search.Engine;

namespace Search.Cli;

/// <summary>Runs a command on files of this machine; failures are told on stderr in one line.</summary>
internal static class LocalFiles
{
    public static Task<int> RunAsync(Func<int> command) => Task.Run(() =>
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            return ServiceConnection.Fail("interrupted");
        }
        catch (Exception e) when (e is EngineException or IOException or UnauthorizedAccessException)
        {
            return ServiceConnection.Fail(e.Message);
        }
    });
}
