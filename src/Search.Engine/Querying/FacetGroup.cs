using System.Globalization;
using System.Runtime.InteropServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Search.Engine;

/// <summary>
/// One whole-value field of a request: its filter, its facets or both. An article counts for a field's facets if it passes every other field's
/// filter, so that choosing one newspaper still shows how many articles the others have.
/// </summary>
internal abstract class FacetGroup
{
    /// <summary>Values a facet gives at most; dates give all.</summary>
    public const int MostValues = 100;

    public abstract void Enter(AtomicReader reader);

    /// <summary>Whether the filter, if any, lets the segment's article pass.</summary>
    public abstract bool Passes(int document);

    public abstract void Count(int document);

    /// <summary>After the last article of a segment.</summary>
    public abstract void Leave();

    public abstract IReadOnlyList<FacetCount> Counts(FacetKind kind);

    public abstract bool Gives(FacetKind kind);
}

/// <summary>Newspaper, section, page: at most one value an article.</summary>
internal sealed class ValueGroup(string field, FacetKind kind, IReadOnlyList<string> wanted, bool counts) : FacetGroup
{
    private readonly Dictionary<string, long> totals = [];
    private readonly bool passesWithout = wanted.Contains("");
    private SortedDocValues? values;
    private bool[] passing = [];
    private int[] segment = [];

    public override void Enter(AtomicReader reader)
    {
        values = reader.GetSortedDocValues(field);
        int count = values?.ValueCount ?? 0;
        segment = counts ? new int[count] : [];
        passing = wanted.Count > 0 ? new bool[count] : [];
        foreach (string value in values is null ? [] : wanted)
        {
            int ord = values!.LookupTerm(new BytesRef(value));
            if (ord >= 0)
                passing[ord] = true;
        }
    }

    public override bool Passes(int document)
    {
        if (wanted.Count == 0)
            return true;
        int ord = values?.GetOrd(document) ?? -1;
        // The empty value stands for articles that have none.
        return ord >= 0 ? passing[ord] : passesWithout;
    }

    public override void Count(int document)
    {
        int ord = counts && values is not null ? values.GetOrd(document) : -1;
        if (ord >= 0)
            segment[ord]++;
    }

    public override void Leave() => FacetTotals.Add(totals, segment, (ord, into) => values!.LookupOrd(ord, into));

    public override bool Gives(FacetKind other) => other == kind;

    public override IReadOnlyList<FacetCount> Counts(FacetKind other) => FacetTotals.MostFrequent(totals);
}

/// <summary>Reporters: any number an article.</summary>
internal sealed class ValuesGroup(string field, FacetKind kind, IReadOnlyList<string> wanted, bool counts) : FacetGroup
{
    private readonly Dictionary<string, long> totals = [];
    private SortedSetDocValues? values;
    private HashSet<long> passing = [];
    private int[] segment = [];

    public override void Enter(AtomicReader reader)
    {
        values = reader.GetSortedSetDocValues(field);
        segment = counts && values is not null ? new int[values.ValueCount] : [];
        passing = values is null ? [] : [.. wanted.Select(value => values.LookupTerm(new BytesRef(value))).Where(ord => ord >= 0)];
    }

    public override bool Passes(int document)
    {
        if (wanted.Count == 0)
            return true;
        if (values is null || passing.Count == 0)
            return false;
        values.SetDocument(document);
        for (long ord = values.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = values.NextOrd())
        {
            if (passing.Contains(ord))
                return true;
        }
        return false;
    }

    public override void Count(int document)
    {
        if (!counts || values is null)
            return;
        values.SetDocument(document);
        for (long ord = values.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = values.NextOrd())
            segment[ord]++;
    }

    public override void Leave() => FacetTotals.Add(totals, segment, (ord, into) => values!.LookupOrd(ord, into));

    public override bool Gives(FacetKind other) => other == kind;

    public override IReadOnlyList<FacetCount> Counts(FacetKind other) => FacetTotals.MostFrequent(totals);
}

