using Lucene.Net.Codecs;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// Writes the dictionaries of words in the files of Lucene's block tree, for its reader. Lucene's own writer finds the blocks with an automaton that it builds and throws away, and makes an index
/// with 32 KB of room for every block to copy it into the next larger one's: half of what indexing a word allocated, and an eighth of its processor time.
/// </summary>
internal sealed class WordTermsWriter : FieldsConsumer
{
    private const string TermsExtension = "tim", TermsCodec = "BLOCK_TREE_TERMS_DICT";
    private const string IndexExtension = "tip", IndexCodec = "BLOCK_TREE_TERMS_INDEX";

    /// <summary>Of both files: numbers of terms stand in rows, and a checksum ends them.</summary>
    private const int Version = 3;

    private readonly PostingsWriterBase postings;
    private readonly IndexOutput terms;
    private readonly IndexOutput index;
    private readonly List<WordTerms> fields = [];
    private bool closed;

    public WordTermsWriter(SegmentWriteState state, PostingsWriterBase postings)
    {
        this.postings = postings;
        terms = Create(TermsExtension);
        try
        {
            CodecUtil.WriteHeader(terms, TermsCodec, Version);
            index = Create(IndexExtension);
        }
        catch
        {
            terms.Dispose();
            throw;
        }

        try
        {
            CodecUtil.WriteHeader(index, IndexCodec, Version);
            postings.Init(terms);
        }
        catch
        {
            using (terms) index.Dispose();
            throw;
        }

        IndexOutput Create(string extension) => state.Directory.CreateOutput(IndexFileNames.SegmentFileName(state.SegmentInfo.Name, state.SegmentSuffix, extension), state.Context);
    }

    public override TermsConsumer AddField(FieldInfo field)
    {
        WordTerms added = new(field, postings, terms, index);
        fields.Add(added);
        return added;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || closed) return;
        closed = true;
        using (postings)
        using (index)
        using (terms)
            WriteDirectory();
    }

    private void WriteDirectory()
    {
        long termsEnd = terms.Position, indexEnd = index.Position;
        fields.RemoveAll(field => field.TermCount == 0);
        terms.WriteVInt32(fields.Count);
        foreach (WordTerms field in fields) field.WriteSummary();
        terms.WriteInt64(termsEnd);
        CodecUtil.WriteFooter(terms);
        index.WriteInt64(indexEnd);
        CodecUtil.WriteFooter(index);
    }
}
