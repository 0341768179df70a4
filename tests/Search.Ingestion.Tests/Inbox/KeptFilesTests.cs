using System.Text;
using Search.Ingestion.Inbox;

namespace Search.Ingestion.Tests.Inbox;

/// <summary>An erasure looks through what the worker keeps while the worker goes on.</summary>
public sealed class KeptFilesTests : IDisposable
{
    private const string Secret = "鸢尾巷七号";

    private readonly string inbox = Directory.CreateTempSubdirectory("inbox").FullName;

    public void Dispose() => Directory.Delete(inbox, recursive: true);

    [Fact]
    public void A_file_that_the_worker_takes_back_meanwhile_refuses_nothing()
    {
        string[] files = [Keep(".done/a.txt", "云溪大桥"), Keep(".done/b.txt", "云溪大桥"), Keep(".done/c.txt", "云溪大桥"), Keep(".quarantine/d.txt", Secret)];
        int looked = 0;

        IReadOnlyList<string> removed = KeptFiles.Remove(inbox, _ => false, bytes =>
        {
            // All of the folder but the one that is looked at: whichever comes first.
            if (looked++ == 0) foreach (string file in files[..3]) File.Delete(file);
            return Holds(bytes);
        }, default);

        Assert.Equal([".quarantine/d.txt"], removed);
        Assert.Equal(2, looked);
    }

    [Fact]
    public async Task What_is_refused_of_a_file_that_is_being_fed_is_looked_at_when_that_has_ended()
    {
        string draft = Keep(".quarantine/.draft-1", "");
        var line = new FileStream(draft, FileMode.Open, FileAccess.Write, FileShare.None);
        line.Write(Encoding.UTF8.GetBytes(Secret));
        Keep(".quarantine/z.txt", "云溪大桥");
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<IReadOnlyList<string>> removing = Task.Run(() => KeptFiles.Remove(inbox, _ => false, bytes =>
        {
            passed.TrySetResult();
            return Holds(bytes);
        }, default));
        await Task.WhenAny(passed.Task, removing);

        await line.DisposeAsync();
        File.Move(draft, Path.Combine(inbox, ".quarantine", "a.jsonl.rejected.jsonl"));

        Assert.Equal([".quarantine/a.jsonl.rejected.jsonl"], await removing);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer_for_a_feed()
    {
        await using var draft = new FileStream(Keep(".quarantine/.draft-1", ""), FileMode.Open, FileAccess.Write, FileShare.None);
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => KeptFiles.Remove(inbox, _ => false, _ => false, leaving.Token)));
    }

    private static bool Holds(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span).Contains(Secret, StringComparison.Ordinal);

    private string Keep(string relative, string text)
    {
        string path = Path.Combine(inbox, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
