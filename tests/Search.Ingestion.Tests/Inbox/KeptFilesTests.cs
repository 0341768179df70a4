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

        IReadOnlyList<string> removed = KeptFiles.Remove(inbox, _ => false, (bytes, _) =>
        {
            // All of the folder but the one that is looked at: whichever comes first.
            if (looked++ == 0) foreach (string file in files[..3]) File.Delete(file);
            return Holds(bytes);
        }, [], default);

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
        Task<IReadOnlyList<string>> removing = Task.Run(() => KeptFiles.Remove(inbox, _ => false, (bytes, _) =>
        {
            passed.TrySetResult();
            return Holds(bytes);
        }, [], default));
        await Task.WhenAny(passed.Task, removing);

        await line.DisposeAsync();
        File.Move(draft, Path.Combine(inbox, ".quarantine", "a.jsonl.rejected.jsonl"));

        Assert.Equal([".quarantine/a.jsonl.rejected.jsonl"], await removing);
    }

    /// <summary>In a bulk of files with bad lines, several at a time, there is no moment at which none is being written.</summary>
    [Fact]
    public async Task What_begins_to_be_fed_meanwhile_is_not_waited_for()
    {
        FileStream first = Open(".quarantine/.draft-1"), second = first;
        Keep(".quarantine/云溪日报/z.txt", "云溪大桥"); // folders come behind the files beside them
        int looked = 0;
        Task<IReadOnlyList<string>> removing = Task.Run(() => KeptFiles.Remove(inbox, _ => false, (bytes, _) =>
        {
            if (looked++ > 0) return false;
            second = Open(".quarantine/.draft-2");
            first.Dispose();
            File.Delete(first.Name);
            return false;
        }, [], TestContext.Current.CancellationToken));

        try
        {
            Assert.Empty(await removing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            Assert.Equal(1, looked); // what is there is looked at once
        }
        finally
        {
            // Before the folder goes, in which somebody who waits still looks.
            await second.DisposeAsync();
            File.Delete(second.Name);
            await removing;
        }
    }

    /// <summary>Between its last line and its name: who takes it then has the worker's move fail, and the file comes again with all of it.</summary>
    [Fact]
    public async Task What_has_no_name_yet_is_the_workers_to_move()
    {
        string draft = Keep(".quarantine/.draft-1", Secret);
        Keep(".quarantine/云溪日报/z.txt", "云溪大桥");
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<IReadOnlyList<string>> removing = Task.Run(() => KeptFiles.Remove(inbox, _ => false, (bytes, _) =>
        {
            passed.TrySetResult();
            return Holds(bytes);
        }, [], TestContext.Current.CancellationToken));
        await passed.Task;

        File.Move(draft, Path.Combine(inbox, ".quarantine", "a.jsonl.rejected.jsonl"));

        Assert.Equal([".quarantine/a.jsonl.rejected.jsonl"], await removing);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer_for_a_feed()
    {
        await using var draft = new FileStream(Keep(".quarantine/.draft-1", ""), FileMode.Open, FileAccess.Write, FileShare.None);
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => KeptFiles.Remove(inbox, _ => false, (_, _) => false, [], leaving.Token)));
    }

    private static bool Holds(Stream bytes) => new StreamReader(bytes, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true).ReadToEnd().Contains(Secret, StringComparison.Ordinal);

    private FileStream Open(string draft) => new(Keep(draft, ""), FileMode.Open, FileAccess.Write, FileShare.None);

    private string Keep(string relative, string text)
    {
        string path = Path.Combine(inbox, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
