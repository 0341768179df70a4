using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Search.Newspaper;

/// <summary>Results as the JSON lines that <c>search parse</c> prints: every key present, Chinese unescaped.</summary>
public static class ParsedPageJson
{
    /// <summary>Options for the writer: nothing but what JSON requires is escaped.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>One line without its line break. An article of a JSON-lines file is written as a page that has only this article.</summary>
    public static string Serialize(ReadResult result)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions)) Write(writer, result);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static void Write(Utf8JsonWriter writer, ReadResult result)
    {
        switch (result)
        {
            case PageResult page:
                Write(writer, page.Page);
                break;
            case ArticleResult article:
                Write(writer, new ParsedPage
                {
                    File = article.File,
                    Newspaper = article.Newspaper,
                    Date = article.Date,
                    Page = article.Page,
                    Section = article.Section,
                    Articles = [article.Article],
                });
                break;
            case FailureResult failure:
                writer.WriteStartObject();
                writer.WriteString("file", failure.File);
                writer.WriteStartObject("error");
                writer.WriteString("reason", failure.Failure.Reason);
                writer.WriteNumber("line", failure.Failure.Line);
                writer.WriteString("message", failure.Failure.Message);
                writer.WriteEndObject();
                writer.WriteEndObject();
                break;
        }
    }

    public static void Write(Utf8JsonWriter writer, ParsedPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("file", page.File);
        writer.WriteString("newspaper", page.Newspaper);
        writer.WriteString("date", page.Date);
        writer.WriteBoolean("dateInferred", page.DateInferred);
        writer.WriteString("page", page.Page);
        writer.WriteString("section", page.Section);
        writer.WriteString("issueNumber", page.IssueNumber);
        writer.WriteStartArray("articles");
        foreach (var article in page.Articles) Write(writer, article);
        writer.WriteEndArray();
        if (page.Explanation is not null) WriteList(writer, "explanation", page.Explanation);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ParsedArticle article)
    {
        writer.WriteStartObject();
        if (article.SourceId is not null) writer.WriteString("id", article.SourceId);
        writer.WriteString("kicker", article.Kicker);
        writer.WriteString("headline", article.Headline);
        writer.WriteString("subhead", article.Subhead);
        writer.WriteString("dateline", article.Dateline);
        writer.WriteStartArray("bylines");
        foreach (var byline in article.Bylines)
        {
            writer.WriteStartObject();
            writer.WriteString("role", byline.Role);
            WriteList(writer, "names", byline.Names);
            WriteList(writer, "organisations", byline.Organisations);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("credit", article.Credit);
        WriteList(writer, "paragraphs", article.Paragraphs);
        writer.WriteStartArray("eventDates");
        foreach (var date in article.EventDates)
        {
            writer.WriteStartObject();
            writer.WriteString("text", date.Text);
            writer.WriteString("from", date.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteString("to", date.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("continuedOn", article.ContinuedOn);
        writer.WriteString("continuedFrom", article.ContinuedFrom);
        writer.WriteNumber("confidence", article.Confidence);
        writer.WriteStartArray("lines");
        writer.WriteNumberValue(article.FirstLine);
        writer.WriteNumberValue(article.LastLine);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
