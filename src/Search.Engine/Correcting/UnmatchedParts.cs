using Lucene.Net.Search;

namespace Search.Engine;

/// <summary>
/// Why a search found nothing: parts and filters that no article meets; if each is met by some, those without which the rest is. Where it found articles all the same, the names
/// and words in it that no article has.
/// </summary>
internal sealed class UnmatchedParts(ArticleSearcher searches, IndexSearcher searcher, SearchInquiry inquiry, ParsedQuery parsed, CancellationToken cancellation)
{
    /// <summary>Characters of a name or a word with its neighbour. What is longer is several words as a rule, and nobody expects them side by side.</summary>
    private const int LongestName = 4;

    private static readonly SearchFilter NoFilter = new();

    public List<UnmatchedPart> Find(IReadOnlyList<QueryPart> parts)
    {
        List<UnmatchedPart> unmatched = [.. parts.Where(part => !part.IsExcluded && Count(NoFilter, [part.Node]) == 0).Select(part => new UnmatchedPart(part.Text, part.Start, part.End))];
        List<(UnmatchedPart Part, SearchFilter Alone, SearchFilter Without)> filters = Filters();
        unmatched.AddRange(filters.Where(filter => Count(filter.Alone, []) == 0).Select(filter => filter.Part));
        if (unmatched.Count > 0) return unmatched;

        // Each is met by some article, so it is the combination.
        unmatched.AddRange(filters.Where(filter => Count(filter.Without, parsed.Root.Parts) > 0).Select(filter => filter.Part with { OnlyTogether = true }));
        IReadOnlyList<QueryNode> nodes = parsed.Root.Parts;
        if (nodes.Count is > 1 and <= 16)
        {
            for (int i = 0; i < nodes.Count; i++)
            {
                List<QueryPart> own = QueryPart.Of(new SequenceNode([nodes[i]]), inquiry.Query);
                // The same words may stand in the query before; its place is that of the leaves of this node among all.
                if (own.Count == 0 || Count(inquiry.Filter, [.. nodes.Where((_, n) => n != i)]) == 0) continue;
                int before = nodes.Take(i).Sum(node => QueryPart.Of(new SequenceNode([node]), inquiry.Query).Count);
                if (before + own.Count > parts.Count) break;
                int start = parts[before].Start, end = parts[before + own.Count - 1].End;
                unmatched.Add(new UnmatchedPart(inquiry.Query[start..end], start, end, OnlyTogether: true));
            }
        }

        if (unmatched.Count == 0) unmatched.AddRange(parts.Where(part => part.IsExcluded).Select(part => new UnmatchedPart(part.Text, part.Start, part.End, OnlyTogether: true)));
        return unmatched;
    }

    /// <summary>
    /// A name that is in no article still finds those in which two of its characters stand side by side, and other words find theirs: without a word about it they would pass for articles about it.
    /// </summary>
    public List<UnmatchedPart> FindBesideHits(IReadOnlyList<QueryPart> parts, IndexKnowledge index) =>
        [.. parts.Where(part => part is { IsText: true, IsExcluded: false, Node: AllNode } && IsAsTyped(part) && !index.HasPiece(part.Text) && Count(NoFilter, [new LiteralNode(part.Text, Required: true)]) == 0)
            .Select(part => new UnmatchedPart(part.Text, part.Start, part.End))];

    /// <summary>Whether articles that are meant have it as it was typed: a name or a word alone, or what is quoted.</summary>
    private bool IsAsTyped(QueryPart part)
    {
        if (part.Node is AllNode { Parts: [LiteralNode] }) return true;
        bool isName = part.Text.Length is > 1 and <= LongestName && part.Text.All(RunCorrections.IsHan);
        // Letters and digits are typed with and without hyphens and spaces; what has another name, or is a number in other numerals, is found as that.
        return (isName || (part.Text.Length > 1 && part.Text.All(char.IsAsciiLetter))) && searches.Analysis.FindSynonyms(part.Text).Count == 0;
    }

    private List<(UnmatchedPart Part, SearchFilter Alone, SearchFilter Without)> Filters()
    {
        SearchFilter filter = inquiry.Filter;
        List<(UnmatchedPart, SearchFilter, SearchFilter)> filters = [];
        if (filter.DateFrom.Length + filter.DateTo.Length > 0)
        {
            string field = filter.DateFrom.Length > 0 ? "filters.date_from" : "filters.date_to";
            filters.Add((new UnmatchedPart($"{filter.DateFrom}..{filter.DateTo}", 0, 0, field), NoFilter with { DateFrom = filter.DateFrom, DateTo = filter.DateTo }, filter with { DateFrom = "", DateTo = "" }));
        }

        Add(filter.Newspapers, "filters.newspapers", (f, values) => f with { Newspapers = values });
        Add(filter.Sections, "filters.sections", (f, values) => f with { Sections = values });
        Add(filter.Pages, "filters.pages", (f, values) => f with { Pages = values });
        Add(filter.Reporters, "filters.reporters", (f, values) => f with { Reporters = values });
        Add(filter.Issues, "filters.issues", (f, values) => f with { Issues = values });
        return filters;

        void Add(IReadOnlyList<string> values, string field, Func<SearchFilter, IReadOnlyList<string>, SearchFilter> with)
        {
            if (values.Count > 0) filters.Add((new UnmatchedPart(string.Join(" ", values.Select(Named)), 0, 0, field), with(NoFilter, values), with(filter, [])));
        }
    }

    /// <summary>A newspaper or page that is not known has no name: the word that stands for it in requests and ids is shown.</summary>
    private static string Named(string value) => value.Length == 0 || value[0] == '/' ? "unknown" + value : value;

    private long Count(SearchFilter filter, IReadOnlyList<QueryNode> nodes) =>
        searches.Count(searcher, new ParsedQuery(new SequenceNode(nodes)), inquiry with { Filter = filter, Query = nodes.Count == 0 ? "" : inquiry.Query }, cancellation);
}
