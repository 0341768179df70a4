using System.Runtime.InteropServices;

namespace Search.Benchmarks.Finding;

/// <summary>Processor time of the calling thread: what work takes where nothing else runs, on a machine that does other things too.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static double Milliseconds
    {
        get
        {
            long[] time = new long[2];
            return GetTime(ThreadCpuTime, time) == 0 ? (time[0] * 1e3) + (time[1] / 1e6) : throw new PlatformNotSupportedException("clock_gettime knows no time of a thread");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, [Out] long[] time);
}
