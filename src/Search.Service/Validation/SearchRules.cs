using Google.Protobuf.Collections;
using Search.Contracts.V1;
using Search.Service.Api;

namespace Search.Service.Validation;

/// <summary>What a search must keep to before the engine sees it. The query's own grammar is the engine's.</summary>
internal static class SearchRules
{
    public static void Check(SearchRequest request)
    {
        var violations = new Violations();
        violations.Length("query", request.Query, ApiLimits.QueryUnits);
        // 0 is what an unset field holds: the default.
        violations.Range("page_size", request.PageSize, 0, 100);
        violations.Range("skip", request.Skip, 0, 10_000);
        violations.Range("recency_half_life_days", request.RecencyHalfLifeDays, 0, 36_500);
        violations.NotNegative("min_sequence", request.MinSequence);
        violations.Length("page_token", request.PageToken, 4_000);
        if (request.Skip != 0 && request.PageToken.Length > 0) violations.Add("skip", "must be 0 with a page token, which says itself where to go on");
        if (request.Sort is < SortOrder.Unspecified or > SortOrder.Oldest) violations.Add("sort", $"is {(int)request.Sort}, which is no order");
        if (request.Filters is { } filters) Filters(violations, filters);
        if (request.Highlight is { } highlight)
        {
            violations.Range("highlight.max_passages", highlight.MaxPassages, 0, 20);
            if (highlight.PassageLength != 0) violations.Range("highlight.passage_length", highlight.PassageLength, 20, 2_000);
        }

        for (int i = 0; i < request.Facets.Count; i++)
        {
            if (request.Facets[i] is <= FacetField.Unspecified or > FacetField.Reporter) violations.Add($"facets[{i}]", $"is {(int)request.Facets[i]}, which is no field");
            else if (request.Facets.IndexOf(request.Facets[i]) < i) violations.Add($"facets[{i}]", "is asked for twice");
        }

        violations.ThrowIfAny();
    }

    public static void Check(SuggestRequest request)
    {
        var violations = new Violations();
        violations.Length("prefix", request.Prefix, ApiLimits.PrefixUnits);
        violations.Range("limit", request.Limit, 0, ApiLimits.Suggestions);
        violations.ThrowIfAny();
    }

    public static void Check(FindSimilarRequest request)
    {
        var violations = new Violations();
        violations.ArticleId("id", request.Id);
        violations.Range("limit", request.Limit, 0, 50);
        violations.ThrowIfAny();
    }

    public static void Check(ExportArticlesRequest request)
    {
        var violations = new Violations();
        violations.Length("query", request.Query, ApiLimits.QueryUnits);
        if (request.Filters is { } filters) Filters(violations, filters);
        violations.ThrowIfAny();
    }

    private static void Filters(Violations violations, SearchFilters filters)
    {
        violations.Date("filters.date_from", filters.DateFrom);
        violations.Date("filters.date_to", filters.DateTo);
        if (Rules.IsDate(filters.DateFrom) && Rules.IsDate(filters.DateTo) && string.CompareOrdinal(filters.DateFrom, filters.DateTo) > 0)
            violations.Add("filters.date_to", $"is before filters.date_from ({filters.DateTo} < {filters.DateFrom})");
        Values(violations, "filters.newspapers", filters.Newspapers);
        Values(violations, "filters.sections", filters.Sections);
        Values(violations, "filters.pages", filters.Pages);
        Values(violations, "filters.reporters", filters.Reporters);
        Values(violations, "filters.issues", filters.Issues);
    }

    private static void Values(Violations violations, string field, RepeatedField<string> values)
    {
        violations.Count(field, values.Count, 0, ApiLimits.FilterValues);
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Length is 0 or > ApiLimits.NameUnits) violations.Required($"{field}[{i}]", values[i], ApiLimits.NameUnits);
        }
    }
}
