using System.Runtime.CompilerServices;

namespace Search.Analysis.SmartCn;

/// <summary>A pinned array that grows to the longest sentence of late and is read through a pointer.</summary>
internal sealed unsafe class SentenceArray<T>(int length) where T : unmanaged
{
    /// <summary>Kept from sentence to sentence. A run of letters as long as a text should not hold memory for ever.</summary>
    private const int Comfortable = 1 << 16;

    private T[] items = GC.AllocateUninitializedArray<T>(length, pinned: true);

    internal int Length => items.Length;

    internal T* Start => (T*)Unsafe.AsPointer(ref items[0]);

    /// <summary>With room for as many items; what was in it may be lost.</summary>
    internal T* WithRoom(int length)
    {
        if (length > items.Length || (items.Length > Comfortable && length < Comfortable / 4))
            items = GC.AllocateUninitializedArray<T>(length * 2, pinned: true);
        return Start;
    }

    /// <summary>Twice as long, with what was in it.</summary>
    internal T* Grow()
    {
        T[] larger = GC.AllocateUninitializedArray<T>(items.Length * 2, pinned: true);
        items.CopyTo(larger, 0);
        items = larger;
        return Start;
    }
}
