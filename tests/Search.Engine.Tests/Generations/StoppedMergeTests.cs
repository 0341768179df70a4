using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

/// <summary>A stop waits for what merges: each part of it looks for the stop.</summary>
public sealed class StoppedMergeTests
{
    [Theory]
    [InlineData(".dvd")]
    [InlineData(".nvd")]
    public void A_stop_ends_a_merge_of_values(string part)
    {
        using TemporaryDirectory files = new();
        using StoppingDirectory directory = new(FSDirectory.Open(files.Path));
        IndexWriter writer = new(directory, new IndexWriterConfig(Lucene.Net.Util.LuceneVersion.LUCENE_48, new Lucene.Net.Analysis.Core.KeywordAnalyzer())
        {
            Codec = new GenerationCodec(),
            MergePolicy = directory.Policy,
            MergeScheduler = new AlarmingMergeScheduler(new IndexAlarms(), NullLogger.Instance),
        });
        directory.Stop = writer.Rollback;
        for (int i = 0; i < 12_000; i++)
        {
            writer.AddDocument([new NumericDocValuesField("a", i * 7919 % 10_007), new SortedDocValuesField("b", new Lucene.Net.Util.BytesRef($"{i}")), new Lucene.Net.Documents.TextField("c", "桥", Field.Store.NO)]);
            if (i == 6000) writer.Commit();
        }

        writer.Commit();
        directory.StopAt = part;
        writer.ForceMerge(1, doWait: false);
        Assert.True(directory.Stopped.Wait(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));

        // The last file of a merge.
        Assert.Contains(directory.Created, name => name.EndsWith(part, StringComparison.Ordinal));
        Assert.DoesNotContain(directory.Created, name => name.EndsWith(".fnm", StringComparison.Ordinal));
        writer.Dispose();
    }

    [Fact]
    public async Task What_the_first_searches_need_is_not_made_after_a_stop()
    {
        await using SteppedProjection projection = new();
        await projection.PutAsync("a", string.Concat(Enumerable.Range(0, 60).Select(i => $"第{i}号桥墩昨日浇筑完成。"))); // long enough to be a reprint
        projection.CatchUp();
        using SearcherLease lease = projection.Generation.Acquire();
        AtomicReader segment = lease.Searcher.IndexReader.Leaves[0].AtomicReader;

        new MergedSegments(new CancellationToken(canceled: true), large: 1).Warm(segment);
        Assert.False(SegmentTerms.Of(segment).Grams.IsFiltered);
        Assert.Throws<OperationCanceledException>(() => SegmentSketches.Prepare(segment, new CancellationToken(canceled: true)));

        // It was only put off.
        new MergedSegments(default, large: 1).Warm(segment);
        Assert.True(SegmentTerms.Of(segment).Grams.IsFiltered);
    }

    [Fact]
    public void A_writer_that_is_thrown_away_or_closed_stops_what_merges_for_it()
    {
        using TemporaryDirectory files = new();
        using RAMDirectory many = new();
        using (IndexWriter other = new(many, new IndexWriterConfig(Lucene.Net.Util.LuceneVersion.LUCENE_48, null) { Codec = new GenerationCodec() }))
        {
            for (int i = 0; i < 5000; i++) other.AddDocument([]);
        }

        GenerationWriter writer = new(new SegmentDirectory(new DirectoryInfo(files.Path)), new FieldLengthSimilarity(), new IndexAlarms(), NullLogger.Instance);
        IndexWriter.IndexReaderWarmer first = writer.Lucene.Config.MergedSegmentWarmer;
        writer.Renew();
        Assert.False(Makes(first));
        IndexWriter.IndexReaderWarmer second = writer.Lucene.Config.MergedSegmentWarmer;
        Assert.True(Makes(second));
        writer.Dispose();
        Assert.False(Makes(second));

        bool Makes(IndexWriter.IndexReaderWarmer warmer)
        {
            using DirectoryReader reader = DirectoryReader.Open(many);
            AtomicReader segment = reader.Leaves[0].AtomicReader;
            warmer.Warm(segment);
            return SegmentTerms.Of(segment).Grams.IsFiltered;
        }
    }

    /// <summary>Stops the writer when a merge begins a file of some kind, and lets the merge go on once it is told to end.</summary>
    private sealed class StoppingDirectory(Lucene.Net.Store.Directory all) : FilterDirectory(all)
    {
        public Action Stop { get; set; } = () => { };

        public string StopAt { get; set; } = "-";

        public CapturedPolicy Policy { get; } = new();

        public ManualResetEventSlim Stopped { get; } = new();

        public List<string> Created { get; } = [];

        public override IndexOutput CreateOutput(string name, IOContext context)
        {
            if (StopAt == "-") return base.CreateOutput(name, context);
            lock (Created) Created.Add(name);
            if (!name.EndsWith(StopAt, StringComparison.Ordinal)) return base.CreateOutput(name, context);
            new Thread(() =>
            {
                Stop(); // waits for the merge
                Stopped.Set();
            }).Start();
            while (!IsAborted()) Thread.Sleep(1);
            return base.CreateOutput(name, context);
        }

        private bool IsAborted()
        {
            try
            {
                Policy.Merge!.CheckAborted(this);
                return false;
            }
            catch (MergePolicy.MergeAbortedException)
            {
                return true;
            }
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) Stopped.Dispose();
        }
    }

    private sealed class CapturedPolicy : TieredMergePolicy
    {
        public CapturedPolicy() => NoCFSRatio = 0;

        public MergePolicy.OneMerge? Merge { get; private set; }

        public override MergeSpecification FindForcedMerges(SegmentInfos segmentInfos, int maxSegmentCount, IDictionary<SegmentCommitInfo, bool> segmentsToMerge)
        {
            MergeSpecification found = base.FindForcedMerges(segmentInfos, maxSegmentCount, segmentsToMerge);
            Merge ??= found?.Merges[0];
            return found!;
        }
    }
}
