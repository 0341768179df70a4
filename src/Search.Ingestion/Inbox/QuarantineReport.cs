using System.Text.Json;

namespace Search.Ingestion;

/// <summary>A report in the quarantine, as <c>.error.json</c> tells it.</summary>
/// <param name="File">Below the inbox.</param>
/// <param name="Line">Where, from 1; 0 if the whole file.</param>
/// <param name="Message">Why, in words.</param>
/// <param name="Count">How many parts of the file were refused.</param>
/// <param name="At">When.</param>
public sealed record QuarantineReport(string File, int Line, string Message, int Count, DateTimeOffset At)
{
    /// <summary>The latest reports, newest first. A report that cannot be read says so itself.</summary>
    public static IReadOnlyList<QuarantineReport> List(string inbox, int most)
    {
        var quarantine = new DirectoryInfo(Path.Combine(inbox, ".quarantine"));
        if (!quarantine.Exists) return [];
        return [.. quarantine.EnumerateFiles("*" + Inbox.Quarantine.ReportSuffix, SearchOption.AllDirectories).OrderByDescending(f => f.LastWriteTimeUtc).Take(most).Select(Read)];
    }

    private static QuarantineReport Read(FileInfo file)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(file.FullName));
            var root = document.RootElement;
            return new QuarantineReport(
                root.GetProperty("file").GetString() ?? file.Name,
                root.GetProperty("line").GetInt32(),
                root.GetProperty("message").GetString() ?? "",
                root.GetProperty("count").GetInt32(),
                root.GetProperty("at").GetDateTimeOffset());
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new QuarantineReport(file.Name, 0, unreadable.Message, 1, file.LastWriteTimeUtc);
        }
    }
}
