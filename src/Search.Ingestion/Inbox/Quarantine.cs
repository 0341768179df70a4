using System.Text.Encodings.Web;
using System.Text.Json;

namespace Search.Ingestion.Inbox;

/// <summary>
/// Gathers what of one file was not taken. A file of records keeps its good ones; the bad lines are written as they came to
/// <c>.quarantine/&lt;file&gt;.rejected.jsonl</c>, and <c>.error.json</c> beside it says what, where and why.
/// </summary>
internal sealed class Quarantine(InboxFolder folder, string relative, TimeProvider time) : IDisposable
{
    /// <summary>More reasons than this are counted and not listed: a file of a million bad lines needs one look, not a second file as large.</summary>
    private const int MaxListed = 100;

    public const string ReportSuffix = ".error.json";

    public const string DraftReportSuffix = ReportSuffix + ".part";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<FeedRejection> listed = [];
    private readonly string draft = folder.NewDraft();
    private readonly List<string> written = [];
    private FileStream? lines;

    public int Count { get; private set; }

    public FeedRejection First => listed[0];

    /// <summary>Notes a rejection. Lines go to disk at once: they may be many.</summary>
    public void Add(FeedRejection rejection)
    {
        Count++;
        if (listed.Count < MaxListed) listed.Add(rejection with { Source = default });
        if (rejection.Line == 0 || rejection.Source.IsEmpty) return;
        if (lines is null)
        {
            folder.RefuseLinks(draft);
            Directory.CreateDirectory(folder.Quarantine);
            lines = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        lines.Write(rejection.Source.Span);
        if (rejection.Source.Span[^1] != (byte)'\n') lines.WriteByte((byte)'\n');
    }

    /// <summary>The whole file is unreadable: it goes to quarantine itself, after the report, so that a crash between the two leaves no file that nobody hears of.</summary>
    /// <returns>Where it is now.</returns>
    public string TakeFile()
    {
        string wanted = FreeName(name => Path.Exists(name));
        WriteReport(wanted + ReportSuffix);
        return folder.Move(relative, wanted);
    }

    /// <summary>Only part of the file was refused: the bad lines go to quarantine.</summary>
    public void TakeLines()
    {
        string name = FreeName(_ => false);
        if (lines is not null)
        {
            lines.Dispose();
            File.Move(draft, name + ".rejected.jsonl", overwrite: true);
            written.Add(name + ".rejected.jsonl");
        }
        WriteReport(name + ReportSuffix);
    }

    /// <summary>Deletes what was written of a file that could not be moved after all.</summary>
    public void Withdraw()
    {
        foreach (string path in written) File.Delete(path);
        written.Clear();
    }

    public void Dispose()
    {
        if (lines is null) return;
        try
        {
            lines.Dispose();
        }
        finally
        {
            // Also where the disk has no room for the last lines: an erasure waits for a draft.
            File.Delete(draft);
        }
    }

    private string FreeName(Func<string, bool> isTaken)
    {
        string wanted = Path.Combine(folder.Quarantine, relative);
        folder.RefuseLinks(wanted);
        Directory.CreateDirectory(Path.GetDirectoryName(wanted)!);
        int number = 1;
        while (Path.Exists(InboxFolder.FreeName(wanted, number) + ReportSuffix) || isTaken(InboxFolder.FreeName(wanted, number))) number++;
        return InboxFolder.FreeName(wanted, number);
    }

    /// <summary>Under another name first: whoever sees the report, the status page among them, sees all of it.</summary>
    private void WriteReport(string path)
    {
        string begun = path[..^ReportSuffix.Length] + DraftReportSuffix;
        using (var stream = new FileStream(begun, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            using (var writer = new Utf8JsonWriter(stream, Readable)) Write(writer);
            stream.Flush(flushToDisk: true);
        }

        File.Move(begun, path, overwrite: true);
        written.Add(path);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Write(writer, First);
        writer.WriteString("at", time.GetUtcNow());
        writer.WriteNumber("count", Count);
        writer.WriteStartArray("rejected");
        foreach (FeedRejection rejection in listed)
        {
            writer.WriteStartObject();
            Write(writer, rejection);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, FeedRejection rejection)
    {
        // Below the inbox: where the inbox lies is nobody's business who reads the report elsewhere.
        string file = rejection.File.StartsWith(folder.Root, StringComparison.Ordinal) ? rejection.File[(folder.Root.Length + 1)..] : rejection.File;
        writer.WriteString("file", file);
        writer.WriteString("reason", rejection.Reason);
        writer.WriteNumber("line", rejection.Line);
        if (rejection.Field.Length > 0) writer.WriteString("field", rejection.Field);
        writer.WriteString("message", rejection.Message);
    }
}
