using System.Text;

namespace Search.Engine;

/// <summary>
/// The texts that can be suggested, each known by a number, and ids of articles: a million of them are a few thousand objects, which no collection has to go through. Appended to by
/// the follower's thread; searches read without a lock what their runs name. What is not needed any more stays until <see cref="Compact"/>.
/// </summary>
internal sealed class SuggestionEntries
{
    private readonly Chunks<SuggestionEntry> rows = new();
    private readonly Chunks<char> texts = new();
    private readonly Chunks<byte> ids = new();
    private readonly HashSet<int> numbers;
    private readonly HashSet<int>.AlternateLookup<KindOfText> numbersByText;

    /// <param name="expected">How many there will be.</param>
    public SuggestionEntries(int expected = 0)
    {
        numbers = new HashSet<int>(expected, new ByText(this));
        numbersByText = numbers.GetAlternateLookup<KindOfText>();
    }

    /// <summary>Numbers given: from 0 to below this.</summary>
    public int Count => numbers.Count;

    /// <summary>Entries that no article has.</summary>
    public int Unused { get; private set; }

    public ref readonly SuggestionEntry this[int number] => ref rows.At(number);

    public ReadOnlySpan<char> TextOf(int number)
    {
        ref readonly SuggestionEntry entry = ref this[number];
        return texts.At(entry.Text, entry.Length);
    }

    public bool TryFind(SuggestionKind kind, ReadOnlySpan<char> text, out int number) => numbersByText.TryGetValue(new KindOfText(kind, text), out number);

    /// <returns>Its number.</returns>
    public int Add(SuggestionKind kind, ReadOnlySpan<char> text)
    {
        int number = rows.Add([new SuggestionEntry(kind, texts.Add(text), text.Length)]);
        numbers.Add(number);
        Unused++; // until it is counted
        return number;
    }

    public void SetCount(int number, int count)
    {
        ref SuggestionEntry entry = ref rows.At(number);
        if (entry.Count == 0 && count > 0) Unused--;
        if (entry.Count > 0 && count == 0) Unused++;
        entry.SetCount(count);
    }

    /// <param name="id">Where the id of the latest article stands.</param>
    /// <param name="date">yyyyMMdd, 0 if unknown.</param>
    public void SetLatest(int number, int id, int date) => rows.At(number).SetLatest(id, date);

    /// <param name="id">At most <see cref="ArticleIds.MaximumLength"/> characters, all ASCII.</param>
    /// <returns>Where it stands, with its length before it.</returns>
    public int AddId(string id)
    {
        Span<byte> bytes = stackalloc byte[1 + ArticleIds.MaximumLength];
        bytes[0] = (byte)Encoding.ASCII.GetBytes(id, bytes[1..]);
        return ids.Add(bytes[..(1 + bytes[0])]);
    }

    public string IdAt(int place) => Encoding.ASCII.GetString(IdBytes(place)[1..]);

    /// <returns>Where a copy of another's id stands.</returns>
    public int CopyId(SuggestionEntries from, int place) => ids.Add(from.IdBytes(place));

    /// <summary>A copy of what some article has, without ids; of headlines the latest ones only.</summary>
    /// <param name="mostHeadlines">How many of them.</param>
    /// <param name="moved">For each number the new one, -1 for what was left out.</param>
    public SuggestionEntries Compact(int mostHeadlines, out int[] moved)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(number => this[number].Count > 0)];
        List<int> headlines = [.. kept.Where(number => this[number].Kind == SuggestionKind.Headline)];
        if (headlines.Count > mostHeadlines) kept = [.. kept.Except(headlines.OrderByDescending(number => this[number].Weight).Skip(mostHeadlines))];
        SuggestionEntries copy = new(kept.Length);
        moved = new int[Count];
        moved.AsSpan().Fill(-1);
        foreach (int number in kept)
        {
            moved[number] = copy.Add(this[number].Kind, TextOf(number));
            copy.SetCount(moved[number], this[number].Count);
        }

        return copy;
    }

    private ReadOnlySpan<byte> IdBytes(int place) => ids.At(place, 1 + ids.At(place));

    private readonly ref struct KindOfText(SuggestionKind kind, ReadOnlySpan<char> text)
    {
        public readonly SuggestionKind Kind = kind;
        public readonly ReadOnlySpan<char> Text = text;
    }

    /// <summary>Numbers found by their texts, so that these stand nowhere twice.</summary>
    private sealed class ByText(SuggestionEntries entries) : IEqualityComparer<int>, IAlternateEqualityComparer<KindOfText, int>
    {
        public bool Equals(int number, int other) => number == other;

        public int GetHashCode(int number) => GetHashCode(new KindOfText(entries[number].Kind, entries.TextOf(number)));

        public bool Equals(KindOfText text, int number) => entries[number].Kind == text.Kind && entries.TextOf(number).SequenceEqual(text.Text);

        public int GetHashCode(KindOfText text) => HashCode.Combine(text.Kind, string.GetHashCode(text.Text));

        public int Create(KindOfText text) => throw new NotSupportedException("texts are added with their rows");
    }
}
