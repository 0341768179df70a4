using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Search.Engine;

/// <summary>The folder of generations: <c>g000001/</c>, <c>g000002/</c> …, a file <c>current</c> that names the live one, and the history of reindexes.</summary>
internal sealed class GenerationStore
{
    private const int KeptHistory = 50;
    private const string AsidePrefix = "ahead-";
    private readonly string root;

    public GenerationStore(string root)
    {
        this.root = root;
        DurableFile.CreateDirectory(root);
    }

    /// <summary>The live generation's name; null if there is none.</summary>
    public string? ReadCurrent()
    {
        string path = Path.Combine(root, "current");
        if (!File.Exists(path)) return null;
        string name = File.ReadAllText(path).Trim();
        return IsName(name) ? name : null;
    }

    /// <summary>The switch: atomic, and durable when it returns.</summary>
    public void WriteCurrent(string name) => DurableFile.Write(Path.Combine(root, "current"), Encoding.UTF8.GetBytes(name + "\n"));

    public string PathOf(string name) => Path.Combine(root, name);

    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateDirectories(root).Select(d => Path.GetFileName(d)!).Where(IsName).Order(StringComparer.Ordinal)];

    public string NextName()
    {
        // Names in the history count too: a name is never used for a second generation.
        int last = List().Concat(ReadHistory().Select(h => h.Id)).Where(IsName)
            .Select(n => int.Parse(n.AsSpan(1), CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        return string.Create(CultureInfo.InvariantCulture, $"g{last + 1:D6}");
    }

    public void Delete(string name)
    {
        string path = PathOf(name);
        if (!Directory.Exists(path)) return;
        // Renamed first, so that a crash in the middle leaves nothing that looks like a generation.
        string doomed = Path.Combine(root, $".deleted-{name}-{Guid.NewGuid():N}");
        Directory.Move(path, doomed);
        Directory.Delete(doomed, recursive: true);
        // An erased text is not back after a power failure.
        DurableFile.FlushDirectory(root);
    }

    /// <summary>Puts a generation where nothing opens it and nothing but an erasure deletes it.</summary>
    /// <returns>Where it is now.</returns>
    public string SetAside(string name)
    {
        string aside = Path.Combine(root, $"{AsidePrefix}{name}");
        for (int number = 2; Directory.Exists(aside); number++) aside = Path.Combine(root, $"{AsidePrefix}{name}-{number}");
        Directory.Move(PathOf(name), aside);
        DurableFile.FlushDirectory(root);
        return aside;
    }

    public IReadOnlyList<string> ListSetAside() => [.. Directory.EnumerateDirectories(root, AsidePrefix + "*").Order(StringComparer.Ordinal)];

    public void DeleteSetAside()
    {
        foreach (string aside in ListSetAside()) Directory.Delete(aside, recursive: true);
        DurableFile.FlushDirectory(root);
    }

    /// <summary>The latest generation that was live once, or was about to be, and can be served.</summary>
    /// <param name="needed">What a generation must be built with.</param>
    /// <param name="except">Those that may not be.</param>
    public GenerationManifest? FindComplete(GenerationManifest needed, IReadOnlySet<string> except) =>
        List().Reverse().Where(name => !except.Contains(name)).Select(name => GenerationManifest.Read(PathOf(name))).FirstOrDefault(manifest => manifest is { Complete: true } && manifest.MismatchWith(needed) is null);

    /// <summary>Finds a build that a stop or crash interrupted and that can go on; others that were interrupted are deleted.</summary>
    /// <param name="needed">What a generation must be built with.</param>
    /// <param name="hasEnded">Tells a build that nobody wants any more, though its folder is there still.</param>
    public GenerationManifest? FindUnfinished(GenerationManifest needed, Func<string, bool> hasEnded)
    {
        GenerationManifest? unfinished = null;
        string? current = ReadCurrent();
        foreach (string name in List())
        {
            GenerationManifest? manifest = GenerationManifest.Read(PathOf(name));
            if (name == current || manifest is { Complete: true }) continue;
            if (manifest is not null && manifest.MismatchWith(needed) is null && unfinished is null && !hasEnded(name)) unfinished = manifest;
            else Delete(name);
        }

        return unfinished;
    }

    /// <summary>Deletes all but the live generation and the last <paramref name="kept"/> that could be made live.</summary>
    public void Prune(string live, GenerationManifest needed, int kept)
    {
        string[] others = [.. List().Where(name => name != live && GenerationManifest.Read(PathOf(name)) is { Complete: true } manifest && manifest.MismatchWith(needed) is null)
            .OrderDescending(StringComparer.Ordinal).Take(kept)];
        foreach (string name in List().Except([live, .. others])) Delete(name);
    }

    /// <summary>Removes what interrupted deletes left.</summary>
    public void Sweep()
    {
        foreach (string doomed in Directory.EnumerateDirectories(root, ".deleted-*")) Directory.Delete(doomed, recursive: true);
        foreach (string temporary in Directory.EnumerateFiles(root, ".*.tmp")) File.Delete(temporary);
    }

    /// <summary>0 for one that is deleted, be it while its files are counted.</summary>
    public long SizeOf(string name)
    {
        try
        {
            return new DirectoryInfo(PathOf(name)).EnumerateFiles("*", SearchOption.AllDirectories).Sum(SizeOrZero);
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    public IReadOnlyList<ReindexStatus> ReadHistory()
    {
        string path = Path.Combine(root, "reindexes.json");
        if (!File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), GenerationJson.Default.ListReindexStatus) ?? [];
        }
        catch (JsonException)
        {
            return []; // a record for people; nothing is decided by it but the next name, which also looks at the folders
        }
    }

    public void WriteHistory(IEnumerable<ReindexStatus> newestFirst) =>
        DurableFile.Write(Path.Combine(root, "reindexes.json"), JsonSerializer.SerializeToUtf8Bytes([.. newestFirst.Take(KeptHistory)], GenerationJson.Default.ListReindexStatus));

    private static bool IsName(string name) => name.Length == 7 && name[0] == 'g' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static long SizeOrZero(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // merged away between listing and asking
        }
    }
}
