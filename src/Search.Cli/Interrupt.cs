using System.Runtime.InteropServices;

namespace Search.Cli;

/// <summary>Ctrl-C and SIGTERM as a cancellation. A second Ctrl-C ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private Func<bool>? ask;

    public Interrupt() => registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    public CancellationToken Token => source.Token;

    /// <summary>Calls <paramref name="question"/> on Ctrl-C; when it returns false the command goes on.</summary>
    public void AskFirst(Func<bool> question) => ask = question;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (source.IsCancellationRequested) return;
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && ask is { } question)
        {
            // Once: while the question stands, or after it, Ctrl-C means what it says.
            ask = null;
            if (!question()) return;
        }
        source.Cancel();
    }
}
