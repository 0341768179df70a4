using System.Text.Json;
using Search.Newspaper.Identity;
using Search.Newspaper.Sources;

namespace Search.Newspaper.Corrections;

/// <summary>Reads a <c>.correction.json</c> strictly: a misspelt key would be a correction that silently does nothing, so every fault is refused with the field's path.</summary>
internal static class CorrectionReader
{
    private static readonly string[] PageKeys = ["newspaper", "date", "page", "section", "issueNumber", "lines", "articles", "comment"];
    private static readonly string[] LineKeys = ["line", "to", "as"];
    private static readonly string[] ArticleKeys = ["article", "kicker", "headline", "subhead", "dateline", "credit", "bylines", "paragraphs", "continuedOn", "continuedFrom"];
    private static readonly string[] BylineKeys = ["role", "names", "organisations"];

    private sealed class FieldException(string field, string message) : Exception(message)
    {
        public string Field { get; } = field;
    }

    /// <param name="file">The page's file, for messages.</param>
    public static PageFailure? Read(byte[] json, string file, out PageCorrection correction)
    {
        correction = new PageCorrection();
        try
        {
            using var document = JsonDocument.Parse(json.AsMemory(json.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), new JsonDocumentOptions { MaxDepth = 16, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = document.RootElement;
            Keys(root, "", PageKeys);
            string date = String(root, "", "date") ?? "";
            if (date.Length > 0 && !PageDates.IsIsoDate(date)) throw new FieldException("date", $"'{Clip(date)}' is no date of the form yyyy-MM-dd");
            correction = new PageCorrection
            {
                Identity = new PageIdentity(
                    String(root, "", "newspaper") ?? "", date, false, String(root, "", "page") ?? "", String(root, "", "section") ?? "", String(root, "", "issueNumber") ?? ""),
                Lines = [.. Items(root, "", "lines").Select((e, i) => Line(e, $"lines[{i}]"))],
                Articles = [.. Items(root, "", "articles").Select((e, i) => Article(e, $"articles[{i}]"))],
            };
            if (correction.Articles.GroupBy(a => a.Number).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new FieldException("articles", $"article {twice.Key} is corrected twice");
            return null;
        }
        catch (FieldException e)
        {
            return Fail(file, e.Field, e.Message);
        }
        catch (JsonException e)
        {
            return new PageFailure(
                FailureReason.MalformedCorrection, (int)(e.LineNumber ?? 0) + 1,
                $"{Name(file)} is no valid JSON (line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0}).");
        }
        catch (InvalidOperationException)
        {
            // GetString on an escape such as a lone \uD800 throws this.
            return new PageFailure(FailureReason.MalformedCorrection, 0, $"{Name(file)} holds a string that is no valid Unicode text.");
        }
    }

    /// <summary>Names the correction file and its field.</summary>
    public static PageFailure Fail(string file, string field, string message) => new(FailureReason.MalformedCorrection, 0, $"{Name(file)}: {(field.Length > 0 ? field : "the file")}: {message}.");

    private static string Name(string file) => file[(file.LastIndexOfAny(['/', '\\', '!']) + 1)..] + CompanionFiles.CorrectionSuffix;

    private static LineCorrection Line(JsonElement element, string path)
    {
        Keys(element, path, LineKeys);
        int first = Number(element, path, "line") ?? throw new FieldException(path + ".line", "is missing");
        int last = Number(element, path, "to") ?? first;
        if (last < first) throw new FieldException(path + ".to", $"is {last}, before line {first}");
        string role = String(element, path, "as") ?? throw new FieldException(path + ".as", "is missing");
        return new LineCorrection(first, last, role switch
        {
            "article" => LineRole.Article,
            "headline" => LineRole.Headline,
            "byline" => LineRole.Byline,
            "paragraph" => LineRole.Paragraph,
            "continuation" => LineRole.Continuation,
            "furniture" => LineRole.Furniture,
            _ => throw new FieldException(path + ".as", $"'{Clip(role)}' is none of article, headline, byline, paragraph, continuation, furniture"),
        });
    }

    private static ArticleCorrection Article(JsonElement element, string path)
    {
        Keys(element, path, ArticleKeys);
        return new ArticleCorrection
        {
            Number = Number(element, path, "article") ?? throw new FieldException(path + ".article", "is missing"),
            Kicker = String(element, path, "kicker"),
            Headline = String(element, path, "headline"),
            Subhead = String(element, path, "subhead"),
            Dateline = String(element, path, "dateline"),
            Credit = String(element, path, "credit"),
            ContinuedOn = String(element, path, "continuedOn"),
            ContinuedFrom = String(element, path, "continuedFrom"),
            Paragraphs = Has(element, "paragraphs") ? Strings(element, path, "paragraphs") : null,
            Bylines = Has(element, "bylines") ? [.. Items(element, path, "bylines").Select((e, i) => Signed(e, $"{path}.bylines[{i}]"))] : null,
        };
    }

    private static Byline Signed(JsonElement element, string path)
    {
        Keys(element, path, BylineKeys);
        var names = Strings(element, path, "names");
        var organisations = Has(element, "organisations") ? Strings(element, path, "organisations", mayBeEmpty: true) : [.. names.Select(_ => "")];
        if (organisations.Count != names.Count) throw new FieldException(path + ".organisations", $"has {organisations.Count} entries for {names.Count} names; give \"\" for a person without one");
        return new Byline { Role = String(element, path, "role") ?? "", Names = names, Organisations = organisations };
    }

    private static void Keys(JsonElement element, string path, string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new FieldException(path, "must be an object");
        var seen = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name)) throw new FieldException(Joined(path, Clip(property.Name)), $"is not known; there are {string.Join(", ", known)}");
            if (!seen.Add(property.Name)) throw new FieldException(Joined(path, property.Name), "is there twice");
        }
    }

    private static bool Has(JsonElement element, string key) => element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string? String(JsonElement element, string path, string key)
    {
        if (!Has(element, key)) return null;
        var value = element.GetProperty(key);
        return value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : throw new FieldException(Joined(path, key), "must be a string");
    }

    private static int? Number(JsonElement element, string path, string key)
    {
        if (!Has(element, key)) return null;
        var value = element.GetProperty(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number > 0 ? number : throw new FieldException(Joined(path, key), "must be a whole number from 1");
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string path, string key)
    {
        if (!Has(element, key)) return [];
        var value = element.GetProperty(key);
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new FieldException(Joined(path, key), "must be a list");
    }

    private static List<string> Strings(JsonElement element, string path, string key, bool mayBeEmpty = false) =>
        [.. Items(element, path, key).Select((e, i) => e.ValueKind == JsonValueKind.String && e.GetString()!.Trim() is var text && (mayBeEmpty || text.Length > 0)
            ? text
            : throw new FieldException($"{Joined(path, key)}[{i}]", mayBeEmpty ? "must be a string" : "must be a string that is not empty"))];

    private static string Joined(string path, string key) => path.Length > 0 ? $"{path}.{key}" : key;

    private static string Clip(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
