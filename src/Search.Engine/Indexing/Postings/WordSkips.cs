using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// Where a word's full blocks of articles end, from the skip data that Lucene's writer leaves behind them: rows of numbers for every block, for every 8th, every 64th and so on, the
/// sparsest first, each but the densest with its length before it. Only the densest is read, in order: a whole one takes no longer than some blocks of articles.
/// </summary>
internal sealed class WordSkips(WordPostingsReader reader)
{
    private const int Block = NumberBlock.Size;

    /// <summary>Blocks that one row of the next sparser kind stands for, and how many kinds there are at most.</summary>
    private const int Sparser = 8, MostLevels = 10;

    private IndexInput? input;
    private WordTermState? word;
    private int rows;

    // The row that was read last: it is of the block that follows those passed over.
    private int read;
    private int nextLast;
    private long nextEnd;
    private WordPlaces nextPlaces;

    /// <summary>Blocks passed over.</summary>
    public int Blocks { get; private set; }

    /// <summary>The last article in them.</summary>
    public int LastArticle { get; private set; }

    /// <summary>Where the block behind them begins.</summary>
    public long End { get; private set; }

    /// <summary>Where the positions of the block behind them begin; of a field that has positions.</summary>
    public WordPlaces Places { get; private set; }

    public void Reset(WordTermState of)
    {
        (word, rows, read, Blocks, Places) = (of, (of.DocFreq - 1) / Block, 0, 0, of.Places);
    }

    /// <summary>Passes over the blocks that end before <paramref name="article"/>; articles must be asked for in ascending order.</summary>
    /// <returns>Whether any was passed over yet.</returns>
    public bool To(int article)
    {
        if (rows == 0) return false;
        if (read == 0) Begin();
        while (Blocks < rows && nextLast < article)
        {
            (Blocks, LastArticle, End, Places) = (read, nextLast, nextEnd, nextPlaces);
            if (read < rows) ReadRow();
        }

        return Blocks > 0;
    }

    private void Begin()
    {
        input ??= reader.OpenInput();
        input.Seek(word!.Skips);
        int sparser = 0;
        for (int blocks = rows; blocks >= Sparser && sparser < MostLevels - 1; blocks /= Sparser) sparser++;
        for (; sparser > 0; sparser--)
        {
            long length = input.ReadVInt64();
            input.Seek(input.Position + length);
        }

        (nextLast, nextEnd, nextPlaces) = (0, word.Start, word.Places);
        ReadRow();
    }

    private void ReadRow()
    {
        nextLast += input!.ReadVInt32();
        nextEnd += input.ReadVInt32();
        int numbers = word!.NumbersPerSkip;
        if (numbers > 2)
        {
            long positions = nextPlaces.Positions + input.ReadVInt32();
            int before = input.ReadVInt32();
            if (numbers > 5) input.ReadVInt32(); // bytes of payloads
            nextPlaces = new WordPlaces(positions, before, nextPlaces.Offsets + (numbers > 4 ? input.ReadVInt32() : 0));
        }

        read++;
    }
}

/// <summary>Where the positions of some of a word's articles begin.</summary>
/// <param name="Positions">The block of positions, in the file of positions.</param>
/// <param name="Before">Positions of other articles before them in that block.</param>
/// <param name="Offsets">The block of offsets of the same positions, in the file of offsets.</param>
internal readonly record struct WordPlaces(long Positions, int Before, long Offsets);
