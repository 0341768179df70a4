using System.IO.Compression;
using Search.Newspaper.Archives;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Search.Newspaper.Pdf;

/// <summary>The library's filters, with a bound on what one document's streams may unpack to: a few kilobytes can stand for gigabytes.</summary>
internal sealed class BoundedFilters : IFilterProvider
{
    private const long MaxStreamBytes = 64L << 20, MaxDocumentBytes = 1L << 30;
    private readonly IFilterProvider all = DefaultFilterProvider.Instance;
    private long spent;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Bounded(all.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Bounded(all.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Bounded(all.GetAllFilters());

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary, UglyToad.PdfPig.Tokenization.Scanner.IPdfTokenScanner scanner) => Bounded(all.GetFilters(dictionary));

    private List<IFilter> Bounded(IReadOnlyList<IFilter> filters)
    {
        if (filters.Count > 8) throw new LimitExceededException("a stream is packed more than eight times over.");
        return [.. filters.Select(f => new Counted(this, f))];
    }

    private void Spend(long bytes)
    {
        if (bytes > MaxStreamBytes) throw new LimitExceededException($"one stream holds more than {MaxStreamBytes >> 20} MiB.");
        if (Interlocked.Add(ref spent, bytes) > MaxDocumentBytes) throw new LimitExceededException($"its streams hold more than {MaxDocumentBytes >> 20} MiB.");
    }

    /// <summary>What inflates without limit is measured before it is unpacked into memory; the other filters give at most 128 times what they take.</summary>
    private sealed class Counted(BoundedFilters owner, IFilter inner) : IFilter
    {
        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if (inner is FlateFilter) owner.Spend(Inflated(input));
            else if (input.Length > MaxStreamBytes / 128) owner.Spend(128L * input.Length);
            return inner.Decode(input, streamDictionary, filterProvider, filterIndex);
        }

        private static long Inflated(Memory<byte> input)
        {
            if (input.Length < MaxStreamBytes / 1032) return input.Length * 4L;
            long total = 0;
            var buffer = new byte[1 << 16];
            try
            {
                using var stream = new ZLibStream(new MemoryStream(input.ToArray(), writable: false), CompressionMode.Decompress);
                for (int n = stream.Read(buffer); n > 0 && total <= MaxStreamBytes; n = stream.Read(buffer)) total += n;
            }
            catch (InvalidDataException)
            {
                // Damaged: the filter itself gives what it can.
            }
            return total;
        }
    }
}
