using Search.Analysis.SmartCn;

namespace Search.Analysis.Words;

/// <summary>
/// Words for ranking: text is normalised, numbers, dates and alphabetic words are recognised, the rest is segmented with the user's words,
/// one piece (a sentence, as a rule) after the other. Reused from text to text by one thread at a time; allocates only to grow.
/// </summary>
/// <remarks>
/// Terms at the same position (increment 0) are other ways to ask for the same place: a date and its year, a word and its stem, 3.5% and 3.5.
/// Punctuation leaves a gap of one position. Start offsets never go back, which Lucene demands of an indexed field.
/// </remarks>
internal sealed class WordCutter
{
    private const int LongestPiece = 1024; // units cut at once, so that the work is linear without punctuation too
    private const int LongestTerm = 255; // units; longer runs of letters are no words, and Lucene refuses huge terms

    private readonly WordVocabulary vocabulary;
    private readonly bool withInnerWords;
    private readonly WordLattice lattice;
    private readonly NormalizedText text = new();
    private readonly TermQueue terms = new();
    private readonly List<LexicalUnit> units = [];
    private LatticeUnit[] latticeUnits = new LatticeUnit[64];

    private int next; // start of the next piece, in the normalised text
    private int pieceLength; // of the last piece
    private int skipped; // positions left out since the last term

    internal WordCutter(WordVocabulary vocabulary, bool withInnerWords)
    {
        this.vocabulary = vocabulary;
        this.withInnerWords = withInnerWords;
        lattice = new WordLattice(vocabulary.Dictionary);
    }

    /// <summary>Length of the stored text, in UTF-16 units.</summary>
    internal int TextLength { get; private set; }

    /// <summary>Positions left out after the last term so far.</summary>
    internal int Skipped => skipped;

    /// <summary>The terms of the last piece.</summary>
    internal TermQueue Terms => terms;

    internal NormalizedText Text => text;

    /// <summary>Where the last piece stands in <see cref="Text"/>.</summary>
    internal Range Piece => (next - pieceLength)..next;

    /// <summary>The segments of the last piece.</summary>
    internal WordLattice Segments => lattice;

    internal void Begin(ReadOnlySpan<char> stored)
    {
        next = pieceLength = skipped = 0;
        terms.Clear();
        text.Clear();
        TextLength = stored.Length;
        vocabulary.Normalizer.Append(stored, text);
    }

    /// <summary>Cuts the next piece into terms (there may be none); false after the last piece.</summary>
    internal bool NextPiece()
    {
        terms.Clear();
        if (next >= text.Length) return false;
        CutPiece();
        return true;
    }

    private void CutPiece()
    {
        int length = FindUnits(text.Units[next..]);
        ReadOnlySpan<char> piece = text.Units.Slice(next, length);
        if (latticeUnits.Length < units.Count)
            latticeUnits = new LatticeUnit[units.Count * 2];
        for (int i = 0; i < units.Count; i++)
            latticeUnits[i] = new LatticeUnit(units[i].Start, units[i].End, CountsAs(units[i].Kind));
        lattice.Cut(piece, latticeUnits.AsSpan(0, units.Count), vocabulary.UserWords);
        pieceLength = length;
        WriteTerms(piece);
        next += length;
    }

    /// <summary>Finds the units up to the end of the sentence or of the longest piece; returns the piece's length.</summary>
    private int FindUnits(ReadOnlySpan<char> rest)
    {
        units.Clear();
        int i = 0;
        while (i < rest.Length && i < LongestPiece)
        {
            if (UnitScanner.MayBegin(rest[i]) && UnitScanner.TryRead(rest, i, out LexicalUnit unit))
            {
                units.Add(unit);
                i = unit.End;
                continue;
            }
            char c = rest[i++];
            if (c < '㐀' && c is '。' or '!' or '?' or ';' or '\n') return i;
        }
        // A surrogate pair is not cut in two.
        return i < rest.Length && char.IsSurrogatePair(rest[i - 1], rest[i]) ? i + 1 : i;
    }

    private int CountsAs(UnitKind kind) => kind switch
    {
        UnitKind.Date => vocabulary.Dictionary.Times,
        UnitKind.Number or UnitKind.ChineseDigits => vocabulary.Dictionary.Digits,
        _ => vocabulary.Dictionary.Letters,
    };

