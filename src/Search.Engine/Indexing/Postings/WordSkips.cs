using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// Where a word's full blocks of articles end, from the skip data that Lucene's writer leaves behind them: rows of numbers for every block, for every 8th, every 64th and so on, the
/// sparsest first, each but the densest with its length before it. Only the densest is read, in order: a whole one takes no longer than some blocks of articles.
/// </summary>
internal sealed class WordSkips(WordPostingsReader reader)
{
    private const int Block = 128;

    /// <summary>Blocks that one row of the next sparser kind stands for, and how many kinds there are at most.</summary>
    private const int Sparser = 8, MostLevels = 10;

    private IndexInput? input;
    private WordTermState? word;
    private int rows;

    // The row that was read last: it is of the block that follows those passed over.
    private int read;
    private int nextLast;
    private long nextEnd;

    /// <summary>Blocks passed over.</summary>
    public int Blocks { get; private set; }

    /// <summary>The last article in them.</summary>
    public int LastArticle { get; private set; }

    /// <summary>Where the block behind them begins.</summary>
    public long End { get; private set; }

    public void Reset(WordTermState of)
    {
        (word, rows, read, Blocks) = (of, (of.DocFreq - 1) / Block, 0, 0);
    }

    /// <summary>Passes over the blocks that end before <paramref name="article"/>; articles must be asked for in ascending order.</summary>
    /// <returns>Whether any was passed over yet.</returns>
    public bool To(int article)
    {
        if (rows == 0) return false;
        if (read == 0) Begin();
        while (Blocks < rows && nextLast < article)
        {
            (Blocks, LastArticle, End) = (read, nextLast, nextEnd);
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

        (nextLast, nextEnd) = (0, word.Start);
        ReadRow();
    }

    private void ReadRow()
    {
        nextLast += input!.ReadVInt32();
        nextEnd += input.ReadVInt32();
        for (int i = 2; i < word!.NumbersPerSkip; i++) input.ReadVInt32();
        read++;
    }
}
