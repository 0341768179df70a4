using System.Collections.Concurrent;

namespace Search.Engine;

/// <summary>What an operator must know now, by cause; raising again replaces, clearing removes. Shown by GetStatus.</summary>
internal sealed class IndexAlarms
{
    private readonly ConcurrentDictionary<string, string> alarms = new(StringComparer.Ordinal);

    /// <summary>Copied first, and by the dictionary itself: what LINQ orders it counts and then copies, and an alarm that ends between the two leaves a null.</summary>
    public IReadOnlyList<string> Active => [.. alarms.ToArray().OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => a.Value)];

    public void Raise(string cause, string message) => alarms[cause] = message;

    public void Clear(string cause) => alarms.TryRemove(cause, out _);
}
