using Lucene.Net.Index;
using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

public sealed class IdleMergeTests : IAsyncLifetime
{
    private readonly EngineFixture fixture = new();

    public async ValueTask InitializeAsync() => await fixture.ReadyAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Segments_become_few_when_nothing_comes_and_answers_stay_what_they_were()
    {
        await MergedLaterAsync();
        await FeedAsync(0, 18); // with one more Lucene's tiers make one segment of all, a moment earlier or later
        Assert.InRange(Segments(), 5, 18);
        string before = await AnswersAsync();

        await MergedSoonAsync();
        Assert.Equal(1, Segments());
        Assert.Equal(before, await AnswersAsync());

        await MergedLaterAsync();
        Assert.Equal(1, Segments()); // it was committed
        await FeedAsync(18, 2);
        Assert.InRange(Segments(), 2, 3);
        await MergedSoonAsync();
        Assert.InRange(Segments(), 1, 2);
        Assert.Empty((await fixture.Engine.VerifyAsync(default)).Problems);
    }

    [Fact]
    public async Task What_is_put_and_deleted_while_segments_are_merged_is_seen_once_and_nothing_comes_back()
    {
        HashSet<string> there = [];
        Random random = new(7);
        for (int round = 0; round < 12; round++)
        {
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                string id = $"a-{random.Next(40)}";
                if (there.Contains(id) && random.Next(3) == 0)
                {
                    await fixture.Engine.DeleteArticleAsync(id, default);
                    there.Remove(id);
                }
                else
                {
                    await fixture.PutAsync(id, "云溪大桥通车", $"第{round}轮第{i}次报道大桥。");
                    there.Add(id);
                }
            }

            await fixture.IndexedAsync();
            if (round % 2 == 0) await MergedAsync();
            SearchAnswer all = await fixture.Engine.SearchAsync(new SearchInquiry { Query = "大桥", PageSize = 50, UnfoldReprints = true }, default);
            Assert.Equal(there.Order(), all.Hits.Select(hit => hit.Logged.Article.Id).Order());
        }

