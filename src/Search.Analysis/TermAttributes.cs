using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;

namespace Search.Analysis;

/// <summary>
/// Term, offsets and position of a token in one object, as Lucene's own <c>Token</c> is: the streams here always give these, and three
/// objects behind interfaces cost as much a token as finding its word.
/// </summary>
internal sealed class TermAttributes : CharTermAttribute, IOffsetAttribute, IPositionIncrementAttribute
{
    /// <summary>For the constructor of a tokenizer that sets all of them.</summary>
    internal static AttributeSource.AttributeFactory Factory { get; } = new OneObject();

    public int StartOffset { get; private set; }

    public int EndOffset { get; private set; }

    public int PositionIncrement { get; set; } = 1;

    /// <exception cref="ArgumentException">The offsets are negative or in the wrong order.</exception>
    public void SetOffset(int startOffset, int endOffset)
    {
        if (startOffset < 0 || endOffset < startOffset)
            throw new ArgumentException($"A token cannot start at {startOffset} and end at {endOffset}.");
        (StartOffset, EndOffset) = (startOffset, endOffset);
    }

    /// <summary>The term's array, with room for <paramref name="length"/> units, which is its length from now on.</summary>
    internal Span<char> WithLength(int length)
    {
        char[] buffer = Buffer;
        if (buffer.Length < length) buffer = ResizeBuffer(length);
        Length = length;
        return buffer.AsSpan(0, length);
    }

    public override void Clear()
    {
        base.Clear();
        (StartOffset, EndOffset, PositionIncrement) = (0, 0, 1);
    }

    public override void CopyTo(IAttribute target)
    {
        base.CopyTo(target);
        ((IOffsetAttribute)target).SetOffset(StartOffset, EndOffset);
        ((IPositionIncrementAttribute)target).PositionIncrement = PositionIncrement;
    }

    public override void ReflectWith(IAttributeReflector reflector)
    {
        base.ReflectWith(reflector);
        reflector.Reflect<IOffsetAttribute>("startOffset", StartOffset);
        reflector.Reflect<IOffsetAttribute>("endOffset", EndOffset);
        reflector.Reflect<IPositionIncrementAttribute>("positionIncrement", PositionIncrement);
    }

    public override bool Equals(object? other) => other is TermAttributes same && base.Equals(other)
        && (StartOffset, EndOffset, PositionIncrement) == (same.StartOffset, same.EndOffset, same.PositionIncrement);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), StartOffset, EndOffset, PositionIncrement);

    private sealed class OneObject : AttributeSource.AttributeFactory
    {
        public override Lucene.Net.Util.Attribute CreateAttributeInstance<T>() =>
            typeof(T).IsAssignableFrom(typeof(TermAttributes)) ? new TermAttributes() : DEFAULT_ATTRIBUTE_FACTORY.CreateAttributeInstance<T>();
    }
}
