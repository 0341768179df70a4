using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Every article of a result by date, oldest first, undated ones last, equal ones by id. 12 bytes an article are held, whatever they hold themselves.</summary>
internal sealed class MatchedArticles
{
    private readonly IndexReader reader;
    private readonly List<float> keys = [];
    private readonly List<int> documents = [];

    public MatchedArticles(IndexReader reader) => this.reader = reader;

    public void Add(Candidate candidate)
    {
        keys.Add(candidate.Key);
        documents.Add(candidate.Document);
    }

    public IEnumerable<int> InOrder()
    {
        float[] byDate = [.. keys.Select(key => -key)];
        int[] ordered = [.. documents];
        Array.Sort(byDate, ordered);
        for (int from = 0, to; from < ordered.Length; from = to)
        {
            to = from + 1;
            while (to < ordered.Length && byDate[to] == byDate[from]) to++;
            // An issue's articles by id; only their ids are held at once.
            foreach (int document in ordered.Skip(from).Take(to - from).Select(document => (Id: IdOf(document), document)).OrderBy(d => d.Id, StringComparer.Ordinal).Select(d => d.document)) yield return document;
        }
    }

    private string IdOf(int document)
    {
        AtomicReaderContext segment = reader.Leaves[ReaderUtil.SubIndex(document, reader.Leaves)];
        Lucene.Net.Util.BytesRef id = new();
        segment.AtomicReader.GetSortedDocValues(IndexSchema.Id).Get(document - segment.DocBase, id);
        return id.Utf8ToString();
    }
}