/// <summary>Dates: one filter, counted by year, month and day.</summary>
internal sealed class DateGroup(DateRange? wanted, bool counts) : FacetGroup
{
    private readonly Dictionary<int, long> days = [];
    private NumericDocValues? values;

    public override void Enter(AtomicReader reader) => values = reader.GetNumericDocValues(IndexSchema.Date);

    public override bool Passes(int document) => wanted is not { } range || range.Contains(DateOf(document));

    public override void Count(int document)
    {
        int date = counts ? DateOf(document) : 0;
        if (date != 0)
            CollectionsMarshal.GetValueRefOrAddDefault(days, date, out _)++;
    }

    public override void Leave()
    {
    }

    public override bool Gives(FacetKind kind) => kind is FacetKind.Year or FacetKind.Month or FacetKind.Day;

    public override IReadOnlyList<FacetCount> Counts(FacetKind kind)
    {
        // Grouped as numbers: only what is given is written out.
        int divisor = kind switch { FacetKind.Year => 10000, FacetKind.Month => 100, _ => 1 };
        List<FacetCount> counts = [];
        int current = 0;
        long sum = 0;
        foreach ((int date, long count) in days.OrderBy(day => day.Key))
        {
            if (date / divisor != current && sum > 0)
            {
                counts.Add(new FacetCount(Label(current, kind), sum));
                sum = 0;
            }

            current = date / divisor;
            sum += count;
        }

        if (sum > 0)
            counts.Add(new FacetCount(Label(current, kind), sum));
        return counts;
    }

    /// <summary>Of a date cut to its year or month.</summary>
    private static string Label(int date, FacetKind kind) => kind switch
    {
        FacetKind.Year => string.Create(CultureInfo.InvariantCulture, $"{date:0000}"),
        FacetKind.Month => string.Create(CultureInfo.InvariantCulture, $"{date / 100:0000}-{date % 100:00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{date / 10000:0000}-{date / 100 % 100:00}-{date % 100:00}"),
    };

    private int DateOf(int document) => (int)(values?.Get(document) ?? 0);
}

/// <summary>Issues: a filter only; their newspapers and dates have facets of their own.</summary>
internal sealed class IssueGroup(IReadOnlyList<(string Newspaper, int Date)> wanted) : FacetGroup
{
    private readonly HashSet<(int Newspaper, int Date)> passing = [];
    private SortedDocValues? newspapers;
    private NumericDocValues? dates;

    public override void Enter(AtomicReader reader)
    {
        newspapers = reader.GetSortedDocValues(IndexSchema.Newspaper);
        dates = reader.GetNumericDocValues(IndexSchema.Date);
        passing.Clear();
        foreach ((string newspaper, int date) in wanted)
        {
            int ord = newspapers?.LookupTerm(new BytesRef(newspaper)) ?? -1;
            // An article without a newspaper has no value, which reads as −1.
            if (ord >= 0 || newspaper.Length == 0)
                passing.Add((Math.Max(ord, -1), date));
        }
    }

    public override bool Passes(int document) =>
        passing.Count > 0 && passing.Contains((newspapers?.GetOrd(document) ?? -1, (int)(dates?.Get(document) ?? 0)));

    public override void Count(int document)
    {
    }

    public override void Leave()
    {
    }

    public override bool Gives(FacetKind kind) => false;

    public override IReadOnlyList<FacetCount> Counts(FacetKind kind) => [];
}

internal static class FacetTotals
{
    public static void Add(Dictionary<string, long> totals, int[] segment, Action<int, BytesRef> lookUp)
    {
        BytesRef value = new();
        for (int ord = 0; ord < segment.Length; ord++)
        {
            if (segment[ord] == 0)
                continue;
            lookUp(ord, value);
            CollectionsMarshal.GetValueRefOrAddDefault(totals, value.Utf8ToString(), out _) += segment[ord];
        }
    }

    public static IReadOnlyList<FacetCount> MostFrequent(Dictionary<string, long> totals) =>
        [.. totals.OrderByDescending(total => total.Value).ThenBy(total => total.Key, StringComparer.Ordinal)
            .Take(FacetGroup.MostValues).Select(total => new FacetCount(total.Key, total.Value))];
}
