using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace Search.Analysis.Grams;

/// <summary>
/// Overlapping pairs of folded characters at positions 0, 1, 2 …, white space left out, and the last character with
/// <see cref="GramQuery.EndMark"/>: any piece of two characters or more is a phrase of these, any single character a prefix of one.
/// </summary>
/// <remarks>
/// Invariant: the terms of a piece depend on the piece alone, so whatever is cut out of a text finds it. That is why folding is one unit
/// to one and why the halves of surrogate pairs are ordinary units (as private-use characters, since half a pair is no UTF-8).
/// </remarks>
internal sealed class GramTokenizer : Tokenizer
{
    private readonly CharacterFolding folding;
    private readonly char[] buffer = new char[4096];
    private readonly ICharTermAttribute term;
    private readonly IOffsetAttribute offset;
    private readonly IPositionIncrementAttribute position;

    private int length;
    private int next;
    private int bufferOffset;
    private char previous;
    private int previousAt = NoUnit; // offset of the unit before, in the text
    private const int NoUnit = -1;

    internal GramTokenizer(CharacterFolding folding, TextReader input) : base(input)
    {
        this.folding = folding;
        term = AddAttribute<ICharTermAttribute>();
        offset = AddAttribute<IOffsetAttribute>();
        position = AddAttribute<IPositionIncrementAttribute>();
    }

    public override void Reset()
    {
        base.Reset();
        length = next = bufferOffset = 0;
        previousAt = NoUnit;
    }

    public override bool IncrementToken()
    {
        while (true)
        {
            if (next == length && !Refill())
            {
                if (previousAt == NoUnit) return false;
                Give(GramQuery.EndMark, previousAt + 1);
                previousAt = NoUnit;
                return true;
            }
            char unit = buffer[next++];
            if (folding.IsSkipped(unit)) continue;
            char folded = GramQuery.Unit(folding, unit);
            int at = bufferOffset + next - 1;
            if (previousAt == NoUnit)
            {
                previous = folded;
                previousAt = at;
                continue;
            }
            Give(folded, at + 1);
            previous = folded;
            previousAt = at;
            return true;
        }
    }

    public override void End()
    {
        base.End();
        int end = CorrectOffset(bufferOffset + length);
        offset.SetOffset(end, end);
    }

    private void Give(char second, int end)
    {
        ClearAttributes();
        char[] target = term.Buffer;
        target[0] = previous;
        target[1] = second;
        term.Length = 2;
        offset.SetOffset(CorrectOffset(previousAt), CorrectOffset(end));
        position.PositionIncrement = 1;
    }

    private bool Refill()
    {
        bufferOffset += length;
        next = 0;
        length = Blocks.ReadFully(m_input, buffer, 0);
        return length > 0;
    }
}
