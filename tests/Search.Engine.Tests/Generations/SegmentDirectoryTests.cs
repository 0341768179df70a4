using Lucene.Net.Store;

namespace Search.Engine.Tests.Generations;

public sealed class SegmentDirectoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(FileMapping.Small)]
    [InlineData((2 * FileMapping.Small) + 1)]
    [InlineData((9 * FileMapping.Small) + 7)]
    public void What_was_written_is_read_and_summed_up_whether_the_file_is_kept_in_memory_or_not(int length)
    {
        using TemporaryDirectory temporary = new();
        using SegmentDirectory directory = new(new DirectoryInfo(temporary.Path));
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        using (IndexOutput output = directory.CreateOutput("file", IOContext.DEFAULT))
        {
            output.WriteInt64(-2L << 40);
            for (int i = 0; i < length / 2; i++) output.WriteByte(content[i]);
            output.WriteBytes(content, length / 2, length - (length / 2));
            output.WriteInt32(-3);
            output.WriteInt16(-5);
            output.WriteVInt32(300);
            Assert.Equal(length + 16, output.Position);
            Assert.Equal(SumOf([.. BigEndian(-2L << 40), .. content, 255, 255, 255, 253, 255, 251, 0xAC, 2]), output.Checksum);
        }

        Check();
        directory.Sync(["file"]);
        Assert.True(File.Exists(Path.Combine(temporary.Path, "file")));
        Check();

        void Check()
        {
            Assert.Equal(["file"], directory.ListAll());
            Assert.Equal(length + 16, directory.FileLength("file"));
            using IndexInput input = directory.OpenInput("file", IOContext.DEFAULT);
            Assert.Equal(length + 16, input.Length);
            Assert.Equal(-2L << 40, input.ReadInt64());
            byte[] read = new byte[length];
            input.ReadBytes(read, 0, length);
            Assert.Equal(content, read);
            Assert.Equal(-3, input.ReadInt32());
            Assert.Equal(-5, input.ReadInt16());
            Assert.Equal(300, input.ReadVInt32());
            Assert.Throws<EndOfStreamException>(() => input.ReadByte());
        }
    }

    [Fact]
    public void Many_files_are_flushed_at_once_and_one_that_cannot_be_fails_the_whole()
    {
        using TemporaryDirectory temporary = new();
        using SegmentDirectory directory = new(new DirectoryInfo(temporary.Path));
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"file{i}")];
        for (int i = 0; i < names.Length; i++) Write(directory, names[i], (byte)i);

        Assert.Throws<FileNotFoundException>(() => directory.Sync([.. names, "missing"]));
        directory.Sync(names);

        Assert.Equal(names.Order(StringComparer.Ordinal), System.IO.Directory.GetFiles(temporary.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        for (int i = 0; i < names.Length; i++) Assert.Equal([(byte)i], File.ReadAllBytes(temporary.Sub(names[i])));
    }

    [Fact]
    public void A_small_file_is_on_disk_only_when_a_commit_needs_it_and_its_readers_stay_when_it_goes()
    {
        using TemporaryDirectory temporary = new();
        using SegmentDirectory directory = new(new DirectoryInfo(temporary.Path));
        Write(directory, "small", 5);
        Assert.False(File.Exists(Path.Combine(temporary.Path, "small")));
        using IndexInput kept = directory.OpenInput("small", IOContext.DEFAULT);
        directory.DeleteFile("small");
        Assert.Empty(directory.ListAll());
        Assert.Equal(5, kept.ReadByte());
        Assert.Throws<FileNotFoundException>(() => directory.OpenInput("small", IOContext.DEFAULT));

        Write(directory, "small", 6);
        Action flush = directory.DeferSyncs(() => directory.Sync(["small"]));
        Assert.False(File.Exists(Path.Combine(temporary.Path, "small")));
        flush();
        Assert.Equal([6], File.ReadAllBytes(Path.Combine(temporary.Path, "small")));
        Write(directory, "later", 7);
        directory.Sync(["later"]);
        Assert.True(File.Exists(Path.Combine(temporary.Path, "later")));
    }

    [Fact]
    public void A_sync_that_was_put_off_by_a_preparation_that_failed_does_not_put_off_the_next()
    {
        using TemporaryDirectory temporary = new();
        using SegmentDirectory directory = new(new DirectoryInfo(temporary.Path));
        Write(directory, "file", 1);
        Assert.Throws<InvalidOperationException>(() => directory.DeferSyncs(() => throw new InvalidOperationException("prepared in vain")));
        directory.Sync(["file"]);
        Assert.True(File.Exists(Path.Combine(temporary.Path, "file")));
    }

    [Fact]
    public void What_would_not_fit_into_memory_any_more_goes_to_the_disk_at_once()
    {
        using TemporaryDirectory temporary = new();
        using SegmentDirectory directory = new(new DirectoryInfo(temporary.Path));
        byte[] content = new byte[FileMapping.Small];
        for (int i = 0; i < 200; i++)
        {
            using IndexOutput output = directory.CreateOutput($"file{i}", IOContext.DEFAULT);
            output.WriteBytes(content, content.Length);
        }

        Assert.Equal(200, directory.ListAll().Length);
        int written = System.IO.Directory.GetFiles(temporary.Path).Length;
        Assert.InRange(written, 1, 199);
        for (int i = 0; i < 200; i++) directory.DeleteFile($"file{i}");
        Assert.Empty(System.IO.Directory.GetFiles(temporary.Path));
        Write(directory, "small", 1);
        Assert.False(File.Exists(Path.Combine(temporary.Path, "small")));
    }

    private static void Write(SegmentDirectory directory, string name, byte content)
    {
        using IndexOutput output = directory.CreateOutput(name, IOContext.DEFAULT);
        output.WriteByte(content);
    }

    private static byte[] BigEndian(long value)
    {
        byte[] bytes = BitConverter.GetBytes(value);
        Array.Reverse(bytes);
        return bytes;
    }

    /// <summary>CRC-32 by its definition, bit by bit.</summary>
    private static long SumOf(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte b in bytes)
        {
            sum ^= b;
            for (int bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }
}
