using System.Text;

namespace Search.Newspaper.Tests;

/// <summary>Runs when no other test does: what the process holds is measured.</summary>
[Collection(nameof(StreamedMemoryTests))]
[CollectionDefinition(nameof(StreamedMemoryTests), DisableParallelization = true)]
public sealed class StreamedMemoryTests
{
    [Fact]
    public void A_stream_of_many_articles_is_read_without_being_held()
    {
        string record = $"{{\"title\":\"新桥通车\",\"body\":\"{string.Concat(Enumerable.Repeat("新桥今天通车，市民步行过河。", 40))}\"}}\n";
        byte[] member = ArchiveTests.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => record.Replace("新桥通车", $"新桥通车{i * 7919 % 1000}", StringComparison.Ordinal)))));
        using var source = new RepeatedStream(member, 40);
        long count = 0, highest = 0, before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var result in new PageReader(new ReaderLimits { MaxCompressionRatio = 100_000 }).Read(source, "a.jsonl.gz", PageHints.None, TestContext.Current.CancellationToken))
        {
            Assert.IsType<ArticleResult>(result);
            if (++count % 10_000 == 0) highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        Assert.Equal(40_000, count);
        // 60 MB went through; what is held is a record and some buffers.
        Assert.InRange(highest, long.MinValue, 8 << 20);
    }
}
