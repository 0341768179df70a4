using System.Text;

namespace Search.Crash.Disk;

/// <summary>How a disk may look after the power failed.</summary>
internal enum Loss
{
    /// <summary>Everything that was not flushed is gone, folder entries too.</summary>
    All,

    /// <summary>Some unflushed writes and entries are there and others are not, in any order; one write is torn.</summary>
    Some,

    /// <summary>Everything reached the disk all the same.</summary>
    None,
}

/// <summary>
/// A disk that keeps what was flushed and may lose the rest. Stricter than most file systems: a flushed file is still gone when
/// the folder that names it was not flushed.
/// </summary>
internal sealed class CrashDisk
{
    private readonly Dictionary<string, Node> present = new(StringComparer.Ordinal) { [""] = new Node(true) };
    private readonly Dictionary<string, Node> durable = new(StringComparer.Ordinal) { [""] = new Node(true) };

    public void Apply(DiskOperation operation)
    {
        switch (operation.Kind)
        {
            case 'C':
                present[operation.Path] = new Node(false);
                break;
            case 'M':
                present[operation.Path] = new Node(true);
                break;
            case 'W' or 'T':
                if (present.TryGetValue(operation.Path, out Node? written)) written.Add(operation);
                break;
            case 'U':
                present.Remove(operation.Path);
                break;
            case 'R':
                Move(operation.Path, Encoding.UTF8.GetString(operation.Data));
                break;
            case 'S':
                if (!present.TryGetValue(operation.Path, out Node? flushed)) break;
                if (flushed.IsFolder) FlushEntries(operation.Path);
                else flushed.Flush();
                break;
        }
    }

    /// <summary>Writes the disk as it may be after a power failure at this moment.</summary>
    public void WriteTo(string folder, Loss loss, Random random)
    {
        Dictionary<string, Node> entries = loss == Loss.None ? present : new(durable, StringComparer.Ordinal);
        if (loss == Loss.Some)
        {
            foreach (string path in present.Keys.Union(durable.Keys).Order(StringComparer.Ordinal).Where(_ => random.Next(2) == 0))
            {
                if (present.TryGetValue(path, out Node? now)) entries[path] = now;
                else entries.Remove(path);
            }
        }

        foreach ((string path, Node node) in entries.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            string target = Path.Combine(folder, path);
            // An entry whose folder is lost is lost with it.
            if (path.Length > 0 && !Directory.Exists(Path.GetDirectoryName(target))) continue;
            if (path.EndsWith("-shm", StringComparison.Ordinal)) continue; // memory shared by connections; SQLite makes it anew
            if (node.IsFolder) Directory.CreateDirectory(target);
            else File.WriteAllBytes(target, node.Content(loss, random));
        }
    }

    private void Move(string from, string to)
    {
        foreach ((string path, Node node) in present.Where(p => p.Key == from || p.Key.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            present.Remove(path);
            present[to + path[from.Length..]] = node;
        }
    }

    private void FlushEntries(string folder)
    {
        foreach (string path in durable.Keys.Where(p => ParentOf(p) == folder && (!present.TryGetValue(p, out Node? now) || now != durable[p])).ToList())
        {
            foreach (string gone in durable.Keys.Where(p => p == path || p.StartsWith(path + "/", StringComparison.Ordinal)).ToList()) durable.Remove(gone);
        }

        foreach ((string path, Node node) in present.Where(p => ParentOf(p.Key) == folder && !durable.ContainsKey(p.Key)).ToList())
        {
            durable[path] = node;
            // A folder that was flushed under an older name brings its entries along.
            foreach ((string inner, Node child) in present.Where(p => node.IsFolder && p.Key.StartsWith(path + "/", StringComparison.Ordinal) && p.Value.WasNamed).ToList()) durable[inner] = child;
            node.WasNamed = true;
        }
    }

    private static string? ParentOf(string path) => path.Length == 0 ? null : path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";

    private sealed class Node(bool folder)
    {
        private const int Sector = 512;
        private readonly List<DiskOperation> unflushed = [];
        private byte[] flushed = [];

        public bool IsFolder => folder;

        public bool WasNamed { get; set; }

        public void Add(DiskOperation operation) => unflushed.Add(operation);

        public void Flush()
        {
            flushed = Content(Loss.None, Random.Shared);
            unflushed.Clear();
        }

        public byte[] Content(Loss loss, Random random)
        {
            if (loss == Loss.All || unflushed.Count == 0) return flushed;
            MemoryStream content = new();
            content.Write(flushed);
            foreach (DiskOperation operation in unflushed)
            {
                if (loss == Loss.Some && random.Next(2) == 0) continue;
                if (operation.Kind == 'T')
                {
                    content.SetLength(operation.Offset);
                    continue;
                }

                int length = operation.Data.Length;
                if (loss == Loss.Some && random.Next(4) == 0 && length > Sector) length = random.Next(1, length / Sector) * Sector;
                if (content.Length < operation.Offset) content.SetLength(operation.Offset);
                content.Position = operation.Offset;
                content.Write(operation.Data, 0, length);
            }

            return content.ToArray();
        }
    }
}
