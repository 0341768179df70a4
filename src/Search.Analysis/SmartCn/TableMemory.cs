using System.Runtime.InteropServices;

namespace Search.Analysis.SmartCn;

/// <summary>
/// A block of memory outside the collected heap for a table that is read at random, on large pages where the system gives them: looking up an
/// address of 4 KiB pages costs more than the access itself, above all in a virtual machine.
/// </summary>
internal sealed unsafe partial class TableMemory
{
    private const int LargePage = 2 << 20;
    private const int AdviseLargePages = 14; // MADV_HUGEPAGE
    private void* block;

    internal TableMemory(long length)
    {
        nuint rounded = (nuint)((length + LargePage - 1) / LargePage * LargePage);
        block = NativeMemory.AlignedAlloc(rounded, LargePage);
        // Advice only: where it is not taken the pages are small and everything works.
        if (OperatingSystem.IsLinux()) _ = Advise(block, rounded, AdviseLargePages);
        NativeMemory.Clear(block, rounded);
    }

    ~TableMemory() => NativeMemory.AlignedFree(block);

    /// <summary>For a table that is of no more use; it may not be read any more.</summary>
    internal void Free()
    {
        NativeMemory.AlignedFree(block);
        block = null;
        GC.SuppressFinalize(this);
    }

    internal byte* Start => (byte*)block;

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
