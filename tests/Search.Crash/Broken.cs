namespace Search.Crash;

/// <summary>A promise that was not kept.</summary>
internal sealed class Broken(string what) : Exception(what)
{
    public static void Unless(bool kept, string what)
    {
        if (!kept) throw new Broken(what);
    }
}
