using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>The whole-value fields of a request, as far as it filters by them or counts them.</summary>
internal sealed class FacetGroups
{
    private readonly FacetGroup[] groups;
    private readonly bool filters;

    public FacetGroups(SearchInquiry inquiry, SearchSettings settings)
    {
        bool Counts(params ReadOnlySpan<FacetKind> kinds)
        {
            foreach (FacetKind kind in kinds) if (inquiry.Facets.Contains(kind)) return true;
            return false;
        }

        List<FacetGroup> needed = [];
        bool anyFilters = false, anyCounts = false;
        void Add(FacetGroup group, bool isFilter, bool counts)
        {
            if (isFilter || counts) needed.Add(group);
            anyFilters |= isFilter;
            anyCounts |= counts;
        }

        Add(new ValueGroup(IndexSchema.Newspaper, FacetKind.Newspaper, inquiry.Filter.Newspapers, Counts(FacetKind.Newspaper)), inquiry.Filter.Newspapers.Count > 0, Counts(FacetKind.Newspaper));
        Add(new ValueGroup(IndexSchema.SectionName, FacetKind.Section, inquiry.Filter.Sections, Counts(FacetKind.Section)), inquiry.Filter.Sections.Count > 0, Counts(FacetKind.Section));
        Add(new ValueGroup(IndexSchema.Page, FacetKind.Page, inquiry.Filter.Pages, Counts(FacetKind.Page)), inquiry.Filter.Pages.Count > 0, Counts(FacetKind.Page));
        Add(new ValuesGroup(IndexSchema.Reporter, FacetKind.Reporter, inquiry.Filter.Reporters, Counts(FacetKind.Reporter)), inquiry.Filter.Reporters.Count > 0, Counts(FacetKind.Reporter));
        bool countsDates = Counts(FacetKind.Year, FacetKind.Month, FacetKind.Day);
        Add(new DateGroup(settings.Dates, countsDates), settings.Dates is not null, countsDates);
        Add(new IssueGroup(settings.Issues), settings.Issues.Count > 0, counts: false);
        (groups, filters, CountsFacets) = ([.. needed], anyFilters, anyCounts);
    }

    public bool IsEmpty => groups.Length == 0;

    public bool CountsFacets { get; }

    public IReadOnlyList<FacetCounts> Counts(IReadOnlyList<FacetKind> kinds) => [.. kinds.Select(kind => new FacetCounts(kind, groups.First(g => g.Gives(kind)).Counts(kind)))];

    public void Enter(AtomicReader reader)
    {
        foreach (FacetGroup group in groups) group.Enter(reader);
    }

    /// <summary>After the last article of a segment.</summary>
    public void Leave()
    {
        foreach (FacetGroup group in groups) group.Leave();
    }

    /// <summary>Whether every filter lets the segment's article pass; counts nothing.</summary>
    public bool Passes(int document) => Array.TrueForAll(groups, group => group.Passes(document));

    /// <summary>The same, and counts it. A field's own filter does not shrink its facets: an article that only this filter stops counts for that field alone.</summary>
    public bool Take(int document)
    {
        int stopped = -1;
        for (int i = 0; i < groups.Length && filters; i++)
        {
            if (groups[i].Passes(document)) continue;
            if (stopped >= 0) return false;
            stopped = i;
        }

        if (stopped >= 0)
        {
            groups[stopped].Count(document);
            return false;
        }

        foreach (FacetGroup group in groups) group.Count(document);
        return true;
    }
}
