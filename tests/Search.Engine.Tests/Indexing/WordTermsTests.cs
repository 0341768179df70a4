using CsCheck;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace Search.Engine.Tests.Indexing;

/// <summary>Dictionaries of words are Lucene's own, byte for byte: blocks, blocks in blocks, blocks cut into several, and the index of them.</summary>
public sealed class WordTermsTests
{
    private static readonly Gen<string> Word = Gen.OneOf(
        Gen.Char["云溪大桥通车经济"].Array[1, 4].Select(c => new string(c)),
        Gen.Char["ab"].Array[0, 12].Select(c => new string(c)),
        Gen.Int[0, 9_999].Select(i => $"2021-{i:D4}"),
        Gen.Int[0x4E00, 0x9FFF].Select(i => "中" + (char)i));

    [Fact]
    public void Random_words_make_the_files_that_Lucene_makes() =>
        Gen.OneOf(Word.Array[1, 60], Word.Array[500, 6_000]).Sample(words => AssertSame(words), iter: 60, print: words => $"{words.Length} words");

    [Fact]
    public void A_single_word_and_words_that_begin_each_other_make_the_files_that_Lucene_makes()
    {
        AssertSame(["云"]);
        AssertSame([.. Enumerable.Range(1, 300).Select(i => new string('云', i))]);
        AssertSame([.. Enumerable.Range(0, 30).Select(i => $"x{i}"), "x", .. Enumerable.Range(0, 256).Select(i => $"x{(char)i}y")]);
    }

    private static void AssertSame(string[] words)
    {
        using RAMDirectory ours = new(), lucenes = new();
        Write(ours, new GenerationCodec(), words);
        Write(lucenes, LuceneFiles.Codec, words);
        LuceneFiles.AssertSame(ours, lucenes, ".tim", ".tip");
    }

    private static void Write(RAMDirectory directory, Lucene.Net.Codecs.Codec codec, string[] words)
    {
        using IndexWriter writer = new(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Codec = codec, UseCompoundFile = false });
        int at = 0;
        foreach (string[] some in words.Chunk(7))
        {
            Document document = [];
            foreach (string word in some) document.Add(new StringField(at++ % 2 == 0 ? "id" : "page", word, Field.Store.NO));
            writer.AddDocument(document);
        }
    }
}
