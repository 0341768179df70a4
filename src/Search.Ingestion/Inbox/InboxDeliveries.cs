using Search.Newspaper;

namespace Search.Ingestion.Inbox;

/// <summary>Finds what belongs together among the files of the inbox. What may be of a saved site is looked at again only when some of it has changed.</summary>
internal sealed class InboxDeliveries(InboxFolder folder, SettlingFiles settling, TimeSpan settle)
{
    /// <summary>In settle times: how long complete files wait for one beside them that is still being copied and may be their list. A file that somebody writes on for ever holds nothing up for ever.</summary>
    private const int Patience = 10;

    private readonly PageReader reader = new();
    private Dictionary<string, FileState> looked = new(StringComparer.Ordinal);
    private SavedFiles found = new([], new HashSet<string>());

    /// <param name="files">All files of the inbox.</param>
    /// <param name="complete">Those that have settled.</param>
    /// <returns>What can be fed now, in the order of <paramref name="complete"/>.</returns>
    public IReadOnlyList<InboxDelivery> Ready(IReadOnlyList<string> files, IReadOnlyList<string> complete)
    {
        var web = files.Where(PageReader.MayBeSaved).Select(f => (Name: f, State: settling.StateOf(f))).Where(f => f.State is not null).ToDictionary(f => f.Name, f => f.State!.Value, StringComparer.Ordinal);
        if (web.Count != looked.Count || web.Any(f => !looked.TryGetValue(f.Key, out var before) || before != f.Value)) (found, looked) = (reader.FindSaved(folder.Root, web.Keys), web);

        var settled = complete.ToHashSet(StringComparer.Ordinal);
        var unsure = web.Keys.Where(f => !settled.Contains(f) && found.NoArticles.Contains(Slashed(f))).Select(TopFolder).ToHashSet(StringComparer.Ordinal);
        var deliveries = new List<InboxDelivery>();
        var together = new Dictionary<string, SavedDelivery>(StringComparer.Ordinal);
        foreach (var saved in found.Deliveries)
        {
            foreach (string file in saved.Lists.Concat(saved.Listed).Concat(saved.Pictures)) together[file] = saved;
        }
        foreach (string file in complete)
        {
            var saved = together.GetValueOrDefault(Slashed(file));
            if (saved is not null && Slashed(file) != saved.Lists[0]) continue;
            List<string> all = saved is null ? [file] : [.. saved.Pictures.Concat(saved.Listed).Concat(saved.Lists.Reverse()).Select(f => f.Replace('/', Path.DirectorySeparatorChar))];
            if (!all.TrueForAll(settled.Contains)) continue;
            if (web.ContainsKey(file) && unsure.Contains(TopFolder(file)) && all.Min(settling.UnchangedFor) < settle * Patience) continue;
            deliveries.Add(new InboxDelivery(file, all.ConvertAll(f => (f, settling.StateOf(f)!.Value)), saved));
        }
        return deliveries;
    }

    private static string Slashed(string file) => file.Replace('\\', '/');

    /// <summary>What was saved together was saved below one folder, lists and articles sometimes in different ones of it.</summary>
    private static string TopFolder(string file) => Slashed(file).Split('/') is { Length: > 1 } parts ? parts[0] : "";
}
