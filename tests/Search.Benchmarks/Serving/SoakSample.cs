using System.Globalization;

namespace Search.Benchmarks.Serving;

/// <summary>The service at one moment of a soak.</summary>
internal sealed record SoakSample
{
    public const string Header = "seconds,heap_mb,rss_mb,file_descriptors,threads,timers,segments,documents,lag,searches,failed";

    public required double Seconds { get; init; }

    /// <summary>After the last collection.</summary>
    public required double HeapMegabytes { get; init; }

    public required double ResidentMegabytes { get; init; }

    public required int FileDescriptors { get; init; }

    public required int Threads { get; init; }

    public required double Timers { get; init; }

    public required double Segments { get; init; }

    public required double Documents { get; init; }

    public required double Lag { get; init; }

    public required int Searches { get; init; }

    public required int Failed { get; init; }

    /// <summary>What a picture and a comparison are made of.</summary>
    public static IReadOnlyList<(string Name, Func<SoakSample, double> Of)> Curves { get; } =
    [
        ("managed heap, MB", s => s.HeapMegabytes), ("resident memory, MB", s => s.ResidentMegabytes), ("file descriptors", s => s.FileDescriptors), ("threads", s => s.Threads),
        ("timers", s => s.Timers), ("segments", s => s.Segments), ("articles", s => s.Documents), ("lag, entries", s => s.Lag),
    ];

    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds:F1},{HeapMegabytes:F1},{ResidentMegabytes:F1},{FileDescriptors},{Threads},{Timers},{Segments},{Documents},{Lag},{Searches},{Failed}");

    /// <summary>The median of the second quarter beside that of the last: the first one warms up.</summary>
    public static IEnumerable<string> Growth(IReadOnlyList<SoakSample> samples)
    {
        int quarter = samples.Count / 4;
        if (quarter == 0) yield break;
        foreach ((string name, Func<SoakSample, double> of) in Curves)
        {
            double early = Median(samples.Skip(quarter).Take(quarter).Select(of)), late = Median(samples.TakeLast(quarter).Select(of));
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}: second quarter {early:F1}, last quarter {late:F1}");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
