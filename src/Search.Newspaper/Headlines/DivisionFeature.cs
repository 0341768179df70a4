namespace Search.Newspaper.Headlines;

/// <summary>What a division of a headline block is weighed by; K, H, S = of the pieces that it makes kicker, headline, subhead. Sums over pieces or joints where not said otherwise.</summary>
internal enum DivisionFeature
{
    // How much the article's opening and text have of the pieces, longer pieces counting more, and how much they lack.
    OpeningK, OpeningH, OpeningS, TextK, TextH, TextS, TriplesK, TriplesH, TriplesS, MissingK, MissingH, MissingS, StrangeK, StrangeH, StrangeS,

    // The same by single characters, rare ones counting more: headlines abbreviate (中办, 死伤).
    LettersOpeningK, LettersOpeningH, LettersOpeningS, LettersK, LettersH, LettersS,

    // At a joint, how much the text has of the piece after it (of the piece before it where a kicker ends), in five steps: at a space, then at a line's end.
    InsideSpace0, InsideSpace1, InsideSpace2, InsideSpace3, InsideSpace4, KickerSpace0, KickerSpace1, KickerSpace2, KickerSpace3, KickerSpace4,
    SubheadSpace0, SubheadSpace1, SubheadSpace2, SubheadSpace3, SubheadSpace4, InsideLine0, InsideLine1, InsideLine2, InsideLine3, InsideLine4,
    KickerLine0, KickerLine1, KickerLine2, KickerLine3, KickerLine4, SubheadLine0, SubheadLine1, SubheadLine2, SubheadLine3, SubheadLine4,

    // What the pieces look like.
    EventK, EventH, EventS, RepeatedK, RepeatedH, RepeatedS, ColonK, ColonH, ColonS, QuoteK, QuoteH, QuoteS, DigitK, DigitH, DigitS, LengthK, LengthH, LengthS,
    KickerWordK, KickerWordH, SubheadWordH, SubheadWordS, SubheadWordFirst, FourFourK, FourFourH, FourFourS,

    // Once for the division: which parts it has, and of how many pieces.
    HasK, HasS, PiecesK, PiecesH, PiecesS, TooShortH, TooLongH,

    // Where the parts meet, by what separates them.
    InsideAtSpace, InsideAtLine, InsideAtBlank, KickerAtSpace, KickerAtLine, KickerAtBlank, SubheadAtSpace, SubheadAtLine, SubheadAtBlank,
    TwinsInside, TwinsParted, SaysInside, SaysParted, LabelInside, LabelParted, EventEndsInside, EventEndsParted, FallInsideAtSpace, FallInsideAtLine, RiseAtKicker, FallAtSubhead,

    // Set by hand: too rare on the pages it was fitted to.
    SloganLine, SloganBeforeEvent, SubjectInside, EventThenPhrase, DashBeginsSubhead, DashInside, BracketInside, BracketBeginsHeadline,
}
