using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;

namespace Search.Analysis;

/// <summary>
/// Term, offsets and position of a token in one object, as Lucene's own <c>Token</c> is: the streams here always give these, and three
/// objects behind interfaces cost as much a token as finding its word.
/// </summary>
internal sealed class TermAttributes : CharTermAttribute, IOffsetAttribute, IPositionIncrementAttribute
{
    /// <summary>Units that <see cref="Set(ReadOnlySpan{char}, int, int, int, int)"/> copies at once: nearly all words are shorter.</summary>
    internal const int CopiedAtOnce = 8;

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

    /// <summary>Gives all of a token that is written in the text as it is.</summary>
    /// <param name="text">From the term's first unit on; as many as <see cref="CopiedAtOnce"/> if there are, which costs less than to copy only its own.</param>
    /// <param name="length">Of the term.</param>
    /// <param name="startOffset">Not negative, not after <paramref name="endOffset"/>: nothing checks it here.</param>
    internal void Set(ReadOnlySpan<char> text, int length, int startOffset, int endOffset, int increment)
    {
        char[] buffer = Buffer;
        if (length <= CopiedAtOnce && text.Length >= CopiedAtOnce && buffer.Length >= CopiedAtOnce)
        {
            Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<char, ushort>(text)))
                .StoreUnsafe(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<char, ushort>(buffer.AsSpan())));
            Length = length;
        }
        else
        {
            text[..length].CopyTo(WithLength(length));
        }
        SetPlace(startOffset, endOffset, increment);
    }

    /// <summary>As <see cref="Set(ReadOnlySpan{char}, int, int, int, int)"/>, where <see cref="CopiedAtOnce"/> units can be read for certain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Set(char* text, int length, int startOffset, int endOffset, int increment)
    {
        char[] buffer = Buffer;
        if (length <= CopiedAtOnce && buffer.Length >= CopiedAtOnce)
        {
            Vector128.Load((ushort*)text).StoreUnsafe(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<char, ushort>(buffer.AsSpan())));
            TermLength(this) = length;
        }
        else
        {
            new ReadOnlySpan<char>(text, length).CopyTo(WithLength(length));
        }
        SetPlace(startOffset, endOffset, increment);
    }

    /// <summary>As <see cref="SetOffset"/> and <see cref="PositionIncrement"/>, for offsets that are known to be right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetPlace(int startOffset, int endOffset, int increment) =>
        (StartOffset, EndOffset, PositionIncrement) = (startOffset, endOffset, increment);

    /// <summary>The term's array, with room for <paramref name="length"/> units, which is its length from now on.</summary>
    internal Span<char> WithLength(int length)
    {
        char[] buffer = Buffer;
        if (buffer.Length < length) buffer = ResizeBuffer(length);
        Length = length;
        return buffer.AsSpan(0, length);
    }

    // What Length sets after it has checked it in a call, which costs a fortieth of analysis.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "termLength")]
    private static extern ref int TermLength(CharTermAttribute attribute);

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

    /// <summary>For the constructor of a tokenizer that sets all of them; one for each.</summary>
    internal sealed class Factory : AttributeSource.AttributeFactory
    {
        /// <summary>Whether somebody has added others, which a token that does not have them must clear.</summary>
        internal bool HasOthers { get; private set; }

        public override Lucene.Net.Util.Attribute CreateAttributeInstance<T>()
        {
            if (typeof(T).IsAssignableFrom(typeof(TermAttributes))) return new TermAttributes();
            HasOthers = true;
            return DEFAULT_ATTRIBUTE_FACTORY.CreateAttributeInstance<T>();
        }
    }
}
