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

    /// <summary>Articles between two looks for a stop.</summary>
    private const int LookEvery = 4096;

    private static readonly ConditionalWeakTable<object, SegmentSketches> Known = [];

    /// <summary>Where the entries of a bucket (the hash of a part) begin; those of the next one are behind them. Entry = document × parts + part, in ascending order.</summary>
    private readonly int[] starts;
    private readonly int[] entries;

    /// <summary>Beside each entry, some bits of its part: what shares no more than the bucket, or is another part, is told without reading its sketch.</summary>
    private readonly ushort[] marks;

    private SegmentSketches(AtomicReader reader, CancellationToken cancellation)
    {
        BinaryDocValues? sketches = reader.GetBinaryDocValues(IndexSchema.Reprint);
        if (sketches is null)
        {
            (starts, entries, marks) = ([], [], []);
            return;
        }

        starts = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, reader.MaxDoc * Parts)) + 1];
        BytesRef sketch = new();
        for (int document = 0; document < reader.MaxDoc; document++)
        {
            if (document % LookEvery == 0) cancellation.ThrowIfCancellationRequested();
            sketches.Get(document, sketch);
            for (int part = 0; part < Parts && sketch.Length == ReprintSketch.Length; part++) starts[PlaceOf(sketch.Bytes.AsSpan(sketch.Offset), part).Bucket]++;
        }

        for (int bucket = 1; bucket < starts.Length; bucket++) starts[bucket] += starts[bucket - 1];
        entries = new int[starts[^1]];
        marks = new ushort[entries.Length];
        // Each bucket's end, filled from behind, becomes its beginning.
        for (int document = reader.MaxDoc - 1; document >= 0; document--)
        {
            if (document % LookEvery == 0) cancellation.ThrowIfCancellationRequested();
            sketches.Get(document, sketch);
            for (int part = Parts - 1; part >= 0 && sketch.Length == ReprintSketch.Length; part--)
            {
                (int bucket, ushort mark) = PlaceOf(sketch.Bytes.AsSpan(sketch.Offset), part);
                int at = --starts[bucket];
                (entries[at], marks[at]) = ((document * Parts) + part, mark);
            }
        }
    }

    public static SegmentSketches Of(AtomicReader reader) => Prepare(reader, CancellationToken.None);

    /// <summary>Makes them now, unless it is cancelled, if they are not there yet.</summary>
    public static SegmentSketches Prepare(AtomicReader reader, CancellationToken cancellation)
    {
        object key = reader is SegmentReader segment ? segment.CoreCacheKey : reader;
        return Known.TryGetValue(key, out SegmentSketches? known) ? known : Known.GetValue(key, _ => new SegmentSketches(reader, cancellation));
    }

    /// <summary>Adds the segment's articles whose text is that of <paramref name="sketch"/> or nearly so, deleted ones too.</summary>
    public void Find(AtomicReader reader, ReadOnlySpan<byte> sketch, HashSet<int> found)
    {
        if (starts.Length == 0)
            return;
        // None of them is near another one: all are fetched before the first is waited for.
        Span<int> first = stackalloc int[Parts], behind = stackalloc int[Parts];
        Span<ushort> wanted = stackalloc ushort[Parts];
        for (int part = 0; part < Parts; part++)
        {
            (int bucket, wanted[part]) = PlaceOf(sketch, part);
            (first[part], behind[part]) = (starts[bucket], starts[bucket + 1]);
        }

        BinaryDocValues? sketches = null;
        for (int part = 0; part < Parts; part++)
        {
            // The latest first.
            for (int at = behind[part] - 1, last = Math.Max(first[part], behind[part] - MostCandidates); at >= last; at--)
            {
                if (marks[at] != wanted[part] || entries[at] % Parts != part || found.Contains(entries[at] / Parts))
                    continue;
                sketches ??= reader.GetBinaryDocValues(IndexSchema.Reprint);
                BytesRef other = new();
                sketches.Get(entries[at] / Parts, other);
                if (ReprintSketch.AreReprints(sketch, other.Bytes.AsSpan(other.Offset, other.Length)))
                    found.Add(entries[at] / Parts);
            }
        }
    }

    /// <summary>The bucket of a part, and bits of it that do not follow from the bucket.</summary>
    private (int Bucket, ushort Mark) PlaceOf(ReadOnlySpan<byte> sketch, int part)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(sketch[(part * 4)..]);
        return ((int)(((value + ((uint)part * 0x9e3779b9)) * 0x85ebca6bUL) >> 16) & (starts.Length - 2), (ushort)value);
    }
}
