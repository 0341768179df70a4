using System.Buffers;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Search.Analysis.SmartCn;

/// <summary>
/// The tokens of Apache Lucene's SmartChineseAnalyzer: segmented, half-width, lower-case, stemmed, punctuation left out.
/// </summary>
/// <remarks>One stream does the work of the reference's tokenizer, stemmer and stop filter, which saves two calls a token.</remarks>
internal sealed class SmartCnTokenizer : Tokenizer
{
    private const int BufferLength = 1024;

    private readonly WordLattice lattice;
    private readonly char[] buffer = new char[BufferLength + TermAttributes.CopiedAtOnce];
    private readonly TermAttributes.Factory factory;
    private readonly TermAttributes attributes;

    private bool isFiltered; // a filter before this one has moved the text
    private int length; // units in the buffer
    private int usable; // of these, what may be cut into sentences now
    private int next; // where the next sentence starts
    private int bufferOffset; // of the buffer in the text
    private int sentenceStart; // in the buffer
    private int token; // the next token of the sentence
    private int skipped; // left out since the last token that was given

    internal SmartCnTokenizer(SmartCnDictionary dictionary, TextReader input) : this(dictionary, input, new TermAttributes.Factory()) { }

    private SmartCnTokenizer(SmartCnDictionary dictionary, TextReader input, TermAttributes.Factory factory) : base(factory, input)
    {
        this.factory = factory;
        lattice = new WordLattice(dictionary);
        attributes = (TermAttributes)AddAttribute<ICharTermAttribute>();
    }

    public override void Reset()
    {
        base.Reset();
        length = usable = next = bufferOffset = token = skipped = 0;
        lattice.Clear();
        isFiltered = m_input is CharFilter; // asked once a text, not twice a token
    }

    public override bool IncrementToken()
    {
        while (true)
        {
            while (token < lattice.Count)
            {
                ref readonly WordLattice.Token current = ref lattice[token++];
                if (current.Kind == TokenKind.Delimiter)
                {
                    skipped++;
                    continue;
                }
                if (factory.HasOthers) ClearAttributes();
                int start = bufferOffset + sentenceStart;
                int first = start + current.Start, end = start + current.End;
                if (isFiltered) (first, end) = (CorrectOffset(first), CorrectOffset(end));
                attributes.Set(buffer.AsSpan(sentenceStart + current.Start), current.End - current.Start, first, end, skipped + 1);
                if (current.Kind != TokenKind.Hanzi || lattice.IsBridging) Rewrite(current);
                skipped = 0;
                return true;
            }
            if (!NextSentence()) return false;
        }
    }

    public override void End()
    {
        base.End();
        int end = CorrectOffset(bufferOffset + length);
        attributes.SetOffset(end, end);
        attributes.PositionIncrement += skipped;
    }

    private bool NextSentence()
    {
        while (next >= usable)
        {
            if (!Refill()) return false;
        }
        ReadOnlySpan<char> rest = buffer.AsSpan(next, usable - next);
        int end = SentenceBreaker.FirstSentence(rest);
        sentenceStart = next;
        token = 0;
        lattice.Cut(rest[..end]);
        next += end;
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
        ReadOnlySpan<char> text = buffer.AsSpan(sentenceStart + current.Start, current.End - current.Start);
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
