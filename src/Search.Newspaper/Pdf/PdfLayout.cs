namespace Search.Newspaper.Pdf;

/// <summary>
/// The order in which a page is read. A region is cut where white runs through it: along gutters into columns, across between blocks that span columns, until nothing is left to cut. A rule across
/// the region cuts first; a headline that stands at the head of several columns is read before all of them.
/// </summary>
/// <param name="bodySize">Font size of running text.</param>
/// <param name="lineGap">White between the lines of running text.</param>
/// <param name="rules">Horizontal rules.</param>
internal sealed class PdfLayout(double bodySize, double lineGap, IReadOnlyList<PdfBox> rules)
{
    /// <summary>Cuts nest no deeper on a page that people read; a hostile page must not exhaust the stack.</summary>
    private const int MaxDepth = 60;

    private double MinGutter => 0.75 * bodySize;

    public bool IsTitle(PdfItem item) => item.Line is { } line && line.Size >= 1.12 * bodySize;

    /// <summary>Columns in reading order, each from top to bottom.</summary>
    public List<PdfColumn> Columns(IReadOnlyList<PdfItem> items)
    {
        var columns = new List<PdfColumn>();
        if (items.Count > 0) Order([.. items], columns, 0, null);
        return columns;
    }

    private void Order(List<PdfItem> items, List<PdfColumn> columns, int depth, (double Left, double Right)? within)
    {
        items.Sort((a, b) => b.Box.Top.CompareTo(a.Box.Top) is not 0 and var c ? c : a.Box.Left.CompareTo(b.Box.Left));
        var region = within ?? (items.Min(i => i.Box.Left), items.Max(i => i.Box.Right));
        if (items.Count == 1 || depth >= MaxDepth)
        {
            columns.Add(new PdfColumn(items, region.Left, region.Right));
            return;
        }
        if (AtRule(items) is { } ruled)
        {
            Order(ruled.Above, columns, depth + 1, region);
            Order(ruled.Below, columns, depth + 1, region);
            return;
        }
        var slabs = Slabs(items);
        var parts = Parts(items);
        if (parts.Count > 1)
        {
            if (SideBySide(slabs, parts) is { } groups)
            {
                foreach (var group in groups) Order(group, columns, depth + 1, null);
                return;
            }
            if (HeadBefore(slabs, parts) is { } at)
            {
                Order(slabs.GetRange(0, at).SelectMany(s => s).ToList(), columns, depth + 1, region);
                Order(slabs.Skip(at).SelectMany(s => s).ToList(), columns, depth + 1, region);
                return;
            }
            foreach (var part in parts) Order(part, columns, depth + 1, null);
            return;
        }
        var single = new List<PdfItem>();
        for (int from = 0; from < slabs.Count;)
        {
            int count = Divisible(slabs, from);
            if (count == 0)
            {
                single.AddRange(slabs[from++]);
                continue;
            }
            if (single.Count > 0) columns.Add(new PdfColumn(single, region.Left, region.Right));
            single = [];
            Order(slabs.GetRange(from, count).SelectMany(s => s).ToList(), columns, depth + 1, region);
            from += count;
        }
        if (single.Count > 0) columns.Add(new PdfColumn(single, region.Left, region.Right));
    }

    /// <summary>
    /// Several headlines in a row at the head of more columns than they are: each belongs over those columns in whose middle, or at whose left edge, it stands.
    /// </summary>
    private List<List<PdfItem>>? SideBySide(List<List<PdfItem>> slabs, List<List<PdfItem>> parts)
    {
        if (!slabs[0].TrueForAll(IsTitle)) return null;
        var heads = new List<(double Left, double Right)>();
        foreach (var item in slabs.TakeWhile(s => s.TrueForAll(IsTitle)).SelectMany(s => s)) Add(heads, item.Box.Left, item.Box.Right);
        heads.Sort();
        int k = heads.Count, n = parts.Count;
        if (k < 2 || n <= k) return null;
        var edges = parts.ConvertAll(p => (Left: p.Min(i => i.Box.Left), Right: p.Max(i => i.Box.Right)));
        var cost = new double[k + 1, n + 1];
        var back = new int[k + 1, n + 1];
        for (int h = 0; h <= k; h++)
        {
            for (int c = 0; c <= n; c++)
            {
                cost[h, c] = h == 0 && c == 0 ? 0 : double.PositiveInfinity;
                for (int from = 0; h > 0 && from < c; from++)
                {
                    var (left, right) = heads[h - 1];
                    double off = Math.Min(Math.Abs(left + right - edges[from].Left - edges[c - 1].Right) / 2, Math.Abs(left - edges[from].Left)) + Math.Max(0, edges[from].Left - left) + Math.Max(0, right - edges[c - 1].Right);
                    if (cost[h - 1, from] + off >= cost[h, c]) continue;
                    cost[h, c] = cost[h - 1, from] + off;
                    back[h, c] = from;
                }
            }
        }
        var groups = new List<List<PdfItem>>();
        for (int h = k, c = n; h > 0; c = back[h--, c]) groups.Insert(0, parts.GetRange(back[h, c], c - back[h, c]).SelectMany(p => p).ToList());
        return groups;
    }

