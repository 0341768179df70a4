using Microsoft.Extensions.Logging.Abstractions;
using Search.Ingestion.Inbox;

namespace Search.Ingestion.Tests.Inbox;

public sealed class MovedFilesTests : IDisposable
{
    private const string Page = "河东晨报/2031-04-05/A01.txt";

    private readonly InboxFolder folder = InboxFolder.Own(Directory.CreateTempSubdirectory("moved").FullName);
    private readonly SteppedClock clock = new();
    private readonly MovedFiles moved;

    public MovedFilesTests() => moved = new MovedFiles(folder, TimeSpan.FromSeconds(1), clock, NullLogger.Instance);

    public void Dispose()
    {
        folder.Dispose();
        Directory.Delete(folder.Root, recursive: true);
    }

    [Fact]
    public void What_a_dead_connection_still_brings_does_not_replace_the_file_that_came_whole_since()
    {
        string half = Move(Page, "half");
        string whole = Move(Page, "the whole page");
        File.AppendAllText(half, ", a buffer more");
        Look();
        Assert.False(Exists(Page));
        // The one that came last is watched as before.
        File.AppendAllText(whole, " and its end");
        Look();
        Assert.Equal("the whole page and its end", File.ReadAllText(folder.FullPath(Page)));
        Assert.True(File.Exists(half));
    }

    [Fact]
    public void Nor_one_that_waits_in_the_inbox()
    {
        string half = Move(Page, "half");
        Drop(Page, "the whole page");
        File.AppendAllText(half, ", a buffer more");
        Look();
        File.Delete(folder.FullPath(Page)); // as if fed
        Look();
        Assert.False(Exists(Page));
    }

    [Fact]
    public void After_a_round_of_hours_what_has_changed_is_taken_back_still_and_the_rest_is_watched_no_more()
    {
        string changed = Move(Page, "half"), same = Move("B02.txt", "whole");
        File.AppendAllText(changed, " and half");
        Look(TimeSpan.FromHours(3));
        Assert.True(Exists(Page));
        File.AppendAllText(same, " of much later");
        Look();
        Assert.False(Exists("B02.txt"));
    }

    [Fact]
    public void A_file_that_could_not_be_seen_or_taken_back_for_a_while_is_taken_back_later()
    {
        string unseen = Move(Page, "half"), held = Move("号外/B02.txt", "half");
        File.Move(unseen, unseen + ".away");
        File.AppendAllText(held, " and half");
        // The worker does not follow a link.
        Directory.Delete(folder.FullPath("号外"));
        Directory.CreateSymbolicLink(folder.FullPath("号外"), folder.Done);
        Look();
        File.Delete(folder.FullPath("号外"));
        File.Move(unseen + ".away", unseen);
        File.AppendAllText(unseen, " and half");
        Look();
        Assert.True(Exists(Page));
        Assert.True(Exists("号外/B02.txt"));
    }

    [Fact]
    public void One_file_of_a_page_brings_back_its_list_and_the_others()
    {
        string[] names = ["a1.htm", "a2.htm", "list.htm"];
        MovedFile[] files = [.. names.Select(n => Moved(n, "half"))];
        moved.Add(files);
        File.AppendAllText(files[0].Path, " and half");
        Look();
        Assert.All(names, n => Assert.True(Exists(n)));
    }

    private string Move(string relative, string text)
    {
        MovedFile file = Moved(relative, text);
        moved.Add([file]);
        return file.Path;
    }

    private MovedFile Moved(string relative, string text)
    {
        Drop(relative, text);
        string to = folder.MoveTo(folder.Done, relative);
        return new MovedFile(relative, to, InboxFolder.LookAt(to)!.Value);
    }

    private void Drop(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.FullPath(relative))!);
        File.WriteAllText(folder.FullPath(relative), text);
    }

    private bool Exists(string relative) => File.Exists(folder.FullPath(relative));

    private void Look(TimeSpan? after = null)
    {
        clock.Advance(after ?? TimeSpan.FromSeconds(2));
        moved.TakeBackChanged(CancellationToken.None);
    }
}
