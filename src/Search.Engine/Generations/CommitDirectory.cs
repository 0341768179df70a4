using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>An index directory as one commit left it: who looks for the newest commit here finds that one, whatever is written meanwhile.</summary>
internal sealed class CommitDirectory(Lucene.Net.Store.Directory all, IReadOnlyCollection<string> files) : FilterDirectory(all)
{
    private readonly HashSet<string> names = new(files, StringComparer.Ordinal);

    public override string[] ListAll() => [.. names];

    [Obsolete("Lucene's own callers only.")]
    public override bool FileExists(string name) => names.Contains(name);

    public override IndexInput OpenInput(string name, IOContext context) =>
        names.Contains(name) ? base.OpenInput(name, context) : throw new FileNotFoundException($"{name} is not of this commit", name);

    public override IndexInputSlicer CreateSlicer(string name, IOContext context) =>
        names.Contains(name) ? base.CreateSlicer(name, context) : throw new FileNotFoundException($"{name} is not of this commit", name);
}
