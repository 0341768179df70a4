using System.Collections.Immutable;
using Search.Analysis;

namespace Search.Engine;

/// <summary>The user words as they are after the log's entry <see cref="Sequence"/>. Immutable.</summary>
internal sealed record UserWordSet
{
    private static readonly ImmutableHashSet<string> None = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    private ImmutableHashSet<string> OfCalls { get; init; } = None;

    private ImmutableHashSet<string> OfFiles { get; init; } = None;

    public static UserWordSet Empty { get; } = new();

    /// <summary>Of the last change; 0 if there never was one.</summary>
    public long Sequence { get; private init; }

    /// <summary>In one order, so that the same words always give the same analysis.</summary>
    public IReadOnlyList<UserWord> Words => [.. OfCalls.Union(OfFiles).Order(StringComparer.Ordinal).Select(word => new UserWord(word))];

    /// <returns>The words after <paramref name="change"/>, and those that were not in force and are now or the other way round.</returns>
    public (UserWordSet After, IReadOnlyList<string> Touched) With(UserWordChange change, long sequence)
    {
        ImmutableHashSet<string> source = change.Source == UserWordSource.File ? OfFiles : OfCalls;
        source = source.Except(change.Removed).Union(change.Added);
        UserWordSet after = change.Source == UserWordSource.File ? this with { OfFiles = source, Sequence = sequence } : this with { OfCalls = source, Sequence = sequence };
        return (after, [.. change.Added.Concat(change.Removed).Distinct(StringComparer.Ordinal).Where(word => Contains(word) != after.Contains(word))]);
    }

    public bool Contains(string word) => OfCalls.Contains(word) || OfFiles.Contains(word);
}
