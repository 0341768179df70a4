using System.Text.Json;
using Search.Contracts.V1;

namespace Search.Cli.Output;

/// <summary>An answer as <c>query --json</c> prints it: every key present.</summary>
internal static class HitJson
{
    public static void Write(Utf8JsonWriter json, SearchResponse found)
    {
        json.WriteStartObject();
        json.WriteStartObject("total");
        json.WriteNumber("value", found.Total?.Value ?? 0);
        json.WriteString("relation", found.Total?.Relation == TotalRelation.Exact ? "EXACT" : "LOWER_BOUND");
        json.WriteEndObject();
        json.WriteStartArray("hits");
        foreach (Hit hit in found.Hits) Write(json, hit);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Hit hit)
    {
        json.WriteStartObject();
        json.WriteString("id", hit.Id);
        json.WriteNumber("score", hit.Score);
        json.WriteString("newspaper", hit.Newspaper);
        json.WriteString("date", hit.Date);
        json.WriteString("page", hit.Page);
        json.WriteString("section", hit.Section);
        json.WriteString("kicker", hit.Kicker);
        json.WriteString("headline", hit.Headline);
        json.WriteString("subhead", hit.Subhead);
        json.WriteStartArray("bylines");
        foreach (Byline byline in hit.Bylines)
        {
            json.WriteStartObject();
            json.WriteString("role", byline.Role);
            json.WriteStartArray("names");
            foreach (string name in byline.Names) json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("highlights");
        foreach (Highlight highlight in hit.Highlights)
        {
            json.WriteStartObject();
            json.WriteString("field", highlight.Field);
            json.WriteNumber("start", highlight.Start);
            json.WriteStartArray("segments");
            foreach (HighlightSegment segment in highlight.Segments)
            {
                json.WriteStartObject();
                json.WriteString("text", segment.Text);
                json.WriteBoolean("matched", segment.Matched);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
