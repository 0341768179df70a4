using CsCheck;

namespace Search.Engine.Tests.Log;

/// <summary>Texts that are read together stand in common room, which grows while they are read.</summary>
public sealed class EntryTextsTests
{
    [Fact]
    public void Every_text_holds_until_the_room_is_cleared()
    {
        Gen<byte[]> text = Gen.OneOf(Gen.Int[0, 50], Gen.Int[0, 700_000]).Select(length => Enumerable.Range(length, length).Select(i => (byte)i).ToArray());
        Gen.Select(text.Array[1, 12], text.Array[1, 12]).Sample(
            (first, second) =>
            {
                EntryTexts texts = new();
                foreach (byte[][] read in new[] { first, second })
                {
                    texts.Clear();
                    ReadOnlyMemory<byte>[] added = [.. read.Select(one => texts.Add(one))];
                    for (int i = 0; i < read.Length; i++) Assert.True(added[i].Span.SequenceEqual(read[i]), $"text {i} of {read.Length}");
                }
            },
            iter: 40);
    }
}
