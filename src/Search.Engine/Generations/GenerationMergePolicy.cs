using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// Which segments are merged. While entries come, Lucene's tiers: a bulk is written about twice. When nothing has come for a while, few segments (<see cref="ChooseIdle"/>): a search
/// looks each of its terms up in every segment and begins in each anew, and over sixteen of some thousand articles that takes longer than finding.
/// </summary>
internal sealed class GenerationMergePolicy : TieredMergePolicy
{
    /// <summary>
    /// A segment is merged with all smaller ones when these have this share of it together. Sizes of those that stay then differ ten times and more: four or five segments for millions of
    /// articles, and while an archive grows each article is written again some ten times at each of the sizes, which a year of daily issues takes seconds for.
    /// </summary>
    private const double Share = 0.1;

    private const double LargestCompoundMegabytes = 1;

    /// <summary>
    /// Smaller segments count as this large where merges are chosen: some twenty articles. With Lucene's 2 MB one segment of a thousand articles was written again with every
    /// nine of a few articles each: merges took two fifths of the processor time of single puts.
    /// </summary>
    private const double SmallestSegmentMegabytes = 0.1;

    public GenerationMergePolicy()
    {
        // Small segments, of which single puts make many, are one file each: a commit flushes every file. Copying the parts of larger ones once more would cost more.
        NoCFSRatio = 1;
        MaxCFSSegmentSizeMB = LargestCompoundMegabytes;
        FloorSegmentMB = SmallestSegmentMegabytes;
    }

    /// <summary>
    /// Whether a merge that is forced now is an idle one. Lucene goes on forcing whenever a later merge has a segment in it that an earlier force saw, and entries may come by then.
    /// </summary>
    public bool IsIdle { get; set; }

    /// <summary>The name of the segment that an erasure has rewritten now; none once that has begun.</summary>
    public string? Rewritten { get; set; }

    /// <summary>Is shown all segments of the writer when a merge of deletes is forced, those too that no reader shows.</summary>
    public Action<IEnumerable<SegmentCommitInfo>>? Watching { get; set; }

    /// <summary>The segment that is to be rewritten, unless it is being merged.</summary>
    public override MergeSpecification? FindForcedDeletesMerges(SegmentInfos infos)
    {
        Watching?.Invoke(infos.Segments);
        ICollection<SegmentCommitInfo> merging = m_writer.Get().MergingSegments;
        if (infos.Segments.FirstOrDefault(segment => segment.Info.Name == Rewritten) is not { } found || merging.Contains(found)) return null;
        Rewritten = null;
        MergeSpecification rewrite = new();
        rewrite.Add(new OneMerge([found]));
        return rewrite;
    }

    /// <summary>The idle merge, if one is due. The engine forces no other.</summary>
    public override MergeSpecification? FindForcedMerges(SegmentInfos infos, int maxSegmentCount, IDictionary<SegmentCommitInfo, bool> segmentsToMerge)
    {
        ICollection<SegmentCommitInfo> merging = m_writer.Get().MergingSegments;
        // One at a time: what is merged already is the smaller part of what would be chosen.
        if (!IsIdle || merging.Count > 0) return null;
        IReadOnlyList<SegmentCommitInfo> chosen = ChooseIdle(infos.Segments);
        if (chosen.Count == 0) return null;
        MergeSpecification found = new();
        found.Add(new OneMerge([.. chosen]));
        return found;
    }

    /// <returns>The segments to be merged into one; none if they are few already.</returns>
    public IReadOnlyList<SegmentCommitInfo> ChooseIdle(IEnumerable<SegmentCommitInfo> segments)
    {
        (SegmentCommitInfo Segment, long Bytes)[] sizes = [.. segments.Select(s => (s, Size(s))).OrderByDescending(s => s.Item2)];
        int first = FirstOfIdle([.. sizes.Select(s => s.Bytes)], (long)(MaxMergedSegmentMB * 1024 * 1024));
        return [.. sizes[first..].Select(s => s.Segment)];
    }

    /// <param name="sizes">Of segments, the largest first.</param>
    /// <param name="most">No merged segment becomes larger.</param>
    /// <returns>From which on they are merged; as many as there are if none.</returns>
    internal static int FirstOfIdle(ReadOnlySpan<long> sizes, long most)
    {
        int first = sizes.Length;
        long smaller = 0;
        for (int i = sizes.Length - 1; i >= 0 && smaller + sizes[i] <= most; i--)
        {
            if (i < sizes.Length - 1 && smaller >= sizes[i] * Share) first = i;
            smaller += sizes[i];
        }

        return first;
    }
}
