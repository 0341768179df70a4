namespace Search.Engine;

/// <summary>
/// Which grams a segment may have: a no is certain, a yes is wrong for some of a hundred. Of the pairs of characters that are asked for most are in few segments (those of corrections in none),
/// and a dictionary must decode half a block to say so, each field's for itself. A gram has its three bits in one word, so that a question reads one place of memory.
/// </summary>
internal sealed class GramFilter
{
    private const int BitsPerGram = 10;

    /// <summary>Grams between two looks for a stop: some hundred microseconds.</summary>
    private const int LookEvery = 4096;

    private readonly ulong[] words;

    /// <param name="fields">Whose grams it has.</param>
    public GramFilter(IEnumerable<GramTerms> fields, CancellationToken cancellation = default)
    {
        GramTerms[] all = [.. fields];
        words = new ulong[(all.Sum(field => field.Count) * BitsPerGram / 64) + 1];
        foreach (GramTerms field in all)
        {
            int read = 0;
            foreach (uint gram in field.Grams())
            {
                if (read++ % LookEvery == 0) cancellation.ThrowIfCancellationRequested();
                words[PlaceOf(gram)] |= BitsOf(gram);
            }
        }
    }

    public bool MayHave(uint gram)
    {
        ulong bits = BitsOf(gram);
        return (words[PlaceOf(gram)] & bits) == bits;
    }

    // Two odd multipliers, so that place and bits have nothing to do with each other.
    private int PlaceOf(uint gram) => (int)((ulong)(gram * 0x9E3779B1u) * (ulong)words.Length >> 32);

    private static ulong BitsOf(uint gram)
    {
        uint mixed = (gram ^ (gram >> 15)) * 0x85EBCA6Bu;
        return (1UL << (int)(mixed >> 26)) | (1UL << (int)((mixed >> 20) & 63)) | (1UL << (int)((mixed >> 14) & 63));
    }
}
