using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Contracts.V1;

namespace Search.Ingestion.Tests.Inbox;

public sealed class InboxWorkerTests : WatchedInbox
{
    [Fact]
    public async Task A_page_is_fed_as_its_path_says_and_moved_to_done()
    {
        await StartAsync();
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt"));
        PutIssueRequest put = Assert.Single(Service.Issues);
        Assert.Equal(("河东晨报", "2031-04-05", "A01"), (put.Newspaper, put.Date, put.Pages[0].Page));
        Assert.Equal(SamplePage.Text, put.Pages[0].Source.ToStringUtf8());
        await UntilAsync(() => Worker!.Snapshot().FilesDone == 1);
        InboxFileOutcome outcome = Assert.Single(Worker!.Snapshot().Latest);
        Assert.Equal(("河东晨报/2031-04-05/A01.txt", put.Pages[0].Articles.Count, ""), (outcome.Path, outcome.Articles, outcome.Error));
    }

    [Fact]
    public async Task A_file_that_brings_an_erased_text_again_is_not_kept_and_the_rest_of_it_is_fed()
    {
        Service.Erased = "住户名单";
        await StartAsync();
        Drop("a.jsonl", """
            {"id":"a-1","newspaper":"河东晨报","date":"2031-04-05","headline":"大桥通车","body":"大桥昨日通车。"}
            {"id":"a-2","newspaper":"河东晨报","date":"2031-04-05","headline":"住户名单","body":"名单如下。"}
            """);
        Drop("河东晨报/2031-04-05/A01.txt", "住户名单\n\n本报讯 名单如下。\n");
        Drop("河东晨报/2031-04-05/A01.txt.correction.json", """{"articles":[{"article":1,"headline":"住户名单"}]}""");
        Drop("河东晨报/2031-04-05/A02.txt", SamplePage.Text);

        await UntilAsync(() => Worker!.Snapshot().FilesDone == 3);

        Assert.Equal(["a-1"], Service.Articles.Keys.Where(id => id.StartsWith('a')));
        string[] kept = [.. Directory.EnumerateFiles(Inbox, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Inbox, f)).Where(f => f != ".lock")];
        Assert.Equal([Path.Combine(".done", "河东晨报", "2031-04-05", "A02.txt")], kept);
    }

    [Fact]
    public async Task A_file_whose_text_was_taken_before_an_erasure_and_that_is_put_away_after_it_is_removed()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Answering = answer.Task;
        await StartAsync();
        Drop("a.jsonl", """{"id":"a-1","newspaper":"河东晨报","date":"2031-04-05","headline":"住户名单","body":"名单如下。"}""");
        await UntilAsync(() => Service.BatchSizes.Count == 1);
        List<string> flushed = [];
        KeptRemoval removal = Worker!.RemovalOfKept(text => text.Contains("名单如下", StringComparison.Ordinal), (_, _) => false, flushed.Add);
        Assert.Empty(await removal.BeginAsync(CancellationToken.None));

        Task<IReadOnlyList<string>> end = removal.EndAsync(CancellationToken.None);
        Assert.False(end.IsCompleted, "what is being fed is not waited for");
        answer.SetResult();

        Assert.Equal([".done/a.jsonl"], await end);
        Assert.Equal([Full(".done")], flushed);
        Assert.False(Exists(".done/a.jsonl"));
    }

    [Fact]
    public async Task Files_of_before_the_start_and_whole_folders_moved_in_are_fed()
    {
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        string elsewhere = Directory.CreateTempSubdirectory("issue").FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "B01.txt"), SamplePage.Text);
        await StartAsync();
        Directory.Move(elsewhere, Path.Combine(Inbox, "河东晨报", "2031-04-06"));
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt") && Exists(".done/河东晨报/2031-04-06/B01.txt"));
    }

    [Fact]
    public async Task A_correction_that_comes_after_its_page_was_fed_brings_it_back()
    {
        await StartAsync();
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt"));
        Drop("河东晨报/2031-04-05/A01.txt.correction.json", """{"articles":[{"article":1,"headline":"档案员改过的标题"}]}""");
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt.correction.json"));
        Assert.Equal("档案员改过的标题", Service.Issues[^1].Pages[0].Articles[0].Headline);
        Assert.Contains("档案员", Service.Issues[^1].Pages[0].Correction.ToStringUtf8(), StringComparison.Ordinal);
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt"));
        int before = Service.Issues.Count;
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        await UntilAsync(() => Service.Issues.Count > before);
        Assert.Equal("档案员改过的标题", Service.Issues[^1].Pages[0].Articles[0].Headline);
        await UntilAsync(() => !Exists("河东晨报/2031-04-05/A01.txt"));
        Drop("河东晨报/2031-04-05/A01.txt.correction.json", """{"articles":[{"article":1,"heading":"x"}]}""");
        await UntilAsync(() => Exists(".quarantine/河东晨报/2031-04-05/A01.txt.error.json"));
        using JsonDocument report = await ReportAsync("河东晨报/2031-04-05/A01.txt.error.json");
        Assert.Contains("A01.txt.correction.json: articles[0].heading", report.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_still_written_is_fed_only_when_it_is_complete()
    {
        await StartAsync(settle: TimeSpan.FromSeconds(2), Clock);
        string path = Full("河东晨报/2031-04-05/A01.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var writer = new StreamWriter(path))
        {
            foreach (char[] piece in SamplePage.Text.Chunk(40))
            {
                await writer.WriteAsync(piece);
                await writer.FlushAsync();
                Clock.Advance(TimeSpan.FromSeconds(1.5));
                await Task.Delay(50);
            }
        }
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt"));
        Assert.Equal(SamplePage.Text, Assert.Single(Service.Issues).Pages[0].Source.ToStringUtf8());
    }

    [Fact]
    public async Task What_a_sender_that_stood_still_writes_into_a_file_that_was_fed_already_is_fed_too()
    {
        await StartAsync();
        await using var sender = new StreamWriter(Full("稿件.jsonl"));
        async Task SendAsync(int from, int to)
        {
            for (int i = from; i < to; i++) await sender.WriteLineAsync($$"""{"id":"slow-{{i}}","headline":"慢慢传来的第{{i}}篇","body":"正文。"}""");
            await sender.FlushAsync();
        }

        await SendAsync(0, 3);
        await UntilAsync(() => Exists(".done/稿件.jsonl"));
        await SendAsync(3, 6);
        await UntilAsync(() => Service.Articles.Count == 6);
        await UntilAsync(() => Exists(".done/稿件.jsonl") && !Exists("稿件.jsonl"));
    }

    [Fact]
    public async Task What_was_refused_because_half_of_it_was_there_is_fed_when_it_is_whole()
    {
        await StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync("""{"id":"packed-1","headline":"压缩着传来的","body":"正文。"}"""u8.ToArray());
        byte[] all = packed.ToArray();
        await using (var sender = new FileStream(Full("稿件.jsonl.gz"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            await sender.WriteAsync(all.AsMemory(0, 12));
            await UntilAsync(() => Exists(".quarantine/稿件.jsonl.gz"));
            await sender.WriteAsync(all.AsMemory(12));
        }

        await UntilAsync(() => Exists(".done/稿件.jsonl.gz"));
        Assert.Equal("压缩着传来的", Service.Articles["packed-1"].Headline);
        Assert.False(Exists(".quarantine/稿件.jsonl.gz") || Exists(".quarantine/稿件.jsonl.gz.error.json"));
    }

    [Fact]
    public async Task A_file_is_not_put_away_before_its_report_is_written()
    {
        // Where the report would be begun.
        Directory.CreateDirectory(Full(".quarantine/坏稿件.jsonl.error.json.part"));
        Drop("坏稿件.jsonl", "{");
        await StartAsync();

        await UntilAsync(() => Worker!.Snapshot().Trouble is not null);
        Assert.True(Exists("坏稿件.jsonl"));
        Assert.False(Exists(".quarantine/坏稿件.jsonl"));
        Directory.Delete(Full(".quarantine/坏稿件.jsonl.error.json.part"));
        await UntilAsync(() => Exists(".quarantine/坏稿件.jsonl"));
        Assert.True(Exists(".quarantine/坏稿件.jsonl.error.json"));
    }

    [Fact]
    public async Task Temporary_names_and_links_are_left_alone()
    {
        string outside = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(outside);
        string secret = Path.Combine(outside, "A09.txt");
        await File.WriteAllTextAsync(secret, SamplePage.Text);
        try
        {
            foreach (string name in new[] { "A01.txt.part", "A02.tmp", ".A03.txt.swp", "A04.txt~", "A05.pdf.crdownload" }) Drop("河东晨报/2031-04-05/" + name, SamplePage.Text);
            Directory.CreateSymbolicLink(Full("河东晨报/2031-04-07"), outside);
            File.CreateSymbolicLink(Full("河东晨报/2031-04-05/A08.txt"), secret);
            await StartAsync();
            Drop("河东晨报/2031-04-05/A10.txt", SamplePage.Text);
            await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A10.txt"));
            Drop("河东晨报/2031-04-05/A11.txt", SamplePage.Text);
            await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A11.txt"));
            Assert.Equal(["A10", "A11"], Service.Issues.Select(i => i.Pages[0].Page));
            Assert.True(File.Exists(secret));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task An_unreadable_file_goes_to_quarantine_and_says_why_and_the_next_is_fed()
    {
        await StartAsync();
        Drop("河东晨报/2031-13-45/A01.txt", SamplePage.Text);
        Drop("河东晨报/2031-04-05/A02.txt", "");
        Drop("河东晨报/2031-04-05/A03.txt", SamplePage.Text);
        // A report is there before its file.
        await UntilAsync(() => Exists(".quarantine/河东晨报/2031-13-45/A01.txt") && Exists(".quarantine/河东晨报/2031-04-05/A02.txt") && Exists(".done/河东晨报/2031-04-05/A03.txt"));
        Assert.True(Exists(".quarantine/河东晨报/2031-13-45/A01.txt.error.json"));
        using JsonDocument report = await ReportAsync("河东晨报/2031-04-05/A02.txt.error.json");
        Assert.Equal("河东晨报/2031-04-05/A02.txt", report.RootElement.GetProperty("file").GetString());
        Assert.Equal("empty", report.RootElement.GetProperty("reason").GetString());
        Assert.NotEqual("", report.RootElement.GetProperty("message").GetString());
        Assert.True(report.RootElement.GetProperty("at").TryGetDateTimeOffset(out _));
        await UntilAsync(() => Worker!.Snapshot() is { FilesQuarantined: 2, FilesDone: 1 });
    }

    [Fact]
    public async Task Of_a_file_of_articles_only_the_bad_lines_go_to_quarantine()
    {
        const string Half = """{"id": "c", "title": "断在半""";
        Service.Refuse = a => a.Id == "d" ? ("headline", "is refused") : null;
        const string Refused = """{"id": "d", "title": "不收的稿件", "body": "正文四。"}""";
        await StartAsync();
        Drop("稿件.jsonl", $$"""
            {"id": "a", "title": "甲稿", "body": "正文一。"}
            {{Refused}}
            {{Half}}
            {"id": "b", "title": "乙稿", "body": "正文二。"}
            """);
        await UntilAsync(() => Exists(".done/稿件.jsonl"));
        Assert.Equal(["a", "b"], Service.Articles.Keys.Order());
        string[] lines = await File.ReadAllLinesAsync(Full(".quarantine/稿件.jsonl.rejected.jsonl"));
        Assert.Equal(new[] { Half, Refused }.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        using JsonDocument report = await ReportAsync("稿件.jsonl.error.json");
        Assert.Equal(2, report.RootElement.GetProperty("count").GetInt32());
        var rejected = report.RootElement.GetProperty("rejected").EnumerateArray().ToDictionary(r => r.GetProperty("line").GetInt32(), r => r.GetProperty("reason").GetString());
        Assert.Equal(new Dictionary<int, string?> { [2] = "INVALID_ARGUMENT", [3] = "malformed-json" }, rejected);
    }

    [Fact]
    public async Task The_same_file_dropped_again_changes_nothing_and_keeps_both()
    {
        await StartAsync();
        for (int i = 1; i <= 3; i++)
        {
            Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
            string done = i == 1 ? "A01.txt" : $"A01.{i}.txt";
            await UntilAsync(() => Exists($".done/河东晨报/2031-04-05/{done}"));
        }
        Assert.Equal(3, Service.Issues.Count);
        Assert.Equal(Service.Issues[0].Pages[0].Articles.Count, Service.Articles.Count);
    }

    [Fact]
    public async Task An_answer_lost_between_put_and_move_only_means_that_the_file_is_fed_again()
    {
        Service.LoseAnswers = true;
        await StartAsync();
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        await UntilAsync(() => Service.Issues.Count > 0 && Worker!.Snapshot().Trouble is not null);
        Assert.True(Exists("河东晨报/2031-04-05/A01.txt"));
        await Worker!.DisposeAsync();

        Service.LoseAnswers = false;
        await StartAsync();
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt"));
        Assert.Equal(Service.Issues[0].Pages[0].Articles.Count, Service.Articles.Count);
        Assert.True(Service.Issues.Count > 1);
    }

    [Fact]
    public async Task While_no_service_answers_files_stay_and_are_fed_when_it_is_back()
    {
        // A socket of a name that is ours: a port that nobody listens on may be somebody else's before the service is back.
        string socket = Inbox + ".sock";
        Channel.Dispose();
        Channel = ServiceChannel.Open("unix:" + socket);
        await Host.DisposeAsync();
        await StartAsync();
        Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
        await UntilAsync(() => Worker!.Snapshot().Trouble is not null);
        Assert.True(Exists("河东晨报/2031-04-05/A01.txt"));
        Host = await FakeHost.StartAsync(Service, socket);
        await UntilAsync(() => Exists(".done/河东晨报/2031-04-05/A01.txt"));
        await UntilAsync(() => Worker!.Snapshot().Trouble is null);
    }

    [Fact]
    public async Task A_second_owner_is_turned_away_until_the_first_has_gone()
    {
        await StartAsync();
        await using var second = new InboxWorker(Options(), Channel, NullLogger<InboxWorker>.Instance);
        var refusal = await Assert.ThrowsAsync<InboxOwnedException>(() => second.StartAsync(CancellationToken.None));
        Assert.Contains("another worker", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, second.Snapshot().Trouble);
        await Worker!.StopAsync(CancellationToken.None);
        await second.StartAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_link_in_place_of_the_done_folder_moves_nothing_out()
    {
        string outside = Directory.CreateTempSubdirectory("outside").FullName;
        try
        {
            Directory.CreateSymbolicLink(Full(".done"), outside);
            await StartAsync();
            Drop("河东晨报/2031-04-05/A01.txt", SamplePage.Text);
            await UntilAsync(() => Worker!.Snapshot().Trouble is not null);
            Assert.Empty(Directory.GetFileSystemEntries(outside));
            Assert.True(Exists("河东晨报/2031-04-05/A01.txt"));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_moved_leaves_no_report_each_time_it_is_tried()
    {
        Drop(".done", "no folder");
        await StartAsync();
        Drop("稿件.jsonl", """{"id":"good-1","headline":"好的一篇","body":"正文。"}""" + "\n{\n");
        await UntilAsync(() => Worker!.Snapshot().Trouble is not null);
        await UntilAsync(() => Service.Calls > 3);
        await Worker!.StopAsync(CancellationToken.None);
        Assert.True(Exists("稿件.jsonl"));
        Assert.Empty(Directory.GetFiles(Full(".quarantine")));
    }

    private async Task<JsonDocument> ReportAsync(string name) => JsonDocument.Parse(await File.ReadAllTextAsync(Full(".quarantine/" + name)));
}
