using Lucene.Net.Search;

namespace Search.Engine;

internal enum RankedTermKind { Word, Gram, Piece, Date }

/// <summary>One piece of evidence of a query: a word, a bigram or a literal piece, counted over the fields it may stand in.</summary>
internal sealed class RankedTerm
{
    public required RankedTermKind Kind { get; init; }

    /// <summary>As the index has it; of a literal piece, as typed.</summary>
    public required string Text { get; init; }

    public required FieldSet Fields { get; init; }

    /// <summary>By kind, by how often the query says it, lowered for function words.</summary>
    public required double Weight { get; set; }

    /// <summary>Whether an article is found by having it; other terms only add to the score.</summary>
    public required bool Finds { get; set; }

    /// <summary>Whether it is a word that names something, as opposed to one that asks or connects.</summary>
    public bool Names { get; set; }

    /// <summary>The share of the query's meaning it stands for, in the units of <see cref="Idf"/>; 0 for terms that repeat what others say.</summary>
    public double Meaning { get; set; }

    /// <summary>For another name of something: the name that was typed.</summary>
    public string? SynonymOf { get; init; }

    /// <summary>False if it is known that no article has it.</summary>
    public bool Occurs => DocumentFrequency > 0 || Pieces is not null || Grams is not null;

    public double Idf { get; set; }

    public long DocumentFrequency { get; set; }

    /// <summary>For a literal piece of two characters or more: the grams that together are the piece.</summary>
    public IReadOnlyList<PieceGram>? Grams { get; init; }

    /// <summary>For dates and other pieces: what finds it in each field of <see cref="Fields"/>.</summary>
    public IReadOnlyDictionary<TextField, Weight>? Pieces { get; init; }

    /// <summary>For an explanation.</summary>
    public string Describe() => SynonymOf is not null ? $"“{Text}”, another name of “{SynonymOf}”," : Kind switch
    {
        RankedTermKind.Word => $"word “{Text}”",
        RankedTermKind.Gram => $"characters “{Text}”",
        RankedTermKind.Piece => $"piece “{Text}”",
        _ => $"date “{Text}”",
    };
}
