using Lucene.Net.Codecs.Compressing;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine.Tests.Indexing;

/// <summary>What is read of stored blocks is what Lucene reads.</summary>
public sealed class StoredBlocksTests
{
    [Fact]
    public void Any_part_of_a_block_is_what_was_stored_and_what_follows_is_read_on()
    {
        Random random = new(5);
        for (int round = 0; round < 400; round++)
        {
            byte[] text = Make(random, round);
            using RAMDirectory directory = new();
            using (IndexOutput output = directory.CreateOutput("blocks", IOContext.DEFAULT))
            {
                CompressionMode.FAST.NewCompressor().Compress(text, 0, text.Length, output);
                output.WriteVInt64(round);
            }

            Decompressor ours = StoredBlocks.Mode.NewDecompressor(), lucene = CompressionMode.FAST.NewDecompressor();
            BytesRef found = new(), expected = new();
            for (int part = 0; part < 20; part++)
            {
                int offset = part == 0 ? 0 : random.Next(text.Length + 1), length = part == 0 ? text.Length : random.Next(text.Length - offset + 1);
                using IndexInput input = directory.OpenInput("blocks", IOContext.DEFAULT), same = directory.OpenInput("blocks", IOContext.DEFAULT);
                ours.Decompress(input, text.Length, offset, length, found);
                Assert.True(text.AsSpan(offset, length).SequenceEqual(found.Bytes.AsSpan(found.Offset, found.Length)), $"round {round}, {offset}, {length}");
                lucene.Decompress(same, text.Length, offset, length, expected);
                Assert.True(expected.BytesEquals(found));
                if (part == 0) Assert.Equal(round, input.ReadVInt64());
            }

            using ChecksumIndexInput summed = directory.OpenChecksumInput("blocks", IOContext.DEFAULT);
            ours.Decompress(summed, text.Length, 0, text.Length, found);
            Assert.True(text.AsSpan().SequenceEqual(found.Bytes.AsSpan(found.Offset, found.Length)));
            Assert.Equal(round, summed.ReadVInt64());
        }
    }

    [Fact]
    public void A_damaged_block_gives_bytes_or_an_error_that_says_so()
    {
        Random random = new(6);
        int refused = 0;
        for (int round = 0; round < 2_000; round++)
        {
            byte[] text = Make(random, round);
            using RAMDirectory directory = new();
            using (IndexOutput output = directory.CreateOutput("whole", IOContext.DEFAULT)) CompressionMode.FAST.NewCompressor().Compress(text, 0, text.Length, output);
            byte[] bytes = new byte[directory.FileLength("whole")];
            using (IndexInput whole = directory.OpenInput("whole", IOContext.DEFAULT)) whole.ReadBytes(bytes, 0, bytes.Length);
            for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using (IndexOutput output = directory.CreateOutput("damaged", IOContext.DEFAULT)) output.WriteBytes(bytes, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length));
            using IndexInput input = directory.OpenInput("damaged", IOContext.DEFAULT);
            try
            {
                StoredBlocks.Mode.NewDecompressor().Decompress(input, text.Length, 0, text.Length, new BytesRef());
            }
            catch (CorruptIndexException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 1_900);
    }

    [Fact]
    public void Segments_of_any_writer_are_read_so() => Assert.IsType<GenerationCodec>(Lucene.Net.Codecs.Codec.ForName("Lucene46"));

    /// <summary>Random bytes, text of few characters, long repetitions and patterns, in turn; at least one byte.</summary>
    private static byte[] Make(Random random, int round)
    {
        byte[] text = new byte[random.Next(1, round % 10 == 0 ? 40_000 : 2_000)];
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(text.Length - at, random.Next(1, random.Next(4) == 0 ? 700 : 30));
            Span<byte> piece = text.AsSpan(at, length);
            int kind = random.Next(4), back = random.Next(1, at + 2), period = random.Next(1, 20);
            if (kind == 0) random.NextBytes(piece);
            else if (kind == 1) piece.Fill((byte)random.Next(256));
            else for (int i = 0; i < length; i++) piece[i] = kind == 2 || back > at ? (byte)(i % period) : text[at + i - back];
            at += length;
        }

        return text;
    }
}
