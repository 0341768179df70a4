namespace Search.Analysis.Words;

internal enum UnitKind : byte
{
    /// <summary>Letters of an alphabet.</summary>
    Word,

    /// <summary>Letters and digits: c919, 5g.</summary>
    Code,

    /// <summary>Digits, with decimals, thousands and a per cent sign.</summary>
    Number,

    /// <summary>Chinese digits read one by one: 二〇二二.</summary>
    ChineseDigits,

    /// <summary>A date, or a part of one that cannot be anything else: 2022年3月4日, 3月4日, 2022-03-04.</summary>
    Date,
}

/// <summary>A stretch of normalised text that the lattice takes as one token.</summary>
internal struct LexicalUnit
{
    internal int Start;
    internal int End;
    internal UnitKind Kind;
    internal DateParts Date;
}

/// <summary>The parts of a date with the stretch each takes; a value of -1 is a part that is not there.</summary>
internal struct DateParts
{
    internal DatePart Year, Month, Day;
}

internal struct DatePart
{
    internal int Value, Start, End;
}
