namespace Search.Analysis.SmartCn;

/// <summary>What a token of the best path is made of, which decides its text.</summary>
internal enum TokenKind
{
    Hanzi,
    Letters,
    Digits,
    Delimiter,
    Other,
    Surrogate,

    /// <summary>A stretch given to the lattice as one token; see <see cref="LatticeUnit"/>.</summary>
    Unit,

    /// <summary>A word of the user's.</summary>
    User,

    /// <summary>No token: what stands after the last.</summary>
    End,
}

/// <summary>A stretch of the sentence that is one token, and the dictionary word it counts as.</summary>
internal readonly record struct LatticeUnit(int Start, int End, int Word);