    private (List<PdfItem> Above, List<PdfItem> Below)? AtRule(List<PdfItem> items)
    {
        double left = items.Min(i => i.Box.Left), right = items.Max(i => i.Box.Right);
        foreach (var rule in rules)
        {
            if (rule.Left > left + 2 * bodySize || rule.Right < right - 2 * bodySize) continue;
            double y = (rule.Top + rule.Bottom) / 2;
            if (items.Exists(i => i.Box.Top > y + 1 && i.Box.Bottom < y - 1)) continue;
            var above = items.FindAll(i => i.Box.Bottom >= y - 1);
            if (above.Count > 0 && above.Count < items.Count) return (above, items.FindAll(i => i.Box.Bottom < y - 1));
        }
        return null;
    }

    /// <summary>Groups between which white runs across, top to bottom.</summary>
    private static List<List<PdfItem>> Slabs(List<PdfItem> items)
    {
        var slabs = new List<List<PdfItem>>();
        double bottom = double.MinValue;
        foreach (var item in items)
        {
            if (slabs.Count == 0 || item.Box.Top < bottom - 0.05) slabs.Add([]);
            bottom = slabs[^1].Count == 0 ? item.Box.Bottom : Math.Min(bottom, item.Box.Bottom);
            slabs[^1].Add(item);
        }
        return slabs;
    }

    /// <summary>Groups between which white runs down, left to right.</summary>
    private List<List<PdfItem>> Parts(List<PdfItem> items)
    {
        var parts = new List<List<PdfItem>>();
        double right = 0;
        foreach (var item in items.OrderBy(i => i.Box.Left))
        {
            if (parts.Count == 0 || item.Box.Left > right + MinGutter) parts.Add([]);
            right = parts[^1].Count == 0 ? item.Box.Right : Math.Max(right, item.Box.Right);
            parts[^1].Add(item);
        }
        return parts;
    }

    /// <summary>
    /// Where columns must be cut across before they are cut apart: below a headline that stands at the head of all of them, or above one that begins a further article in the first column while
    /// the others go on with text below the same white.
    /// </summary>
    private int? HeadBefore(List<List<PdfItem>> slabs, List<List<PdfItem>> parts)
    {
        int titles = 0;
        while (titles < slabs.Count && slabs[titles].TrueForAll(IsTitle)) titles++;
        if (titles > 0 && titles < slabs.Count && !IsTitle(First(parts[0]))) return titles;
        double above = slabs[0].Min(i => i.Box.Bottom);
        for (int at = 1; at < slabs.Count; at++)
        {
            double top = slabs[at].Max(i => i.Box.Top);
            bool wide = above - top > lineGap + 0.4 * bodySize;
            above = slabs[at].Min(i => i.Box.Bottom);
            if (!wide || !slabs[at].Exists(IsTitle)) continue;
            var below = parts.ConvertAll(p => p.FindAll(i => i.Box.Top <= top + 0.01)).FindAll(p => p.Count > 0);
            if (below.Count > 1 && slabs[at].TrueForAll(IsTitle)) return at;
            if (below.Count > 1 && IsTitle(First(below[0])) && below.Exists(p => !IsTitle(First(p)))) return at;
        }
        return null;
    }

    private static PdfItem First(List<PdfItem> part) => part.MaxBy(i => i.Box.Top)!;

    /// <summary>How many slabs from here on have a gutter in common; a headline at their end begins what follows.</summary>
    private int Divisible(List<List<PdfItem>> slabs, int from)
    {
        var spans = new List<(double Left, double Right)>();
        int count = 0;
        for (int i = from; i < slabs.Count; i++)
        {
            foreach (var item in slabs[i]) Add(spans, item.Box.Left, item.Box.Right);
            if (spans.Count > 1) count = i - from + 1;
            else if (i > from || slabs[i].Count > 1 || slabs[i].TrueForAll(IsTitle)) break;
        }
        while (count > 0 && from + count < slabs.Count && slabs[from + count - 1].TrueForAll(IsTitle)) count--;
        // Single lines one below the other are no columns: the last words of a paragraph, and a name set at the right edge.
        var group = slabs.GetRange(from, count);
        return group.Exists(s => s.Count > 1) && Parts(group.SelectMany(s => s).ToList()).Count > 1 ? count : 0;
    }

    private void Add(List<(double Left, double Right)> spans, double left, double right)
    {
        for (int i = spans.Count - 1; i >= 0; i--)
        {
            if (spans[i].Right + MinGutter < left || right + MinGutter < spans[i].Left) continue;
            (left, right) = (Math.Min(left, spans[i].Left), Math.Max(right, spans[i].Right));
            spans.RemoveAt(i);
        }
        spans.Add((left, right));
    }
}
