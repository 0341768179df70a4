using System.Globalization;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>How far a generation has come with the user words, as its commit says. Immutable.</summary>
internal sealed record UserWordProgress
{
    private const string WordsKey = "words";
    private const string DoneKey = "words-done";
    private const string CursorKey = "words-cursor";

    /// <summary>The last change that what is put is analysed with.</summary>
    public required UserWordSet Words { get; init; }

    /// <summary>The last change that every article reflects.</summary>
    public required long Done { get; init; }

    /// <summary>Articles put at or before this sequence reflect <see cref="Words"/> too.</summary>
    public long Cursor { get; init; }

    /// <summary>Words that the changes behind <see cref="Done"/> brought or took: articles older than the last change that contain one are to be analysed again.</summary>
    public IReadOnlyCollection<string> Touched { get; init; } = [];

    public bool IsDone => Done == Words.Sequence;

    /// <summary>
    /// Of a generation that holds nothing yet: it takes all words of the log from the start, so no article is analysed twice for
    /// changes that were made before its build began.
    /// </summary>
    public static UserWordProgress AtHead(IReadOnlyList<LogEntry> changes)
    {
        UserWordSet words = changes.Aggregate(UserWordSet.Empty, (set, entry) => set.With(ChangeOf(entry), entry.Sequence).After);
        return new UserWordProgress { Words = words, Done = words.Sequence };
    }

    /// <summary>As a commit says, its words taken from the log.</summary>
    public static UserWordProgress OfCommit(IDictionary<string, string> data, IReadOnlyList<LogEntry> changes)
    {
        long sequence = Number(data, WordsKey), done = Number(data, DoneKey);
        UserWordProgress progress = new() { Words = UserWordSet.Empty, Done = 0 };
        foreach (LogEntry entry in changes.TakeWhile(entry => entry.Sequence <= sequence))
        {
            progress = progress.After(entry);
            if (entry.Sequence <= done) progress = progress with { Done = entry.Sequence, Touched = [] };
        }

        if (progress.Words.Sequence != sequence || progress.Done != done) throw new CorruptIndexException($"the commit reflects changes of the user words up to {sequence}, which the article log does not have");
        return progress with { Cursor = Number(data, CursorKey) };
    }

    public void WriteTo(IDictionary<string, string> data)
    {
        data[WordsKey] = Words.Sequence.ToString(CultureInfo.InvariantCulture);
        data[DoneKey] = Done.ToString(CultureInfo.InvariantCulture);
        data[CursorKey] = Cursor.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>After a further change: what is behind <see cref="Done"/> begins again, with its words too. A change known already (see <see cref="AtHead"/>) changes nothing.</summary>
    public UserWordProgress After(LogEntry entry)
    {
        if (entry.Sequence <= Words.Sequence) return this;
        (UserWordSet words, IReadOnlyList<string> touched) = Words.With(ChangeOf(entry), entry.Sequence);
        return touched.Count == 0 && IsDone
            ? this with { Words = words, Done = words.Sequence }
            : this with { Words = words, Touched = [.. Touched.Union(touched, StringComparer.Ordinal)], Cursor = touched.Count == 0 ? Cursor : 0 };
    }

    public UserWordProgress Finished() => this with { Done = Words.Sequence, Touched = [], Cursor = 0 };

    private static UserWordChange ChangeOf(LogEntry entry) =>
        entry.Body is { } body ? UserWordChange.Decode(body.Span) : throw new EngineException(EngineFailure.DataLoss, $"the change of the user words at sequence {entry.Sequence} is empty");

    private static long Number(IDictionary<string, string> data, string key) =>
        data.TryGetValue(key, out string? value) ? long.Parse(value, CultureInfo.InvariantCulture) : throw new CorruptIndexException($"the commit does not say {key}");
}
