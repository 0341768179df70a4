namespace Search.Newspaper.Headlines;

/// <summary>One part of a headline block: a line, or a piece of a line between spaces.</summary>
/// <param name="Text">Without spaces at its ends.</param>
/// <param name="Joint">What separates it from the piece before.</param>
internal sealed record HeadlinePiece(string Text, HeadlineJoint Joint)
{
    /// <summary>Font size in points where the source shows it, else 0.</summary>
    public double Size { get; init; }
}

internal enum HeadlineJoint
{
    Space,
    NewLine,
    BlankLine,
}

/// <summary>The block divided; <see cref="Certainty"/> is the probability of the division among all, <see cref="Reasons"/> says why it won and over what.</summary>
internal sealed record HeadlineBlock(string Kicker, string Headline, string Subhead, double Certainty, string Reasons);
