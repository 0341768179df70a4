using System.Text.Json;
using Search.Contracts.V1;

namespace Search.Cli.Export;

/// <summary>An article as one line of JSON, with every key present; <c>search ingest</c> takes such lines.</summary>
internal static class ArticleJson
{
    public static void Write(Utf8JsonWriter json, Article article)
    {
        json.WriteStartObject();
        json.WriteString("id", article.Id);
        json.WriteString("newspaper", article.Newspaper);
        json.WriteString("date", article.Date);
        json.WriteString("page", article.Page);
        json.WriteString("section", article.Section);
        json.WriteString("kicker", article.Kicker);
        json.WriteString("headline", article.Headline);
        json.WriteString("subhead", article.Subhead);
        json.WriteString("dateline", article.Dateline);
        json.WriteStartArray("bylines");
        foreach (Byline byline in article.Bylines)
        {
            json.WriteStartObject();
            json.WriteString("role", byline.Role);
            WriteList(json, "names", byline.Names);
            WriteList(json, "organisations", byline.Organisations);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("credit", article.Credit);
        WriteList(json, "paragraphs", article.Paragraphs);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
