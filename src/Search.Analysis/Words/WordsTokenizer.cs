using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Search.Analysis.Words;

/// <summary>The terms of <see cref="WordCutter"/> as a token stream.</summary>
internal sealed class WordsTokenizer : Tokenizer
{
    private const int Comfortable = 1 << 20; // units

    private readonly WordCutter cutter;
    private char[] stored = new char[4096];
    private readonly TermAttributes.Factory factory;
    private readonly TermAttributes attributes;
    private bool read;
    private bool isFiltered; // a filter before this one has moved the text

    internal WordsTokenizer(WordVocabulary vocabulary, bool withInnerWords, TextReader input)
        : this(vocabulary, withInnerWords, input, new TermAttributes.Factory()) { }

    private WordsTokenizer(WordVocabulary vocabulary, bool withInnerWords, TextReader input, TermAttributes.Factory factory) : base(factory, input)
    {
        this.factory = factory;
        cutter = new WordCutter(vocabulary, withInnerWords);
        attributes = (TermAttributes)AddAttribute<ICharTermAttribute>();
    }

    public override void Reset()
    {
        base.Reset();
        read = false;
        isFiltered = m_input is CharFilter; // asked once a text, not twice a token
        cutter.Begin([]);
    }

    public override bool IncrementToken()
    {
        if (!read) ReadText();
        while (cutter.Terms.IsEmpty)
        {
            if (!cutter.NextPiece()) return false;
        }
        ReadOnlySpan<char> found = cutter.Terms.Take(out int length, out int start, out int end, out int increment);
        if (factory.HasOthers) ClearAttributes();
        if (isFiltered) (start, end) = (CorrectOffset(start), CorrectOffset(end));
        attributes.Set(found, length, start, end, increment);
        return true;
    }

    public override void End()
    {
        base.End();
        int end = CorrectOffset(cutter.TextLength);
        attributes.SetOffset(end, end);
        attributes.PositionIncrement += cutter.Skipped;
    }

    private void ReadText()
    {
        read = true;
        int length = 0;
        for (int added; (added = Blocks.ReadFully(m_input, stored, length)) > 0; length += added)
        {
            if (length + added == stored.Length) Array.Resize(ref stored, stored.Length * 2);
        }
        cutter.Begin(stored.AsSpan(0, length));
        // One huge text should not hold memory for ever.
        if (stored.Length > Comfortable) stored = new char[4096];
    }
}
