using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// Folds reprints of one result: a hit is left out if a better hit has the same text or nearly so, and is shown under that one instead. Nothing is done for articles
/// that are on no page, so folding costs the same however many match; totals and facets count every article.
/// </summary>
/// <param name="reader">What was searched.</param>
/// <param name="matching">Of the given documents of the whole index, in ascending order, those in the result with their keys.</param>
/// <param name="order">Best first.</param>
internal sealed class ReprintFolding(IndexReader reader, Func<IReadOnlyList<int>, IReadOnlyList<Candidate>> matching, CandidateOrder order)
{
    /// <summary>Articles of one text that are followed to further reprints.</summary>
    private const int MostMembers = 200;

    private static readonly List<int> None = [];

    private readonly SegmentSketches?[] segments = new SegmentSketches?[reader.Leaves.Count];
    private readonly HashSet<int> found = [];

    /// <summary>
    /// The hits of one page.
    /// </summary>
    /// <param name="best">Best first.</param>
    /// <param name="from">Where in it the page may begin; candidates before are on earlier pages.</param>
    /// <param name="skip">Hits to pass over first.</param>
    /// <param name="most">Hits wanted.</param>
    public IReadOnlyList<FoldedHit> Fold(Candidate[] best, int from, int skip, int most, CancellationToken cancellation)
    {
        // Made for the first hit that has reprints.
        Dictionary<int, int>? rank = null;
        List<FoldedHit> hits = new(Math.Min(most, best.Length));
        List<int>[] alike = new List<int>[Math.Min(most, best.Length)];
        for (int start = from; start < best.Length && hits.Count < most; start += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(most, best.Length - start);
            for (int i = 0; i < count; i++) alike[i] = Alike(best[start + i]);
            Dictionary<int, Candidate>? others = Others(alike.AsSpan(0, count));
            for (int i = 0; i < count && hits.Count < most; i++)
            {
                List<Candidate> reprints = others is null || alike[i].Count == 0 ? [] : [.. alike[i].Where(others.ContainsKey).Select(document => others[document])];
                if (reprints.Count > 0) rank ??= Ranks(best);
                if (reprints.Exists(other => IsBetter(other, start + i)))
                    continue;
                if (skip > 0)
                    skip--;
                else
                    hits.Add(new FoldedHit(best[start + i], start + i, reprints.Count == 0 ? [] : Below(best[start + i], reprints, Compare)));
            }
        }

        return hits;

        int Compare(Candidate one, Candidate other) => rank!.TryGetValue(one.Document, out int at) && rank.TryGetValue(other.Document, out int than) ? at.CompareTo(than) : order.Compare(one, other);

        // Those that were ranked anew have their places; the others their keys.
        bool IsBetter(Candidate other, int than) => rank!.TryGetValue(other.Document, out int at) ? at < than : order.Compare(other, best[than]) < 0;
    }

    /// <summary>Those of the result among the articles alike; null if there are none.</summary>
    private Dictionary<int, Candidate>? Others(ReadOnlySpan<List<int>> alike)
    {
        HashSet<int>? all = null;
        foreach (List<int> documents in alike)
        {
            if (documents.Count > 0) (all ??= []).UnionWith(documents);
        }

        return all is null ? null : matching([.. all.Order()]).ToDictionary(candidate => candidate.Document);
    }

    private static Dictionary<int, int> Ranks(Candidate[] best)
    {
        Dictionary<int, int> rank = new(best.Length);
        for (int i = 0; i < best.Length; i++) rank[best[i].Document] = i;
        return rank;
    }

    /// <summary>Whether an article's text is nearly that of the sketch.</summary>
    public static bool IsAlike(IndexReader reader, Candidate candidate, ReadOnlySpan<byte> sketch)
    {
        AtomicReaderContext own = reader.Leaves[candidate.Segment];
        BytesRef other = new();
        own.AtomicReader.GetBinaryDocValues(IndexSchema.Reprint)?.Get(candidate.Document - own.DocBase, other);
        return other.Length == ReprintSketch.Length && ReprintSketch.AreReprints(other.Bytes.AsSpan(other.Offset, other.Length), sketch);
    }

    /// <summary>
    /// All that is folded under a hit: its reprints, their reprints and so on, each under the best hit that it leads to, since every article that is no hit is alike to a better one.
    /// </summary>
    private List<Candidate> Below(Candidate hit, List<Candidate> reprints, Comparison<Candidate> order)
    {
        Dictionary<int, Candidate> members = reprints.Append(hit).ToDictionary(member => member.Document);
        Dictionary<int, HashSet<int>> alike = [];
        Join(hit.Document, reprints.Select(reprint => reprint.Document));
        for (List<Candidate> outer = reprints; outer.Count > 0 && members.Count < MostMembers;)
        {
            HashSet<int> further = [];
            foreach (Candidate member in outer)
            {
                List<int> own = Alike(member);
                Join(member.Document, own);
                further.UnionWith(own.Where(document => !members.ContainsKey(document)));
            }

            outer = further.Count == 0 ? [] : [.. matching([.. further.Order()])];
            foreach (Candidate member in outer) members.Add(member.Document, member);
        }

        Dictionary<int, int> leadsTo = [];
        List<Candidate> sorted = [.. members.Values];
        sorted.Sort(order);
        Dictionary<int, int> place = sorted.Select((member, i) => (member.Document, i)).ToDictionary();
        foreach (Candidate member in sorted)
        {
            int better = alike[member.Document].Where(leadsTo.ContainsKey).DefaultIfEmpty(member.Document).MinBy(document => place[document]);
            leadsTo[member.Document] = better == member.Document ? better : leadsTo[better];
        }

        return [.. sorted.Where(member => member.Document != hit.Document && leadsTo[member.Document] == hit.Document)];

        void Join(int document, IEnumerable<int> others)
        {
            foreach (int other in others)
            {
                Of(document).Add(other);
                Of(other).Add(document);
            }
        }

        HashSet<int> Of(int document) => alike.TryGetValue(document, out HashSet<int>? known) ? known : alike[document] = [];
    }

    private List<int> Alike(Candidate hit)
    {
        AtomicReaderContext own = reader.Leaves[hit.Segment];
        BytesRef sketch = new();
        own.AtomicReader.GetBinaryDocValues(IndexSchema.Reprint)?.Get(hit.Document - own.DocBase, sketch);
        if (sketch.Length != ReprintSketch.Length)
            return None;
        // The reader may give every document's value in the same array.
        Span<byte> wanted = stackalloc byte[ReprintSketch.Length];
        sketch.Bytes.AsSpan(sketch.Offset, sketch.Length).CopyTo(wanted);
        List<int>? alike = null;
        for (int leaf = 0; leaf < segments.Length; leaf++)
        {
            AtomicReaderContext segment = reader.Leaves[leaf];
            (segments[leaf] ??= SegmentSketches.Of(segment.AtomicReader)).Find(segment.AtomicReader, wanted, found);
            if (found.Count == 0) continue;
            IBits? live = segment.AtomicReader.LiveDocs;
            foreach (int document in found)
            {
                if (live?.Get(document) != false && segment.DocBase + document != hit.Document) (alike ??= []).Add(segment.DocBase + document);
            }

            found.Clear();
        }

        alike?.Sort();
        return alike ?? None;
    }
}

/// <summary>A hit with what is folded under it.</summary>
/// <param name="Hit">The best of them.</param>
/// <param name="Rank">Its place among all candidates.</param>
/// <param name="Reprints">The others of the result.</param>
internal readonly record struct FoldedHit(Candidate Hit, int Rank, IReadOnlyList<Candidate> Reprints);
