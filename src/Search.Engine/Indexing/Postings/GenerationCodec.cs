using System.Runtime.CompilerServices;
using Lucene.Net.Codecs;
using Lucene.Net.Codecs.Lucene46;

namespace Search.Engine;

/// <summary>
/// Lucene's own codec, except that grams have a format of their own and that a batch writes its postings in one go. Segments say which
/// format each field has, so Lucene's readers and merges find them by name.
/// </summary>
[CodecName("Lucene46")]
internal sealed class GenerationCodec : Lucene46Codec
{
    private readonly WordPostingsFormat words = new();
    private readonly GramPostingsFormat grams = new();

    public override PostingsFormat GetPostingsFormatForField(string field) =>
        field.EndsWith(IndexSchema.GramSuffix, StringComparison.Ordinal) ? grams : words;

    /// <summary>Lucene looks formats up by name in one table a process: ours must be in it before the first segment is opened.</summary>
#pragma warning disable CA2255 // the table belongs to the process, and so does this entry
    [ModuleInitializer]
    internal static void RegisterFormats() => PostingsFormat.SetPostingsFormatFactory(new Formats());
#pragma warning restore CA2255

    private sealed class Formats : DefaultPostingsFormatFactory
    {
        protected override void Initialize()
        {
            base.Initialize();
            PutPostingsFormatType(typeof(GramPostingsFormat));
            PutPostingsFormatType(typeof(WordPostingsFormat)); // Lucene's, read by the block
        }
    }
}
