using Search.Engine;
using Proto = Search.Contracts.V1;

namespace Search.Service.Mapping;

/// <summary>Suggestions to the API.</summary>
internal static class SuggestMapping
{
    public static Proto.Suggestion ToApi(this Suggestion suggestion)
    {
        var result = new Proto.Suggestion
        {
            Text = suggestion.Text,
            Kind = suggestion.Kind switch
            {
                SuggestionKind.Headline => Proto.SuggestionKind.Headline,
                SuggestionKind.Name => Proto.SuggestionKind.Name,
                SuggestionKind.Word => Proto.SuggestionKind.Word,
                SuggestionKind.Title => Proto.SuggestionKind.Title,
                SuggestionKind.Query => Proto.SuggestionKind.Query,
                _ => throw new InvalidOperationException($"{suggestion.Kind} is no kind of suggestion the API knows"),
            },
            ArticleId = suggestion.ArticleId,
            ArticleCount = suggestion.ArticleCount,
        };
        foreach (var (text, matched) in suggestion.Segments) result.Segments.Add(new Proto.HighlightSegment { Text = text, Matched = matched });
        return result;
    }
}
