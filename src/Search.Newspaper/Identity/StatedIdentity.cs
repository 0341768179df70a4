using Search.Newspaper.Sources;

namespace Search.Newspaper.Identity;

/// <summary>What is stated of a page outside of it.</summary>
internal static class StatedIdentity
{
    /// <summary>What is stated before the page is looked at (caller, then path), and what counts only when the page says nothing (meta file).</summary>
    /// <param name="companion">The file beside the page of this suffix; null if there is none.</param>
    public static PageFailure? Of(string file, PageHints hints, Func<string, byte[]?> companion, out PageIdentity stated, out PageIdentity fallback)
    {
        fallback = PageIdentity.Unknown;
        var failure = PageIdentity.FromHints(hints, out stated);
        if (failure is not null) return failure;
        failure = PageIdentity.FromPath(file, out var path);
        // A date given by the caller makes a badly named folder harmless.
        if (failure is not null && stated.Date.Length == 0) return failure;
        stated = stated.Or(path);
        return companion(CompanionFiles.MetaSuffix) is { } meta ? PageIdentity.FromMeta(meta, out fallback) : null;
    }
}
