using System.Runtime.ExceptionServices;

namespace Search.Engine;

/// <summary>Runs works side by side on threads of their own: for what blocks long, or may not be done on threads that others wait for.</summary>
internal static class OwnThreads
{
    /// <summary>Waits for all of them; what one throws, the first if several do, is thrown again here.</summary>
    public static void RunAll(string name, int count, Action<int> work)
    {
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    work(number);
                }
                catch (Exception e) // thrown again where it is waited for
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                }
            })
            { IsBackground = true, Name = name };
            try
            {
                threads[i].Start();
            }
            catch (OutOfMemoryException e) // no further thread is to be had; those that run must not outlive the call
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                Array.Resize(ref threads, i);
                break;
            }
        }

        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
    }
}
