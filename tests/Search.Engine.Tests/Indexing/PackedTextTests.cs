using System.Text;
using CsCheck;

namespace Search.Engine.Tests.Indexing;

public sealed class PackedTextTests
{
    [Fact]
    public void Every_character_comes_back_and_ideographs_take_two_bytes()
    {
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value)) continue;
            byte[] utf8 = Encoding.UTF8.GetBytes(new Rune(value).ToString()), packed = Pack(utf8);
            Assert.Equal(utf8, Unpack(packed));
            if (value is >= 0x4E00 and <= 0x9FFF or >= 0xFF01 and <= 0xFF5E or 0x3002) Assert.Equal(2, packed.Length);
        }
    }

    [Fact]
    public void Texts_come_back_and_a_piece_is_packed_as_it_is_within_them() =>
        Gen.Int[0, 0x2FFFF].Where(Rune.IsValid).Select(v => new Rune(v).ToString()).Array[0, 40].Sample(characters =>
        {
            string text = string.Concat(characters);
            byte[] packed = Pack(Encoding.UTF8.GetBytes(text));
            Assert.Equal(text, Encoding.UTF8.GetString(Unpack(packed)));
            Assert.Equal(packed, characters.SelectMany(c => Pack(Encoding.UTF8.GetBytes(c))));
        });

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xF0, 0x9F })]
    [InlineData(new byte[] { 0xFE, 0xFF })]
    public void Bytes_that_are_no_packed_text_are_refused(byte[] bytes) => Assert.Throws<InvalidDataException>(() => Unpack(bytes));

    private static byte[] Pack(byte[] utf8)
    {
        byte[] packed = new byte[PackedText.MaximumPacked(utf8.Length)];
        return packed[..PackedText.Pack(utf8, packed)];
    }

    private static byte[] Unpack(byte[] packed)
    {
        byte[] utf8 = new byte[PackedText.MaximumUnpacked(packed.Length)];
        return utf8[..PackedText.Unpack(packed, utf8)];
    }
}
