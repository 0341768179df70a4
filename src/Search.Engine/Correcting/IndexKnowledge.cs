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

    /// <summary>Where texts stand that people mean; sections and kickers repeat them. The likeliest first.</summary>
    private static readonly TextField[] Fields = [TextField.Body, TextField.Headline, TextField.Bylines, TextField.Subhead];

    /// <summary>Of a piece that some article contains.</summary>
    private const int NotCounted = -1;

    private readonly Dictionary<string, int> grams = [];
    private readonly Dictionary<string, int> pieces = [];
    private readonly PieceQueries queries = new(analysis);
    private int lookups;
    private int searched;

    public ChineseAnalysis Analysis => analysis;

    public bool IsExhausted => lookups >= MostLookups;

    /// <summary>Articles in whose fields the two characters stand side by side, in the field where most do.</summary>
    public int Gram(char first, char second)
    {
        string gram = GramQuery.GramsOf(analysis.Folding, [first, second]) is [{ Length: 2 } only] ? only : "";
        return gram.Length == 0 || (IsExhausted && !grams.ContainsKey(gram)) ? 0 : Gram(gram);
    }

    private int Gram(string gram) => grams.TryGetValue(gram, out int known) ? known : grams[gram] = Frequency(gram, isGram: true);

    /// <summary>Articles that have the term as a word.</summary>
    public int Word(string term) => Frequency(term, isGram: false);

    /// <summary>Articles that contain the piece.</summary>
    public int Piece(string piece)
    {
        if (pieces.TryGetValue(piece, out int known) && known != NotCounted) return known;
        int most = 0;
        bool mayBeIn = known == NotCounted || MayAsk(piece);
        IReadOnlyList<PieceGram>? covering = mayBeIn ? PieceGram.Of(analysis.Folding, piece) : null;
        foreach (TextField field in mayBeIn ? Fields : []) most = Math.Max(most, covering is null ? CountShort(field, piece) : Count(field, covering, int.MaxValue));
        return pieces[piece] = most;
    }

    /// <summary>Whether an article contains the piece: the first one found tells, where frequent words stand side by side in hundreds.</summary>
    public bool HasPiece(string piece)
    {
        if (pieces.TryGetValue(piece, out int known)) return known != 0;
        if (PieceGram.Of(analysis.Folding, piece) is not { } covering) return Piece(piece) > 0;
        bool has = MayAsk(piece) && Fields.Any(field => Count(field, covering, 1) > 0);
        pieces[piece] = has ? NotCounted : 0;
        return has;
    }

    /// <summary>Most pieces that are asked for are in no article: a pair of theirs is in none.</summary>
    private bool MayAsk(string piece)
    {
        if (searched >= MostPieces || GramQuery.GramsOf(analysis.Folding, piece).Any(gram => gram.Length == 2 && Gram(gram) == 0)) return false;
        searched++;
        return true;
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

    private int Frequency(string term, bool isGram)
    {
        lookups += Fields.Length;
        FieldSet fields = FieldSet.Of(Fields);
        return isGram ? SegmentTerms.MostOnce(searcher.IndexReader, fields, term) : SegmentTerms.Most(searcher.IndexReader, fields, isGram: false, term);
    }
}
