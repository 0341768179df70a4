using System.Runtime.CompilerServices;
using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Compressing;
using Lucene.Net.Codecs.Lucene46;

namespace Search.Engine;

/// <summary>
/// Lucene's own codec, except that grams have a format of their own, that a batch writes its postings in one go, that words and stored articles are read in ways of their own, and that a stop ends merges of values. Segments say which
/// codec they have and which format each field, so Lucene's readers and merges find them by name.
/// </summary>
[CodecName("Lucene46")]
internal sealed class GenerationCodec : FilterCodec
{
    /// <summary>As Lucene46 has it: what the format calls itself in its files, and how many bytes are compressed together.</summary>
    private const string StoredFormat = "Lucene41StoredFields";

    private const int StoredBlock = 1 << 14;

    private readonly BatchedStoredFormat stored = new(new CompressingStoredFieldsFormat(StoredFormat, StoredBlocks.Mode, StoredBlock));
    private readonly StoppableDocValuesFormat values;
    private readonly StoppableNormsFormat norms;

    public GenerationCodec()
        : base(new Fields())
    {
        values = new StoppableDocValuesFormat(m_delegate.DocValuesFormat);
        norms = new StoppableNormsFormat(m_delegate.NormsFormat);
    }

    public override StoredFieldsFormat StoredFieldsFormat => stored;

    public override DocValuesFormat DocValuesFormat => values;

    public override NormsFormat NormsFormat => norms;

    /// <summary>Lucene looks codecs and formats up by name in one table each a process: ours must be in them before the first segment is opened.</summary>
#pragma warning disable CA2255 // the tables belong to the process, and so do these entries
    [ModuleInitializer]
    internal static void Register()
    {
        PostingsFormat.SetPostingsFormatFactory(new Formats());
        Codec.SetCodecFactory(new Codecs());
    }
#pragma warning restore CA2255

    /// <summary>The format of each field's postings.</summary>
    [CodecName("Lucene46")]
    private sealed class Fields : Lucene46Codec
    {
        private readonly WordPostingsFormat words = new();
        private readonly GramPostingsFormat grams = new();

        public override PostingsFormat GetPostingsFormatForField(string field) =>
            field.EndsWith(IndexSchema.GramSuffix, StringComparison.Ordinal) ? grams : words;
    }

    private sealed class Formats : DefaultPostingsFormatFactory
    {
        protected override void Initialize()
        {
            base.Initialize();
            PutPostingsFormatType(typeof(GramPostingsFormat));
            PutPostingsFormatType(typeof(WordPostingsFormat)); // Lucene's, read by the block
        }
    }

    private sealed class Codecs : DefaultCodecFactory
    {
        protected override void Initialize()
        {
            base.Initialize();
            PutCodecType(typeof(GenerationCodec)); // Lucene's, with stored articles read from memory
        }
    }
}
