using Lucene.Net.Codecs;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>
/// Postings of terms that are two characters: a term is its 32-bit number, so the dictionary is a sorted row of numbers instead of a trie
/// of bytes. One file a segment:
/// <code>
/// header
/// field:  postings of each term, then blocks of 64 terms
/// directory: fields; of each its block index (first gram, where its terms are, where their postings are)
/// position of the directory (8 bytes), footer with checksum
/// block of terms: of each VInt gram − gram before − 1 (the first: in the index), VInt kind
///   kind 0: occurs once: VInt article, VInt position
///   else:   articles = kind; VInt occurrences − articles, VInt length of its postings
/// postings: if more than 128 articles, for each block of 128 its last article (4 bytes) and the end of its bytes (4); then blocks
/// block:  3 widths; packed: article − article before − 1, frequency − 1, position (− position before − 1 in the same article)
/// </code>
/// </summary>
[PostingsFormatName("Grams1")]
internal sealed class GramPostingsFormat : PostingsFormat
{
    public const string Extension = "grm";
    public const string Codec = "SearchGrams";
    public const int Version = 1;

    /// <summary>Terms in a block of the dictionary.</summary>
    public const int TermBlock = 64;

    /// <summary>Articles in a block of postings.</summary>
    public const int ArticleBlock = 128;

    /// <summary>Bytes of a block's entry before the blocks of a term.</summary>
    public const int SkipEntry = 8;

    public static string FileName(SegmentInfo segment, string suffix) => IndexFileNames.SegmentFileName(segment.Name, suffix, Extension);

    public override FieldsConsumer FieldsConsumer(SegmentWriteState state) => new GramFieldsWriter(state);

    public override FieldsProducer FieldsProducer(SegmentReadState state) => new GramFieldsReader(state);
}
