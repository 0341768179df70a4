using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Search.Analysis;

namespace Search.Engine;

/// <summary>What the index knows of words and characters; questions are counted, so that a correction has a bounded price.</summary>
internal sealed class IndexKnowledge(IndexSearcher searcher, ChineseAnalysis analysis)
{
    /// <summary>Terms looked up for one query; each takes some microseconds.</summary>
    private const int MostLookups = 3_000;

    /// <summary>Pieces whose articles are counted for one query; each is a search for a phrase in four fields.</summary>
    private const int MostPieces = 32;

    /// <summary>Articles looked into for words side by side.</summary>
    private const int MostRead = 64;

    /// <summary>Where texts stand that people mean; sections and kickers repeat them. The likeliest first.</summary>
    private static readonly TextField[] Fields = [TextField.Body, TextField.Headline, TextField.Bylines, TextField.Subhead];

    private readonly Dictionary<(char, char), int> grams = [];
    private readonly Dictionary<string, (int Articles, bool IsLeast)> pieces = [];
    private readonly PieceQueries queries = new(analysis);
    private int lookups;
    private int searched;

    public ChineseAnalysis Analysis => analysis;

    /// <summary>All there are.</summary>
    public int Articles => searcher.IndexReader.NumDocs;

    public bool IsExhausted => lookups >= MostLookups;

    /// <summary>Articles in whose fields the two characters stand side by side, in the field where most do. Asked of hundreds of pairs, so nothing is made for one but its number.</summary>
    /// <param name="first">A Chinese character, as the other one.</param>
    public int Gram(char first, char second)
    {
        (char, char) gram = (analysis.Folding.Fold(first), analysis.Folding.Fold(second));
        if (grams.TryGetValue(gram, out int known)) return known;
        if (IsExhausted) return 0;
        lookups += Fields.Length;
        return grams[gram] = SegmentTerms.MostOnce(searcher.IndexReader, FieldSet.Of(Fields), [gram.Item1, gram.Item2]);
    }

    /// <summary>Articles that have the term as a word.</summary>
    public int Word(string term)
    {
        lookups += Fields.Length;
        return SegmentTerms.Most(searcher.IndexReader, FieldSet.Of(Fields), isGram: false, term);
    }

    /// <summary>Articles that contain the piece, in the field where most do.</summary>
    public int Piece(string piece) => Piece(piece, int.MaxValue);

    /// <summary>Whether an article contains the piece.</summary>
    public bool HasPiece(string piece) => Piece(piece, 1) > 0;

    /// <summary>The same, counted until there are enough: frequent words stand side by side in hundreds. Where there are more than enough, any number from that on.</summary>
    public int Piece(string piece, int enough)
    {
        bool isKnown = pieces.TryGetValue(piece, out (int Articles, bool IsLeast) known);
        if (isKnown && (!known.IsLeast || known.Articles >= enough)) return known.Articles;
        if (!isKnown && !MayAsk(piece)) return 0;
        IReadOnlyList<PieceGram>? covering = PieceGram.Of(analysis.Folding, piece);
        int most = 0;
        for (int i = 0; i < Fields.Length && most < enough; i++) most = Math.Max(most, covering is null ? CountShort(Fields[i], piece) : Count(Fields[i], covering, enough));
        pieces[piece] = (most, most >= enough && covering is not null);
        return most;
    }

    /// <summary>Most pieces that are asked for are in no article: a pair of theirs is in none.</summary>
    private bool MayAsk(string piece)
    {
        if (searched < MostPieces && GramQuery.GramsOf(analysis.Folding, piece).All(gram => gram.Length < 2 || Gram(gram[0], gram[1]) > 0))
        {
            searched++;
            return true;
        }

        pieces[piece] = default;
        return false;
    }

    /// <summary>Characters that follow the given one in headlines or bodies, with the number of articles where they do.</summary>
    public IEnumerable<(char Next, int Articles)> Following(char first)
    {
        char folded = analysis.Folding.Fold(first);
        Dictionary<char, int> following = [];
        foreach (AtomicReaderContext segment in searcher.IndexReader.Leaves)
        {
            foreach ((char next, int articles) in SegmentTerms.Of(segment.AtomicReader).Grams.Following(TextField.Body, folded))
            {
                lookups++;
                following[next] = following.GetValueOrDefault(next) + articles;
                if (IsExhausted) break;
            }
        }

        return following.Select(f => (f.Key, f.Value));
    }

    /// <summary>Whether some article, of the first that have the two texts side by side, has them so as two words or as one: 传普 stands in 宣传普及, where it is neither.</summary>
    public bool HasWords(string first, string second)
    {
        if (Word(first + second) > 0) return true;
        if (PieceGram.Of(analysis.Folding, first + second) is not { } piece) return true;
        int read = 0;
        foreach (AtomicReaderContext segment in searcher.IndexReader.Leaves)
        {
            AtomicReader reader = segment.AtomicReader;
            SegmentTerms dictionaries = SegmentTerms.Of(reader);
            SegmentTerm?[] before = dictionaries.Find(reader, isGram: false, first), behind = dictionaries.Find(reader, isGram: false, second);
            foreach (TextField field in Fields)
            {
                if (before[(int)field] is not SegmentWord one || behind[(int)field] is not SegmentWord other || !PiecePostings.MayOccur(dictionaries, reader, field, piece)) continue;
                PiecePostings postings = PiecePostings.Open(dictionaries, reader, field, piece);
                WordPositions ones = dictionaries.OpenPositions(one, offsets: false), others = dictionaries.OpenPositions(other, offsets: false);
                bool found = false;
                while (!found && read < MostRead && postings.NextDoc() != DocIdSetIterator.NO_MORE_DOCS)
                {
                    read++;
                    found = ones.MoveTo(postings.DocID) && others.MoveTo(postings.DocID) && Positions(others).Overlaps(Positions(ones).Select(position => position + 1));
                }

                dictionaries.ReturnPositions(others);
                dictionaries.ReturnPositions(ones);
                postings.Return();
                if (found) return true;
            }
        }

        return false;
    }

    private static HashSet<int> Positions(WordPositions word)
    {
        int[] positions = new int[word.Frequency];
        word.ReadPositions(positions);
        return [.. positions];
    }

    private int Count(TextField field, IReadOnlyList<PieceGram> piece, int enough)
    {
        int count = 0;
        foreach (AtomicReaderContext segment in searcher.IndexReader.Leaves)
        {
            AtomicReader reader = segment.AtomicReader;
            SegmentTerms dictionaries = SegmentTerms.Of(reader);
            if (!PiecePostings.MayOccur(dictionaries, reader, field, piece)) continue;
            PiecePostings postings = PiecePostings.Open(dictionaries, reader, field, piece);
            IBits? live = reader.LiveDocs;
            while (count < enough && postings.NextDoc() != DocIdSetIterator.NO_MORE_DOCS)
            {
                if (live is null || live.Get(postings.DocID)) count++;
            }

            postings.Return();
            if (count >= enough) break;
        }

        return count;
    }

    /// <summary>A piece of one character is in many grams.</summary>
    private int CountShort(TextField field, string piece)
    {
        if (queries.Literal(field, piece) is not { } query) return 0;
        TotalHitCountCollector count = new();
        searcher.Search(query, count);
        return count.TotalHits;
    }
}
