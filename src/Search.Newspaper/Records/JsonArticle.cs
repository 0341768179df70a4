using System.Text.Json;
using Search.Newspaper.Bylines;
using Search.Newspaper.Html;
using Search.Newspaper.Identity;
using Search.Newspaper.Text;

namespace Search.Newspaper.Records;

/// <summary>One article of a JSON-lines file, by the names of <see cref="ArticleFields"/>: only a text is required, null means absent, unknown keys are ignored.</summary>
internal static class JsonArticle
{
    private const string Reporter = "记者";

    private sealed class FieldException(string reason, string message) : Exception(message)
    {
        public string Reason { get; } = reason;
    }

    public static ReadResult Read(string file, RawRecord record, PageHints hints)
    {
        if (record.TooLong) return Fail(FailureReason.TooLarge, "The record is longer than allowed.");
        if (TextDecoder.TryDecode(record.Bytes, null, out string text) is { } undecodable)
            return Fail(undecodable.Reason, undecodable.Message);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16, AllowTrailingCommas = false });
            return FromElement(document.RootElement);
        }
        catch (JsonException e)
        {
            return Fail(FailureReason.MalformedJson, $"The line is no complete JSON value (byte {(e.BytePositionInLine ?? 0) + 1}).");
        }
        catch (InvalidOperationException)
        {
            // GetString on an escape such as a lone \uD800 throws this: the value is no Unicode text.
            return Fail(FailureReason.MalformedJson, "A string of the record is no valid Unicode text.");
        }
        catch (FieldException e)
        {
            return Fail(e.Reason, e.Message);
        }

        FailureResult Fail(string reason, string message) =>
            new() { File = file, Source = record.Bytes, Failure = new PageFailure(reason, record.Line, message) };

        ReadResult FromElement(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object) return Fail(FailureReason.MalformedJson, "The record is no JSON object.");
            var paragraphs = Paragraphs(root);
            if (paragraphs.Count == 0) return Fail(FailureReason.NoText, $"The record has no text: none of {ArticleFields.TextNames} holds any.");
            string stated = First(root, ArticleFields.Date);
            string date = PageDates.FromField(stated) ?? throw new FieldException(FailureReason.BadDate, $"'{Clip(stated)}' is no date.");
            string id = First(root, ArticleFields.Id);
            return new ArticleResult
            {
                File = file,
                Source = record.Bytes,
                Newspaper = hints.Newspaper ?? First(root, ArticleFields.Newspaper),
                Date = hints.Date ?? date,
                Page = hints.Page ?? First(root, ArticleFields.Page),
                Section = First(root, ArticleFields.Section),
                Article = new ParsedArticle
                {
                    SourceId = id.Length == 0 ? null : id,
                    Kicker = OneLine(root, ArticleFields.Kicker),
                    Headline = OneLine(root, ArticleFields.Headline),
                    Subhead = OneLine(root, ArticleFields.Subhead),
                    Dateline = OneLine(root, ArticleFields.Dateline),
                    Credit = OneLine(root, ArticleFields.Credit),
                    Bylines = BylineParser.Merge(Bylines(root)),
                    Paragraphs = paragraphs,
                    FirstLine = record.Line,
                    LastLine = record.Line,
                },
            };
        }
    }

    private static List<string> Paragraphs(JsonElement root)
    {
        if (Present(root, ArticleFields.Paragraphs.Name, out var list))
        {
            var paragraphs = list.ValueKind switch
            {
                JsonValueKind.String => Split(list.GetString()!),
                JsonValueKind.Array => [.. list.EnumerateArray().Where(e => e.ValueKind != JsonValueKind.Null)
                    .SelectMany(e => e.ValueKind == JsonValueKind.String ? Split(e.GetString()!) : throw Wrong(ArticleFields.Paragraphs.Name, "a list of strings"))],
                _ => throw Wrong(ArticleFields.Paragraphs.Name, "a list of strings"),
            };
            if (paragraphs.Count > 0) return paragraphs;
        }
        return Split(First(root, ArticleFields.Body));
    }

    private static List<string> Split(string body) =>
        [.. Shown(body).Split(['\n', '\r', '\u2028', '\u2029']).Select(PageLine.TrimSpaces).Where(p => p.Length > 0)];

    /// <summary>A value line by line, what it shows if it is HTML.</summary>
    private static string Shown(string value)
    {
        string text = MarkedText.Lines(value, out var refused);
        return refused is null ? text : throw new FieldException(refused.Reason, refused.Message);
    }

    /// <summary>Whether two values of a field mean the same; texts do where they show the same, white space aside: many systems write one in HTML and once more without.</summary>
    public static bool Agree(ArticleField field, string one, string other) =>
        one == other || field == ArticleFields.Date && PageDates.FromField(one) is { } day && day == PageDates.FromField(other)
        || (field == ArticleFields.Headline || field == ArticleFields.Body || field == ArticleFields.Paragraphs) && Characters(one) == Characters(other);

    private static string Characters(string text)
    {
        string lines = MarkedText.Lines(text, out var refused);
        return string.Concat((refused is null ? lines : text).Where(c => !char.IsWhiteSpace(c)));
    }

    /// <summary>Of all the names that the field has, since a record may tell its 作者 and its 记者. Whom one has named is not named again by the next, in another role perhaps.</summary>
    private static List<Byline> Bylines(JsonElement root)
    {
        var bylines = new List<Byline>();
        foreach (string key in ArticleFields.Bylines.Names)
        {
            if (!Present(root, key, out var value)) continue;
            // A number beside names is something else of the source's, the author's account perhaps.
            if (bylines.Count > 0 && value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) continue;
            var named = bylines.SelectMany(b => b.Names).ToHashSet(StringComparer.Ordinal);
            foreach (var byline in Bylines(value, key))
            {
                var fresh = Enumerable.Range(0, byline.Names.Count).Where(i => !named.Contains(byline.Names[i])).ToList();
                if (fresh.Count == byline.Names.Count) bylines.Add(byline);
                else if (fresh.Count > 0) bylines.Add(byline with { Names = fresh.ConvertAll(i => byline.Names[i]), Organisations = fresh.ConvertAll(i => byline.Organisations[i]) });
            }
        }
        return bylines;
    }

    private static IEnumerable<Byline> Bylines(JsonElement value, string key)
    {
        var items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new List<JsonElement> { value };
        foreach (var item in items)
        {
            switch (item.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.String:
                    foreach (var byline in FromText(item.GetString()!, key)) yield return byline;
                    break;
                case JsonValueKind.Object:
                    yield return FromObject(item, key);
                    break;
                default:
                    throw Wrong(key, "strings or {role, names}");
            }
        }
    }

    private static Byline FromObject(JsonElement item, string key)
    {
        string role = String(item, "role");
        var names = new List<string>();
        if (Present(item, "names", out var list))
        {
            if (list.ValueKind != JsonValueKind.Array) throw Wrong(key, "{role, names: [strings]}");
            foreach (var name in list.EnumerateArray())
                names.Add(name.ValueKind == JsonValueKind.String ? name.GetString()! : throw Wrong(key, "{role, names: [strings]}"));
        }
        else if (String(item, "name") is { Length: > 0 } single) names.Add(single);
        return new Byline { Role = role.Length > 0 ? role : "作者", Names = names, Organisations = names.ConvertAll(_ => "") };
    }

    /// <summary>A signature (记者 甲 乙), also with its role for a key (记者: 甲 乙), else a bare name.</summary>
    private static IReadOnlyList<Byline> FromText(string text, string key)
    {
        string t = PageLine.TrimSpaces(text);
        if (t.Length == 0) return [];
        if ((BylineParser.Parse(t) ?? BylineParser.Parse($"{key} {t}")) is { Bylines.Count: > 0 } signature) return signature.Bylines;
        return [new Byline { Role = key == Reporter ? key : "作者", Names = [t], Organisations = [""] }];
    }

    private static string OneLine(JsonElement root, ArticleField field) =>
        PageLine.TrimSpaces(Shown(First(root, field)).Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' '));

    private static string First(JsonElement root, ArticleField field)
    {
        string value = "", from = "";
        foreach (string name in field.Names)
        {
            // Beside a value, what has another form is something else of the source's.
            if (value.Length > 0 && (!Present(root, name, out var other) || !MayHold(other, field))) continue;
            string next = String(root, name, field.MayBeNumber);
            if (next.Length == 0) continue;
            if (value.Length == 0) (value, from) = (next, name);
            else if (!Agree(field, value, next)) throw new FieldException(FailureReason.Contradiction, $"'{from}' and '{name}' both are the field {field.Name} and differ: take one out, or name it otherwise.");
            if (name == field.Name || !field.MustAgree) break;
        }
        return value;
    }

    private static bool MayHold(JsonElement value, ArticleField field) => value.ValueKind == JsonValueKind.String || value.ValueKind == JsonValueKind.Number && field.MayBeNumber;

    private static string String(JsonElement root, string key, bool mayBeNumber = false)
    {
        if (!Present(root, key, out var value)) return "";
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number when mayBeNumber => value.GetRawText(),
            _ => throw Wrong(key, "a string"),
        };
    }

    private static bool Present(JsonElement root, string key, out JsonElement value) =>
        root.TryGetProperty(key, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private static FieldException Wrong(string key, string wanted) => new(FailureReason.MalformedJson, $"The field '{key}' must be {wanted}.");

    private static string Clip(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