        await MergedAsync();
        Assert.Empty((await fixture.Engine.VerifyAsync(default)).Problems);
    }

    [Fact]
    public async Task A_damaged_segment_is_not_copied_into_a_sound_one()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 4; i++)
        {
            await projection.PutAsync($"a-{i}", $"云溪大桥昨日通车，全长{i}公里。");
            projection.CatchUp();
            projection.Generation.Commit();
        }

        // One bit of a stored text: neither a search nor a merge would notice.
        using (FileStream file = File.Open(SegmentFile(projection), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = file.Length / 2;
            int there = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(there ^ 4));
        }

        Assert.Contains("checksum", Assert.Throws<CorruptIndexException>(() => projection.Generation.BeginIdleMerge(_ => true, default)).Message, StringComparison.Ordinal);
        Assert.Equal(4, projection.Generation.SegmentCount);
    }

    [Fact]
    public async Task Without_room_on_the_disk_nothing_is_merged()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 4; i++)
        {
            await projection.PutAsync($"a-{i}", $"云溪大桥昨日通车，全长{i}公里。");
            projection.CatchUp();
        }

        long asked = 0;
        Assert.True(projection.Generation.BeginIdleMerge(bytes => (asked = bytes) < 0, default));
        Assert.True(projection.Generation.ShowMerged());
        Assert.Equal(4, projection.Generation.SegmentCount);
        Assert.InRange(asked, 1000, 1_000_000);
    }

    [Fact]
    public async Task With_room_again_segments_are_merged_without_another_entry()
    {
        int asked = 0;
        bool full = true;
        fixture.FreeBytes = () =>
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref full) ? 0 : long.MaxValue;
        };
        await MergedLaterAsync();
        await FeedAsync(0, 6);
        fixture.IdleMergeDelay = TimeSpan.FromMilliseconds(100);
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        Assert.False(fixture.Engine.IsMergePutOff);
        await UntilAsync(() => Volatile.Read(ref asked) >= 2, "the disk was asked for room once only");
        Assert.False(fixture.Engine.IsMerged);
        await UntilAsync(() => fixture.Engine.IsMergePutOff, "who waits for the merge is not told that it cannot be done");
        Assert.InRange(Segments(), 2, 6);
        Volatile.Write(ref full, false);
        await MergedAsync();
        Assert.False(fixture.Engine.IsMergePutOff);
        Assert.Equal(1, Segments());
    }

    [Fact]
    public async Task The_rest_before_a_merge_counts_from_the_last_entry_and_not_from_a_switch()
    {
        using HeldAnalysis held = new();
        SteppedClock clock = new();
        await using EngineFixture other = new(held) { Time = clock, IdleMergeDelay = TimeSpan.FromMinutes(1) };
        await other.ReopenAsync();
        await other.ReadyAsync();
        await other.PutAsync("a-0", "大桥新闻", "云溪大桥昨日通车。");
        await other.IndexedAsync();
        for (int i = 0; !other.Engine.IsMerged; i++)
        {
            Assert.True(i < 300, "segments were not merged");
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(500);
        }

        held.HoldNext();
        string reindex = other.Engine.StartReindex(null).Id;
        held.WaitEntered();
        await UntilAsync(() => !other.Engine.IsMerged, "what a reindex replaces counts as merged");
        held.LetGo();
        Assert.Equal(ReindexState.Succeeded, (await other.WaitAsync(reindex)).State);
        // No further minute goes by.
        await UntilAsync(() => other.Engine.IsMerged, "the rest was counted anew");
    }

    [Fact]
    public void It_is_tried_again_after_as_long_as_it_has_been_quiet_until_the_next_entry()
    {
        SteppedClock clock = new();
        QuietTime quiet = new(TimeSpan.FromSeconds(10), clock);
        Assert.False(quiet.IsOver(7));
        Pass(10, over: true);
        quiet.Extend();
        Pass(9, over: false);
        Pass(1, over: true);
        quiet.Extend();
        Pass(19, over: false);
        Pass(1, over: true);
        Pass(36_000, over: true);
        quiet.Extend();
        Pass(3599, over: false);
        Pass(1, over: true);
        quiet.Extend();
        Assert.False(quiet.IsOver(8));
        Pass(9, over: false, sequence: 8);
        Pass(1, over: true, sequence: 8);

        void Pass(int seconds, bool over, long sequence = 7)
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(over, quiet.IsOver(sequence));
        }
    }

    [Fact]
    public async Task A_recovery_while_segments_are_read_through_takes_nothing_from_searches()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 4; i++)
        {
            await projection.PutAsync($"a-{i}", $"云溪大桥昨日通车，全长{i}公里。");
            projection.CatchUp();
            if (i == 1) projection.Generation.Commit();
        }

        Assert.False(projection.Generation.BeginIdleMerge(
            _ =>
            {
                projection.Generation.Recover();
                return true;
            },
            default));
        Assert.True(projection.Generation.ShowMerged());
        Assert.Equal(4, projection.Generation.SearchableSequence);
        Assert.Equal(4, projection.Generation.DocumentCount);
        projection.CatchUp();
        Assert.Equal(SteppedProjection.Postings(projection.Rebuild()), SteppedProjection.Postings(projection.Generation));
    }

    [Fact]
    public async Task What_comes_while_segments_are_read_through_is_not_merged_unread()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 4; i++)
        {
            await projection.PutAsync($"a-{i}", $"云溪大桥昨日通车，全长{i}公里。");
            projection.CatchUp();
        }

        await projection.PutAsync("a-4", "云溪大桥今日封闭。");
        Assert.False(projection.Generation.BeginIdleMerge(
            _ =>
            {
                projection.CatchUp();
                return true;
            },
            default));
        Assert.Equal(5, projection.Generation.SegmentCount);
    }

    [Fact]
    public async Task What_was_analysed_again_is_not_merged_unread()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 4; i++)
        {
            await projection.PutAsync($"a-{i}", $"云溪大桥昨日通车，全长{i}公里。");
            projection.CatchUp();
        }

        await projection.AddAsync("云溪大桥");
        projection.Apply(1);
        while (projection.Generation.Reanalyze(default))
        {
        }

        Assert.False(projection.Generation.BeginIdleMerge(_ => true, default));
        projection.Generation.Refresh();
        Assert.True(projection.Generation.BeginIdleMerge(_ => true, default));
    }

    [Fact]
    public async Task A_stop_waits_for_no_file_to_be_read_through()
    {
        await using SteppedProjection projection = new();
        for (int i = 0; i < 4; i++)
        {
            await projection.PutAsync($"a-{i}", $"云溪大桥昨日通车，全长{i}公里。");
            projection.CatchUp();
            projection.Generation.Commit();
        }

        CancellationToken stopped = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => projection.Generation.BeginIdleMerge(_ => true, stopped));
        Assert.Throws<OperationCanceledException>(() => projection.Generation.CheckIntegrity(stopped));
        Assert.Equal(4, projection.Generation.SegmentCount);
    }

    [Fact]
    public async Task A_crash_or_entries_at_any_moment_of_a_merge_leave_what_the_log_says()
    {
        Random random = new(11);
        await using SteppedProjection projection = new();
        for (int round = 0; round < 40; round++)
        {
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                await projection.PutAsync($"a-{random.Next(60)}", $"云溪大桥昨日通车，第{round}次报道。");
                projection.CatchUp();
            }

            if (random.Next(2) == 0) projection.Generation.Commit();
            bool begun = projection.Generation.BeginIdleMerge(_ => true, default);
            if (random.Next(3) > 0)
            {
                // Articles of the segments that are being merged are replaced.
                await projection.PutAsync($"a-{random.Next(60)}", $"云溪大桥今日封闭，第{round}次报道。");
                projection.CatchUp();
            }

            if (random.Next(3) == 0)
            {
                projection.Crash();
                projection.CatchUp();
            }
            else if (begun)
            {
                for (int i = 0; !projection.Generation.ShowMerged(); i++)
                {
                    Assert.True(i < 3000);
                    await Task.Delay(10);
                }
            }

            Assert.Equal(SteppedProjection.Postings(projection.Rebuild()), SteppedProjection.Postings(projection.Generation));
        }
    }

    [Fact]
    public void A_segment_is_merged_with_the_smaller_ones_when_they_are_a_tenth_of_it()
    {
        Assert.Equal(3, GenerationMergePolicy.FirstOfIdle([5000, 400, 30], 10_000));
        Assert.Equal(1, GenerationMergePolicy.FirstOfIdle([5000, 400, 40], 10_000));
        Assert.Equal(0, GenerationMergePolicy.FirstOfIdle([5000, 400, 100], 10_000));
        Assert.Equal(0, GenerationMergePolicy.FirstOfIdle([100, 100, 100], 300));
        // What would become too large stays, and so does a single one.
        Assert.Equal(1, GenerationMergePolicy.FirstOfIdle([100, 100, 100], 299));
        Assert.Equal(1, GenerationMergePolicy.FirstOfIdle([100], 300));
        Assert.Equal(0, GenerationMergePolicy.FirstOfIdle([], 300));
    }

    [Fact]
    public void A_growing_archive_has_few_segments_and_writes_each_article_some_dozens_of_times()
    {
        const int Days = 5000;
        List<long> sizes = [];
        long written = 0;
        int most = 0;
        for (int day = 0; day < Days; day++)
        {
            sizes.Add(100);
            int first = GenerationMergePolicy.FirstOfIdle([.. sizes], long.MaxValue);
            long merged = sizes.Skip(first).Sum();
            if (first < sizes.Count)
            {
                written += merged;
                sizes.RemoveRange(first, sizes.Count - first);
                sizes.Add(merged);
            }

            // Nothing more to do.
            Assert.Equal(sizes.Count, GenerationMergePolicy.FirstOfIdle([.. sizes], long.MaxValue));
            most = Math.Max(most, sizes.Count);
        }

        Assert.InRange(most, 2, 4);
        Assert.InRange(written, Days * 100L, Days * 100L * 40);
    }

    private static string SegmentFile(SteppedProjection projection)
    {
        using SearcherLease lease = projection.Generation.Acquire();
        SegmentReader segment = (SegmentReader)lease.Searcher.IndexReader.Leaves[0].AtomicReader;
        return Path.Combine(((SegmentDirectory)segment.Directory).Directory.FullName, segment.SegmentInfo.Info.GetFiles().MaxBy(name => segment.Directory.FileLength(name))!);
    }

    /// <summary>That searches see.</summary>
    private int Segments()
    {
        using SearcherLease lease = fixture.Engine.Acquire();
        return lease.Searcher.IndexReader.Leaves.Count;
    }

    private async Task FeedAsync(int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            await fixture.PutAsync($"n-{i}", i % 3 == 0 ? "云溪大桥昨日通车" : $"第{i}期简报", $"本报讯 大桥全长{i}公里，市民前来参观。" + string.Concat(Enumerable.Repeat("两岸群众出行更加方便。", i % 5)));
            await fixture.IndexedAsync();
        }
    }

    /// <summary>Ids, scores and passages.</summary>
    private async Task<string> AnswersAsync()
    {
        List<string> answers = [];
        foreach (string query in (string[])["大桥", "云溪大桥通车", "市民参观", "\"昨日通车\"", "简报 出行", "第7期"])
        {
            SearchAnswer answer = await fixture.Engine.SearchAsync(new SearchInquiry { Query = query, PageSize = 30 }, default);
            answers.Add($"{query}: {answer.Total}");
            answers.AddRange(answer.Hits.Select(hit => $"{hit.Logged.Article.Id} {hit.Score:R} {string.Join('|', hit.Highlights.SelectMany(passage => passage.Segments).Select(segment => segment.Text + segment.Matched))}"));
        }

        return string.Join('\n', answers);
    }

    private async Task MergedSoonAsync()
    {
        fixture.IdleMergeDelay = TimeSpan.FromMilliseconds(100);
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
        await MergedAsync();
    }

    private async Task MergedLaterAsync()
    {
        fixture.IdleMergeDelay = TimeSpan.FromDays(1);
        await fixture.ReopenAsync();
        await fixture.ReadyAsync();
    }

    /// <summary>Waits until searches see it and a commit has it.</summary>
    private async Task MergedAsync()
    {
        for (int i = 0; !fixture.Engine.IsMerged; i++)
        {
            Assert.True(i < 3000, "segments were not merged in 150 s: " + string.Join("; ", fixture.Engine.GetStatus().Alarms));
            await Task.Delay(50);
        }
    }

    private static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 600, otherwise);
            await Task.Delay(50);
        }
    }

    /// <summary>Time goes on only when a test says so; timers run by the machine's.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
    }
}
