using Lucene.Net.Index;
using Lucene.Net.Store;

namespace Search.Engine;

/// <summary>
/// A word's positions, or its offsets, in certain articles, from Lucene's files: blocks of 128 steps from position to position, of offsets likewise with their lengths in a file of their own, and what is left
/// over number by number, both in one file. Those of the articles between are passed over unread: the skip data lead to the block of articles, their frequencies from there to the place. The field has no payloads.
/// </summary>
internal sealed class WordPositions(WordPostingsReader reader)
{
    private readonly WordBlocks blocks = new(reader);
    private readonly IndexInput positions = reader.OpenPositions();
    private readonly NumberBlock steps = new(reader);
    private WordTermState? word;

    // Only of those who ask for offsets.
    private IndexInput? offsets;
    private NumberBlock? starts, lengths;
    private bool readsOffsets;

    // The block of articles.
    private int at, count;
    private bool ended, frequenciesRead;

    // The block of positions.
    private WordPlaces place;
    private bool isPlaced, isLoaded;

    /// <summary>Its first position, counted from the block that the positions of the block of articles begin in.</summary>
    private int first;

    /// <summary>Positions, counted likewise, before those of the article at <see cref="summedTo"/>.</summary>
    private int summed;
    private int summedTo;

    // What is left over behind the full blocks, as far as it was read.
    private readonly int[] restSteps = new int[NumberBlock.Size];
    private int[] restStarts = [], restLengths = [];
    private int rest, restLength;
    private long restEnd;

    public bool IsOf(WordPostingsReader other) => ReferenceEquals(reader, other);

    /// <summary>Goes before a word's first article.</summary>
    /// <param name="asksOffsets">Whether offsets are read instead of positions.</param>
    public void Reset(WordTermState of, bool asksOffsets)
    {
        word = of;
        blocks.Reset(of);
        (at, count, ended, frequenciesRead, isPlaced, isLoaded, rest, restLength, restEnd) = (0, 0, false, false, false, false, 0, 0, of.RestOfPositions);
        place = new WordPlaces(-1, 0, -1);
        readsOffsets = asksOffsets;
        if (!asksOffsets || offsets is not null) return;
        offsets = reader.OpenOffsets();
        (starts, lengths) = (new NumberBlock(reader), new NumberBlock(reader));
        (restStarts, restLengths) = (new int[NumberBlock.Size], new int[NumberBlock.Size]);
    }

    /// <summary>How often the word stands in the article it was moved to.</summary>
    public int Frequency
    {
        get
        {
            if (!frequenciesRead) blocks.ReadFrequencies();
            frequenciesRead = true;
            return blocks.Frequencies[at];
        }
    }

    /// <summary>Articles must be asked for in ascending order.</summary>
    /// <returns>Whether the article has the word.</returns>
    public bool MoveTo(int article)
    {
        if (at == count || blocks.Articles[count - 1] < article)
        {
            if (ended) return false;
            (at, count, frequenciesRead, isPlaced) = (0, blocks.NextBlock(article), false, false);
            ended = count == 0;
            if (ended) return false;
        }

        at = IArticleBlocks.PlaceOf(article, blocks.Articles, at, count);
        return blocks.Articles[at] == article;
    }

    /// <summary>Those in the article that has the word, ascending; once for each article.</summary>
    /// <param name="target">Room for <see cref="Frequency"/> of them.</param>
    /// <exception cref="CorruptIndexException"/>
    public void ReadPositions(Span<int> target)
    {
        int position = 0;
        for (int i = 0, next = GoToFirst(); i < target.Length;)
        {
            bool isRest = GoToBlockOf(next);
            int from = next - first, some = Math.Min(target.Length - i, NumberBlock.Size - from);
            if (isRest) ReadRest(from + some);
            else if (!isLoaded) Load();
            for (int k = from; k < from + some; k++) target[i++] = position += isRest ? restSteps[k] : steps[k];
            next += some;
        }
    }

    /// <summary>Where the word stands in the text of the article that has it, in UTF-16 units; once for each article.</summary>
    /// <param name="begins">First units; room for <see cref="Frequency"/> of them.</param>
    /// <param name="ends">Behind the last units; as long.</param>
    /// <exception cref="CorruptIndexException"/>
    public void ReadOffsets(Span<int> begins, Span<int> ends)
    {
        int begin = 0;
        for (int i = 0, next = GoToFirst(); i < begins.Length;)
        {
            bool isRest = GoToBlockOf(next);
            int from = next - first, some = Math.Min(begins.Length - i, NumberBlock.Size - from);
            if (isRest) ReadRest(from + some);
            else if (!isLoaded) Load();
            for (int k = from; k < from + some; k++, i++)
            {
                begins[i] = begin += isRest ? restStarts[k] : starts![k];
                ends[i] = begin + (isRest ? restLengths[k] : lengths![k]);
            }

            next += some;
        }
    }

    /// <returns>The number of the article's first position, counted as <see cref="first"/> is.</returns>
    private int GoToFirst()
    {
        if (!isPlaced)
        {
            WordPlaces begin = blocks.Skips.Places;
            // Often the block where those of the last block of articles ended.
            if (begin.Positions != place.Positions) (place, isLoaded) = (begin, false);
            (isPlaced, first, summed, summedTo) = (true, 0, begin.Before, 0);
        }

        _ = Frequency;
        for (; summedTo < at; summedTo++) summed += blocks.Frequencies[summedTo];
        return summed;
    }

    /// <returns>Whether it is among those that are left over behind the full blocks.</returns>
    private bool GoToBlockOf(int wanted)
    {
        while (wanted - first >= NumberBlock.Size)
        {
            if (place.Positions == word!.RestOfPositions) throw new CorruptIndexException($"{positions}: fewer positions than the frequencies say");
            positions.Seek(place.Positions);
            NumberBlock.PassOver(positions);
            if (readsOffsets)
            {
                offsets!.Seek(place.Offsets);
                NumberBlock.PassOver(offsets);
                NumberBlock.PassOver(offsets);
            }

            place = new WordPlaces(positions.Position, 0, readsOffsets ? offsets!.Position : -1);
            first += NumberBlock.Size;
            isLoaded = false;
        }

        return place.Positions == word!.RestOfPositions;
    }

    private void Load()
    {
        if (readsOffsets)
        {
            offsets!.Seek(place.Offsets);
            starts!.Load(offsets);
            lengths!.Load(offsets);
        }
        else
        {
            positions.Seek(place.Positions);
            steps.Load(positions);
        }

        isLoaded = true;
    }

    /// <summary>The first <paramref name="wanted"/> of those that are left over; an odd code of an offset has another length than the one before behind it.</summary>
    private void ReadRest(int wanted)
    {
        if (rest >= wanted) return;
        if (wanted > word!.TotalTermFreq % NumberBlock.Size) throw new CorruptIndexException($"{positions}: fewer positions than the frequencies say");
        positions.Seek(restEnd);
        for (; rest < wanted; rest++)
        {
            restSteps[rest] = positions.ReadVInt32();
            if (!word.HasOffsets) continue;
            int code = positions.ReadVInt32();
            if ((code & 1) != 0) restLength = positions.ReadVInt32();
            if (readsOffsets) (restStarts[rest], restLengths[rest]) = (code >>> 1, restLength);
        }

        restEnd = positions.Position;
    }
}
