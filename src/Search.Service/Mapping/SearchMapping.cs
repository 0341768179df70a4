using System.Text;
using Search.Engine;
using Proto = Search.Contracts.V1;

namespace Search.Service.Mapping;

/// <summary>Searches and their answers between the API and the engine. Requests have passed <c>SearchRules</c>.</summary>
internal static class SearchMapping
{
    private static readonly SearchFilter NoFilter = new();

    private static readonly HighlightSettings DefaultHighlight = new();

    public static SearchInquiry ToEngine(this Proto.SearchRequest request) => new()
    {
        Query = request.Query,
        Literal = request.Literal,
        Filter = request.Filters is { } filters ? ToEngine(filters) : NoFilter,
        PageSize = request.PageSize,
        PageToken = request.PageToken,
        Skip = request.Skip,
        Order = request.Sort switch
        {
            Proto.SortOrder.Newest => HitOrder.Newest,
            Proto.SortOrder.Oldest => HitOrder.Oldest,
            _ => HitOrder.Relevance,
        },
        Highlight = request.Highlight is { } highlight
            ? new HighlightSettings
            {
                Disabled = highlight.Disabled,
                MaxPassages = highlight.MaxPassages,
                PassageLength = highlight.PassageLength,
                WholeFields = highlight.WholeFields,
            }
            : DefaultHighlight,
        Facets = request.Facets.Count == 0 ? [] : [.. request.Facets.Select(ToEngine)],
        Explain = request.Explain,
        UnfoldReprints = request.UnfoldReprints,
        Strict = request.Strict,
        RecencyHalfLifeDays = request.RecencyHalfLifeDays,
    };

    public static SearchInquiry ToEngine(this Proto.ExportArticlesRequest request) => new()
    {
        Query = request.Query,
        Literal = request.Literal,
        Filter = request.Filters is { } filters ? ToEngine(filters) : NoFilter,
    };

    public static Proto.SearchResponse ToApi(this SearchAnswer answer, TimeSpan elapsed)
    {
        var response = new Proto.SearchResponse
        {
            Total = new Proto.Total
            {
                Value = answer.Total,
                Relation = answer.TotalIsExact ? Proto.TotalRelation.Exact : Proto.TotalRelation.LowerBound,
            },
            NextPageToken = answer.NextPageToken,
            Sequence = answer.Sequence,
            Generation = answer.Generation,
            ElapsedUs = (long)elapsed.TotalMicroseconds,
        };
        response.Hits.Capacity = answer.Hits.Count;
        foreach (var hit in answer.Hits) response.Hits.Add(ToApi(hit));
        foreach (var facet in answer.Facets) response.Facets.Add(ToApi(facet));
        foreach (var correction in answer.Corrections) response.Corrections.Add(ToApi(correction));
        foreach (var part in answer.Unmatched)
            response.Unmatched.Add(new Proto.UnmatchedPart { Text = part.Text, Start = part.Start, End = part.End, Field = part.Field, OnlyTogether = part.OnlyTogether });
        return response;
    }

    private static Proto.Correction ToApi(Correction correction)
    {
        var result = new Proto.Correction
        {
            Query = correction.Query,
            Kind = correction.Kind switch
            {
                CorrectionKind.Sound => Proto.CorrectionKind.Sound,
                CorrectionKind.Shape => Proto.CorrectionKind.Shape,
                CorrectionKind.Spelling => Proto.CorrectionKind.Spelling,
                _ => throw new InvalidOperationException($"{correction.Kind} is no kind of correction the API knows"),
            },
            ArticleCount = correction.ArticleCount,
        };
        foreach (var (text, matched) in correction.Segments) result.Segments.Add(new Proto.HighlightSegment { Text = text, Matched = matched });
        return result;
    }

    private static SearchFilter ToEngine(Proto.SearchFilters filters) => new()
    {
        DateFrom = filters.DateFrom,
        DateTo = filters.DateTo,
        Newspapers = [.. filters.Newspapers.Select(ArticleMapping.NameFromApi)],
        Sections = [.. filters.Sections],
        Pages = [.. filters.Pages.Select(ArticleMapping.NameFromApi)],
        Reporters = [.. filters.Reporters],
        Issues = [.. filters.Issues.Select(ArticleMapping.IssueFromApi)],
    };

    public static Proto.Hit ToApi(this ArticleHit hit)
    {
        var article = hit.Logged.Article;
        var result = new Proto.Hit
        {
            Id = article.Id,
            Score = hit.Score,
            Newspaper = article.Newspaper,
            Date = article.Date,
            Page = article.Page,
            Section = article.Section,
            Kicker = article.Kicker,
            Headline = article.Headline,
            Subhead = article.Subhead,
        };
        foreach (var byline in article.Bylines) result.Bylines.Add(byline.ToApi());
        foreach (var passage in hit.Highlights) result.Highlights.Add(ToApi(passage));
        result.Explanation.AddRange(hit.Explanation);
        result.ReprintCount = hit.ReprintCount;
        foreach (var reprint in hit.Reprints.Select(logged => logged.Article))
            result.Reprints.Add(new Proto.Reprint { Id = reprint.Id, Newspaper = reprint.Newspaper, Date = reprint.Date, Page = reprint.Page, Headline = reprint.Headline });
        return result;
    }

    private static Proto.Highlight ToApi(Passage passage)
    {
        var highlight = new Proto.Highlight { Field = passage.Field, Start = passage.Start };
        var html = new StringBuilder(256);
        foreach (var segment in passage.Segments)
        {
            highlight.Segments.Add(new Proto.HighlightSegment { Text = segment.Text, Matched = segment.Matched });
            if (segment.Matched) html.Append("<mark>");
            HtmlText.AppendEscaped(html, segment.Text);
            if (segment.Matched) html.Append("</mark>");
        }

        highlight.Html = html.ToString();
        return highlight;
    }

    private static Proto.Facet ToApi(FacetCounts counts)
    {
        var facet = new Proto.Facet { Field = ToApi(counts.Kind) };
        foreach (var (value, count) in counts.Values) facet.Values.Add(new Proto.FacetValue { Value = value, Count = count });
        return facet;
    }

    private static FacetKind ToEngine(Proto.FacetField field) => field switch
    {
        Proto.FacetField.Newspaper => FacetKind.Newspaper,
        Proto.FacetField.Year => FacetKind.Year,
        Proto.FacetField.Month => FacetKind.Month,
        Proto.FacetField.Day => FacetKind.Day,
        Proto.FacetField.Section => FacetKind.Section,
        Proto.FacetField.Page => FacetKind.Page,
        Proto.FacetField.Reporter => FacetKind.Reporter,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "validated before"),
    };

    private static Proto.FacetField ToApi(FacetKind kind) => kind switch
    {
        FacetKind.Newspaper => Proto.FacetField.Newspaper,
        FacetKind.Year => Proto.FacetField.Year,
        FacetKind.Month => Proto.FacetField.Month,
        FacetKind.Day => Proto.FacetField.Day,
        FacetKind.Section => Proto.FacetField.Section,
        FacetKind.Page => Proto.FacetField.Page,
        FacetKind.Reporter => Proto.FacetField.Reporter,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "a facet the API does not know"),
    };
}
