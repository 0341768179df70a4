using System.Buffers;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The tokens of Apache Lucene's SmartChineseAnalyzer: segmented, half-width, lower-case, stemmed, punctuation left out.
/// </summary>
/// <remarks>One stream does the work of the reference's tokenizer, stemmer and stop filter, which saves two calls a token.</remarks>
internal sealed unsafe class SmartCnTokenizer : Tokenizer
{
    private const int BufferLength = 1024;

    // Units that are cut at once, some sentences as a rule: to begin costs as much as to cut a few words.
    private const int Enough = 512, Most = CheapestPath.LongestSentence;

    private readonly SmartCnDictionary dictionary;
    private readonly WordLattice lattice;
    private readonly char[] buffer = new char[BufferLength];
    private readonly SentenceArray<char> pieceArray = new(Most + TermAttributes.CopiedAtOnce);
    private readonly LatticeUnit[] boundaries = new LatticeUnit[Most];
    private readonly TermAttributes.Factory factory;
    private readonly TermAttributes attributes;

    private bool isFiltered; // a filter before this one has moved the text
    private int length; // units in the buffer
    private int usable; // of these, what may be cut into sentences now
    private int next; // where the next sentence starts
    private int bufferOffset; // of the buffer in the text
    private char* piece; // the sentences that were cut, a unit between each two
    private int pieceOffset; // of the piece in the text, if there were not those units so far
    private WordLattice.Token* token; // the next token of the piece
    private bool isOrdinary; // whether words of the piece are given as they are written
    private int skipped; // left out since the last token that was given

    internal SmartCnTokenizer(SmartCnDictionary dictionary, TextReader input) : this(dictionary, input, new TermAttributes.Factory()) { }

    private SmartCnTokenizer(SmartCnDictionary dictionary, TextReader input, TermAttributes.Factory factory) : base(factory, input)
    {
        this.factory = factory;
        this.dictionary = dictionary;
        lattice = new WordLattice(dictionary);
        token = lattice.Tokens;
        attributes = (TermAttributes)AddAttribute<ICharTermAttribute>();
    }

    public override void Reset()
    {
        base.Reset();
        length = usable = next = bufferOffset = skipped = 0;
        lattice.Clear();
        token = lattice.Tokens;
        isFiltered = m_input is CharFilter; // asked once a text, not twice a token
    }

    // Nearly every token is a word, after one mark of punctuation or none; which of the two is not worth a guess.
    public override bool IncrementToken()
    {
        WordLattice.Token* word = token;
        int mark = word->Kind == TokenKind.Delimiter ? 1 : 0;
        word += mark;
        if (word->Kind != TokenKind.Hanzi || !isOrdinary) return IncrementAnyToken();
        token = word + 1;
        int start = word->Start, end = word->End;
        attributes.Set(piece + start, end - start, pieceOffset + start, pieceOffset + end, mark + 1);
        return true;
    }

    private bool IncrementAnyToken()
    {
        while (true)
        {
            WordLattice.Token* current = token;
            switch (current->Kind)
            {
                case TokenKind.End:
                    if (!NextPiece()) return false;
                    break;
                case TokenKind.Unit: // between two sentences
                    pieceOffset--;
                    token++;
                    break;
                case TokenKind.Delimiter:
                    skipped++;
                    token++;
                    break;
                default:
                    token++;
                    Give(*current);
                    return true;
            }
        }
    }

    private void Give(in WordLattice.Token current)
    {
        if (factory.HasOthers) ClearAttributes();
        int first = pieceOffset + current.Start, end = pieceOffset + current.End;
        if (isFiltered) (first, end) = (CorrectOffset(first), CorrectOffset(end));
        attributes.Set(piece + current.Start, current.End - current.Start, first, end, skipped + 1);
        if (current.Kind != TokenKind.Hanzi || lattice.IsBridging) Rewrite(current);
        skipped = 0;
    }

    public override void End()
    {
        base.End();
        int end = CorrectOffset(bufferOffset + length);
        attributes.SetOffset(end, end);
        attributes.PositionIncrement += skipped;
    }

    private bool NextPiece()
    {
        while (next >= usable)
        {
            if (!Refill()) return false;
        }
        piece = pieceArray.Start;
        pieceOffset = bufferOffset + next;
        int cut = 0, count = 0;
        while (next < usable && cut < Enough)
        {
            ReadOnlySpan<char> rest = buffer.AsSpan(next, usable - next);
            int end = SentenceBreaker.FirstSentence(rest);
            if (cut > 0)
            {
                if (cut + 1 + end > Most) break;
                piece[cut] = '\n'; // not what was there before, which might be half of a surrogate pair
                boundaries[count++] = new LatticeUnit(cut, ++cut, dictionary.SentenceEnd);
            }
            rest[..end].CopyTo(new Span<char>(piece + cut, end));
            cut += end;
            next += end;
        }
        lattice.Cut(new ReadOnlySpan<char>(piece, cut), boundaries.AsSpan(0, count), null);
        token = lattice.Tokens;
        isOrdinary = !isFiltered && !lattice.IsBridging && !factory.HasOthers;
        return true;
    }

    // The reference fills a buffer of 1,024 units and, while there is more text, uses it up to its last line or paragraph end only.
    private bool Refill()
    {
        bufferOffset += usable;
        int rest = length - usable;
        buffer.AsSpan(usable, rest).CopyTo(buffer);
        int read = Blocks.ReadFully(m_input, buffer, rest, BufferLength);
        length = rest + read;
        next = 0;
        usable = length;
        if (length == BufferLength)
        {
            int lineEnd = buffer.AsSpan(0, BufferLength).LastIndexOfAny(LineEnds);
            if (lineEnd >= 0) usable = lineEnd + 1;
        }
        return length > 0;
    }

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\u0085\u2028\u2029");

    // The few terms that are not what the text has.
    private void Rewrite(in WordLattice.Token current)
    {
        var text = new ReadOnlySpan<char>(piece + current.Start, current.End - current.Start);
        Span<char> term = attributes.Buffer.AsSpan(0, text.Length);
        if (current.Kind == TokenKind.Hanzi)
            attributes.Length = WriteWithoutSpaces(text, term);
        else if (current.Kind == TokenKind.Letters)
            attributes.Length = PorterStemmer.Stem(term, WriteHalfWidthLower(text, term));
        else if (current.Kind == TokenKind.Digits)
            WriteHalfWidthLower(text, term);
    }

    private static int WriteHalfWidthLower(ReadOnlySpan<char> text, Span<char> target)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c >= 0xFF10) c -= (char)0xFEE0;
            target[i] = c is >= 'A' and <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        }
        return text.Length;
    }

    private static int WriteWithoutSpaces(ReadOnlySpan<char> text, Span<char> target)
    {
        int written = 0;
        foreach (char c in text)
        {
            if (CharacterClasses.Of(c) != CharacterClass.Space)
                target[written++] = c;
        }
        return written;
    }
}
