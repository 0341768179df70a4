using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// A segment's sketches by their parts: texts of which most shingles agree share at least one of eight parts of four bytes with 98 % certainty
/// (locality-sensitive hashing), so an article's reprints are found by eight lookups. Built once for a segment, on the first search that folds.
/// </summary>
internal sealed class SegmentSketches
{
    private const int Parts = 8;

    /// <summary>Articles looked at for one part: many more than an agency text is ever reprinted, few enough for a bulletin of every day.</summary>
    private const int MostCandidates = 1_000;

    private static readonly ConditionalWeakTable<object, SegmentSketches> Known = [];

    /// <summary>Bucket by hash of a part → its last entry, and entry → the one before in its bucket; both +1, 0 is none. Entry = document × parts + part.</summary>
    private readonly int[] last;
    private readonly int[] before;

    /// <summary>By entry, some bits of its part: what shares no more than the bucket, or is another part, is told without reading its sketch.</summary>
    private readonly ushort[] marks;

    private SegmentSketches(AtomicReader reader)
    {
        BinaryDocValues? sketches = reader.GetBinaryDocValues(IndexSchema.Reprint);
        if (sketches is null)
        {
            (last, before, marks) = ([], [], []);
            return;
        }

        last = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, reader.MaxDoc * Parts))];
        before = new int[reader.MaxDoc * Parts];
        marks = new ushort[reader.MaxDoc * Parts];
        BytesRef sketch = new();
        for (int document = 0; document < reader.MaxDoc; document++)
        {
            sketches.Get(document, sketch);
            if (sketch.Length != ReprintSketch.Length)
                continue;
            for (int part = 0; part < Parts; part++)
            {
                int entry = (document * Parts) + part;
                (int place, marks[entry]) = PlaceOf(sketch.Bytes.AsSpan(sketch.Offset, sketch.Length), part);
                ref int bucket = ref last[place];
                before[entry] = bucket;
                bucket = entry + 1;
            }
        }
    }

    public static SegmentSketches Of(AtomicReader reader)
    {
        object key = reader is SegmentReader segment ? segment.CoreCacheKey : reader;
        return Known.TryGetValue(key, out SegmentSketches? known) ? known : Known.GetValue(key, _ => new SegmentSketches(reader));
    }

    /// <summary>Adds the segment's articles whose text is that of <paramref name="sketch"/> or nearly so, deleted ones too.</summary>
    public void Find(AtomicReader reader, ReadOnlySpan<byte> sketch, HashSet<int> found)
    {
        if (last.Length == 0)
            return;
        BinaryDocValues? sketches = null;
        BytesRef other = new();
        for (int part = 0; part < Parts; part++)
        {
            (int place, ushort mark) = PlaceOf(sketch, part);
            int entry = last[place] - 1;
            for (int seen = 0; entry >= 0 && seen < MostCandidates; seen++, entry = before[entry] - 1)
            {
                int document = entry / Parts;
                if (marks[entry] != mark || entry % Parts != part || found.Contains(document))
                    continue;
                sketches ??= reader.GetBinaryDocValues(IndexSchema.Reprint);
                sketches.Get(document, other);
                if (ReprintSketch.AreReprints(sketch, other.Bytes.AsSpan(other.Offset, other.Length)))
                    found.Add(document);
            }
        }
    }

    /// <summary>The bucket of a part, and bits of it that do not follow from the bucket.</summary>
    private (int Bucket, ushort Mark) PlaceOf(ReadOnlySpan<byte> sketch, int part)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(sketch[(part * 4)..]);
        return ((int)(((value + ((uint)part * 0x9e3779b9)) * 0x85ebca6bUL) >> 16) & (last.Length - 1), (ushort)value);
    }
}
