using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Lucene.Net.Codecs.Compressing;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Lucene's fast compression of stored fields (LZ4), read from memory: what Lucene reads byte by byte from the file is a tenth of a search. Which of both reads or writes makes no difference to the files.
/// </summary>
internal sealed class StoredBlocks : CompressionMode
{
    /// <summary>The only one: where blocks can be copied by a merge as they are, Lucene tells by this.</summary>
    public static StoredBlocks Mode { get; } = new();

    private StoredBlocks()
    {
    }

    public override Compressor NewCompressor() => FAST.NewCompressor();

    public override Decompressor NewDecompressor() => new BlockDecompressor();

    private sealed class BlockDecompressor : Decompressor
    {
        /// <summary>The shortest stretch that is repeated; shorter ones are not told.</summary>
        private const int LeastRepeated = 4;

        /// <summary>In half a byte: the rest of the length follows.</summary>
        private const int Longer = 15;

        /// <summary>Bytes copied at once: so many behind the end may be overwritten.</summary>
        private const int Stride = 16;

        private readonly Decompressor lucene = FAST.NewDecompressor();
        private byte[] packed = [];

        public override void Decompress(DataInput @in, int originalLength, int offset, int length, BytesRef bytes)
        {
            // A checksum is of everything that is read, so not a byte more may be.
            if (@in is not IndexInput input || @in is ChecksumIndexInput)
            {
                lucene.Decompress(@in, originalLength, offset, length, bytes);
                return;
            }

            int wanted = offset + length;
            if (wanted > originalLength) throw new CorruptIndexException($"{input}: {wanted} bytes of a block of {originalLength}");
            if (bytes.Bytes.Length < originalLength + Stride) bytes.Bytes = new byte[originalLength + (originalLength / 4) + Stride];
            // Text that repeats nothing takes a byte more for every 255, and some for its length.
            long start = input.Position;
            int most = (int)Math.Min(input.Length - start, wanted + (wanted / byte.MaxValue) + 16L);
            if (packed.Length < most + Stride) packed = new byte[most + (most / 4) + Stride];
            input.ReadBytes(packed, 0, most);
            int taken = Unpack(packed, bytes.Bytes, wanted);
            if (taken > most) throw new CorruptIndexException($"{input}: a stored block is malformed");
            input.Seek(start + taken);
            (bytes.Offset, bytes.Length) = (offset, length);
        }

        public override object Clone() => new BlockDecompressor();

        /// <summary>
        /// Fills the target with the beginning of a text: stretches of its own, each behind its length, in turn with stretches that repeat what came before, told by distance and length. Most are short.
        /// </summary>
        /// <returns>How many bytes it took.</returns>
        private static int Unpack(ReadOnlySpan<byte> packed, Span<byte> target, int wanted)
        {
            int from = 0, to = 0;
            try
            {
                while (true)
                {
                    int lengths = packed[from++], own = lengths >> 4;
                    if (own == Longer) own += Rest(packed, ref from);
                    own = Math.Min(own, wanted - to);
                    if (own <= Stride) Vector128.Create(packed.Slice(from, Stride)).CopyTo(target[to..]);
                    else packed.Slice(from, own).CopyTo(target[to..]);
                    from += own;
                    to += own;
                    if (to == wanted) return from;
                    int distance = BinaryPrimitives.ReadUInt16LittleEndian(packed[from..]), repeated = lengths & Longer, before = to - distance;
                    from += 2;
                    if (repeated == Longer) repeated += Rest(packed, ref from);
                    repeated = Math.Min(repeated + LeastRepeated, wanted - to);
                    if (distance >= Stride)
                    {
                        for (int i = 0; i < repeated; i += Stride) Vector128.Create(target.Slice(before + i, Stride)).CopyTo(target[(to + i)..]);
                    }
                    else if (distance > 0)
                    {
                        // It overlaps itself: a pattern that goes on.
                        for (int i = 0; i < repeated; i++) target[to + i] = target[before + i];
                    }
                    else
                    {
                        throw new CorruptIndexException("a stored block repeats what is to come");
                    }

                    to += repeated;
                    if (to == wanted) return from;
                }
            }
            catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException)
            {
                throw new CorruptIndexException("a stored block is malformed", e);
            }
        }

        private static int Rest(ReadOnlySpan<byte> packed, ref int from)
        {
            int rest = 0;
            while (packed[from] == byte.MaxValue)
            {
                rest += byte.MaxValue;
                from++;
            }

            return rest + packed[from++];
        }
    }
}
