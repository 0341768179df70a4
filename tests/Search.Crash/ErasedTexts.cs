using System.Text;

namespace Search.Crash;

/// <summary>Headlines whose erasure was acknowledged: no file of a data directory may hold one.</summary>
internal sealed class ErasedTexts
{
    private readonly List<string> markers = [];
    private readonly Lock adding = new();

    public int Count
    {
        get
        {
            lock (adding) return markers.Count;
        }
    }

    public void Add(IEnumerable<string> erased)
    {
        lock (adding) markers.AddRange(erased);
    }

    /// <summary>Looks at every file once the service, which goes on with interrupted erasures at its start, has had the time.</summary>
    public async Task CheckAsync(string directory)
    {
        string? found = null;
        for (int i = 0; i < 1500; i++)
        {
            if ((found = Find(directory)) is null) return;
            await Task.Delay(200);
        }

        throw new Broken($"an erased text is still there: {found}");
    }

    private string? Find(string directory)
    {
        HashSet<string> wanted;
        lock (adding) wanted = [.. markers];
        if (wanted.Count == 0) return null;
        byte[] begin = "zx"u8.ToArray();
        foreach (string file in Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (Path.GetFileName(file) is "lock" or ".lock" || file.Contains("dictionaries", StringComparison.Ordinal)) continue;
            byte[] content;
            try
            {
                using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                content = new byte[stream.Length];
                content = content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
            }
            catch (IOException)
            {
                continue; // merged away, or a socket
            }

            for (int at = 0; ;)
            {
                int next = content.AsSpan(at).IndexOf(begin);
                if (next < 0) break;
                at += next;
                if (at + 11 <= content.Length && content[at + 9] == 'x' && content[at + 10] == 'z' && Encoding.ASCII.GetString(content, at, 11) is var marker && wanted.Contains(marker)) return $"{marker} in {file}";
                at++;
            }
        }

        return null;
    }
}
