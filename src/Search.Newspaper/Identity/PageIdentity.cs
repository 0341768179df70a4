using System.Text.Json;
using System.Text.RegularExpressions;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper.Identity;

/// <summary>Newspaper, date and page of a file, from the first source that names each: the caller, the path, the furniture, the meta file, the text.</summary>
internal sealed partial record PageIdentity(string Newspaper, string Date, bool DateInferred, string Page, string Section, string IssueNumber)
{
    public static PageIdentity Unknown { get; } = new("", "", false, "", "", "");

    [GeneratedRegex(@"^(?:(?<y>\d{4})[-_./]?(?<m>\d{1,2})[-_./]?(?<d>\d{1,2})|(?<y>\d{4}|" + ChineseNumbers.Year + @")年(?<m>\d{1,2}|[〇零一二三四五六七八九十]{1,3})月(?<d>\d{1,2}|[〇零一二三四五六七八九十]{1,3})日)$", RegexOptions.ExplicitCapture)]
    private static partial Regex DateFolder();

    [GeneratedRegex(@"^(?:第)?(?<page>[A-Za-z]{0,2}\d{1,3}|[一二三四五六七八九十]{1,3})(?:版)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex PageFile();

    /// <summary>What the path says: <c>newspaper/date/page.ext</c>, also <c>newspaper/yyyy/MM/dd/page.ext</c>. A folder that is shaped like a date and is none is a failure.</summary>
    public static PageFailure? FromPath(string path, out PageIdentity identity)
    {
        identity = Unknown;
        string[] parts = path.Replace('\\', '/').Replace("!", "/", StringComparison.Ordinal).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return null;
        string name = parts[^1];
        for (int dot = name.LastIndexOf('.'); dot > 0 && name.Length - dot <= 6; dot = name.LastIndexOf('.')) name = name[..dot];
        if (PageFile().Match(name) is { Success: true } page) identity = identity with { Page = Furniture.CleanPage(page.Groups["page"].Value) };
        if (parts.Length < 2) return null;
        string folder = parts[^2];
        int newspaper = parts.Length - 3;
        if (parts.Length >= 4 && folder.Length == 2 && parts[^3].Length == 2 && parts[^4].Length == 4)
        {
            folder = $"{parts[^4]}-{parts[^3]}-{parts[^2]}";
            newspaper = parts.Length - 5;
        }
        folder = PageDates.InAsciiDigits(folder);
        if (DateFolder().Match(folder) is not { Success: true } date || folder.All(char.IsAsciiDigit) && folder.Length != 8) return null;
        string? day = PageDates.Normalise(date);
        if (day is null) return new PageFailure(FailureReason.BadDate, 0, $"The folder '{folder}' is shaped like a date but names no day (yyyy-MM-dd is wanted).");
        identity = identity with { Date = day, Newspaper = newspaper >= 0 ? parts[newspaper] : "" };
        return null;
    }

    /// <summary>Fills what is missing from <paramref name="other"/>.</summary>
    public PageIdentity Or(PageIdentity other) => new(
        Pick(Newspaper, other.Newspaper), Pick(Date, other.Date), Date.Length > 0 ? DateInferred : other.DateInferred,
        Pick(Page, other.Page), Pick(Section, other.Section), Pick(IssueNumber, other.IssueNumber));

    public static PageFailure? FromHints(PageHints hints, out PageIdentity identity)
    {
        identity = new PageIdentity(hints.Newspaper ?? "", hints.Date ?? "", false, hints.Page ?? "", "", "");
        return string.IsNullOrEmpty(hints.Date) || PageDates.IsIsoDate(hints.Date)
            ? null
            : new PageFailure(FailureReason.BadDate, 0, $"'{hints.Date}' is no date of the form yyyy-MM-dd.");
    }

    /// <summary>A <c>.meta.json</c>: an object with any of newspaper, date, page, section, issueNumber.</summary>
    public static PageFailure? FromMeta(byte[] json, out PageIdentity identity)
    {
        identity = Unknown;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new PageFailure(FailureReason.MalformedMeta, 1, "The meta file holds no JSON object.");
            string date = Value(root, "date");
            if (PageDates.FromField(date) is not { } day)
                return new PageFailure(FailureReason.BadDate, 0, $"The meta file's date '{(date.Length > 40 ? date[..40] : date)}' is no date.");
            identity = new PageIdentity(Value(root, "newspaper"), day, false, Value(root, "page"), Value(root, "section"), Value(root, "issueNumber"));
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new PageFailure(FailureReason.MalformedMeta, (int)((e as JsonException)?.LineNumber ?? 0) + 1, "The meta file is no valid JSON.");
        }
    }

    private static string Value(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";

    private static string Pick(string first, string second) => first.Length > 0 ? first : second;
}
