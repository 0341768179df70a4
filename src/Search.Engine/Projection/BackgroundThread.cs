using System.Runtime.InteropServices;

namespace Search.Engine;

/// <summary>
/// Threads that take what others leave of the processors: a bulk beside searches then costs these little, and is as fast as what they leave allows. .NET's own
/// thread priorities do nothing on Linux; there a thread's nice value does. Threads that it starts inherit it: merges of a reindex shall, but whoever serves or completes a task
/// (which may start a thread of the pool) must not run here, so callers wait for the result on a thread of their own.
/// </summary>
internal static partial class BackgroundThread
{
    /// <summary>A tenth of the share that an ordinary thread gets where both want to run; enough to go on under full load.</summary>
    private const int Nice = 10;

    /// <summary>From here on the calling thread, which must be one of its own, gives way to others.</summary>
    public static void GiveWay()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        // 0, 0: the calling thread. A thread may always make itself nicer; if some system refuses, the thread is merely an ordinary one.
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, 0, Nice);
    }

    /// <summary>Runs the work on a thread that gives way, and waits for it.</summary>
    public static void Run(string name, Action work) => RunAll(name, 1, _ => work());

    /// <summary>Runs the work on a thread that gives way, waits for it and gives its result.</summary>
    public static T Run<T>(string name, Func<T> work)
    {
        T? result = default;
        RunAll(name, 1, _ => result = work());
        return result!;
    }

    /// <summary>Runs the works side by side, each on a thread that gives way, and waits for all of them.</summary>
    public static void RunAll(string name, int count, Action<int> work) => OwnThreads.RunAll(name, count, number =>
    {
        GiveWay();
        work(number);
    });

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