    private void WriteTerms(ReadOnlySpan<char> piece)
    {
        int unit = 0;
        for (int token = 0; token < lattice.Count; token++)
        {
            ref readonly WordLattice.Token node = ref lattice[token];
            int start = node.Start, end = node.End;
            while (unit < units.Count && units[unit].Start < start)
                unit++; // covered by a user word
            TokenKind kind = node.Kind;
            if (kind == TokenKind.Unit)
                WriteUnit(units[unit], piece);
            else if (kind is TokenKind.Hanzi or TokenKind.User or TokenKind.Surrogate || (kind == TokenKind.Other && char.IsLetterOrDigit(piece[start])))
            {
                WriteText(piece[start..end]);
                End(start, end, 1);
                if (withInnerWords && end - start > 2)
                    WriteInnerWords(token, piece);
            }
            else
                skipped++;
        }
    }

    private void WriteInnerWords(int token, ReadOnlySpan<char> piece)
    {
        int cursor = 0;
        while (lattice.NextWordInside(token, ref cursor, out int start, out int end))
        {
            WriteText(piece[start..end]);
            End(start, end, 0);
        }
    }

    private void WriteUnit(in LexicalUnit unit, ReadOnlySpan<char> piece)
    {
        ReadOnlySpan<char> written = piece[unit.Start..unit.End];
        switch (unit.Kind)
        {
            case UnitKind.Date:
                WriteDate(unit);
                return;
            case UnitKind.Number:
                foreach (char c in written)
                    if (c != ',') terms.Write(c);
                End(unit.Start, unit.End, 1);
                if (written[^1] is '%' or '‰')
                {
                    foreach (char c in written[..^1])
                        if (c != ',') terms.Write(c);
                    End(unit.Start, unit.End, 0);
                }
                return;
            case UnitKind.ChineseDigits:
                terms.Write(written);
                End(unit.Start, unit.End, 1);
                foreach (char c in written)
                    terms.Write((char)('0' + DateReader.DigitOf(c)));
                End(unit.Start, unit.End, 0);
                return;
        }
        terms.Write(written);
        End(unit.Start, unit.End, 1);
        if (unit.Kind != UnitKind.Word || written.ContainsAnyExceptInRange('a', 'z')) return;
        terms.Write(written);
        int stem = PorterStemmer.StemLightly(terms.Current, written.Length);
        terms.Cut(stem);
        if (terms.Current.SequenceEqual(written))
            terms.Cut(0);
        else
            End(unit.Start, unit.End, 0);
    }

    private void WriteDate(in LexicalUnit unit)
    {
        DateParts date = unit.Date;
        int parts = (date.Year.Value > 0 ? 1 : 0) + (date.Month.Value > 0 ? 1 : 0) + (date.Day.Value > 0 ? 1 : 0);
        int increment = 1;
        if (parts > 1)
        {
            WritePart(date.Year, '年');
            WritePart(date.Month, '月');
            WritePart(date.Day, '日');
            End(unit.Start, unit.End, increment);
            increment = 0;
        }
        if (date.Year.Value > 0)
        {
            WritePart(date.Year, '年');
            End(date.Year.Start, date.Year.End, increment);
            terms.Write(date.Year.Value);
            End(date.Year.Start, date.Year.End, 0);
            increment = 1;
        }
        if (date.Month.Value > 0)
        {
            WritePart(date.Month, '月');
            End(date.Month.Start, date.Month.End, increment);
            increment = 1;
        }
        if (date.Day.Value > 0)
        {
            WritePart(date.Day, '日');
            End(date.Day.Start, date.Day.End, increment);
        }
    }

    private void WritePart(DatePart part, char name)
    {
        if (part.Value <= 0) return;
        terms.Write(part.Value);
        terms.Write(name);
    }

    private void WriteText(ReadOnlySpan<char> units)
    {
        if (lattice.IsBridging)
            terms.WriteWithoutSpaces(units);
        else
            terms.Write(units);
    }

    /// <summary>Ends a term that stands at these units of the piece.</summary>
    private void End(int start, int end, int increment)
    {
        if (terms.Current.Length > LongestTerm)
            terms.Cut(LongestTerm);
        if (increment > 0)
        {
            increment += skipped;
            skipped = 0;
        }
        terms.End(text.SourceStart(next + start), text.SourceEnd(next + end), increment);
    }
}
