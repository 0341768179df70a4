using System.Text.Json;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>What suggestions need of an article; names are persons and their organisations.</summary>
internal sealed record SuggestedFields(string Id, string Newspaper, string Date, string Section, string Headline, IReadOnlyList<string> Names)
{
    /// <summary>Reads the stored article without making strings of its body: an index is read whole at start.</summary>
    /// <param name="room">For the article, kept from one to the next.</param>
    public static SuggestedFields Read(IndexReader reader, int document, ref byte[] room)
    {
        string id = "", newspaper = "", date = "", section = "", headline = "";
        List<string> names = [];
        Utf8JsonReader json = new(StoredArticle.ReadJson(reader, document, ref room));
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool isId = json.ValueTextEquals("id"u8), isNewspaper = json.ValueTextEquals("newspaper"u8), isDate = json.ValueTextEquals("date"u8);
            bool isSection = json.ValueTextEquals("section"u8), isHeadline = json.ValueTextEquals("headline"u8), isBylines = json.ValueTextEquals("bylines"u8);
            json.Read();
            if (isId) id = json.GetString()!;
            else if (isNewspaper) newspaper = json.GetString()!;
            else if (isDate) date = json.GetString()!;
            else if (isSection) section = json.GetString()!;
            else if (isHeadline) headline = json.GetString()!;
            else if (isBylines) ReadNames(ref json, names);
            else json.Skip();
        }

        return new SuggestedFields(id, newspaper, date, section, headline, names);
    }

    private static void ReadNames(ref Utf8JsonReader json, List<string> names)
    {
        int depth = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            bool isNames = json.ValueTextEquals("names"u8) || json.ValueTextEquals("organisations"u8);
            json.Read();
            if (!isNames || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType == JsonTokenType.String) names.Add(json.GetString()!);
        }
    }
}
