using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>Checks log, index, and that they agree.</summary>
internal sealed class IndexVerifier(IArticleLog log, GenerationSwitch generations)
{
    public VerifyReport Verify(CancellationToken cancellation)
    {
        List<string> problems = [.. log.Verify(cancellation)];
        long articles = 0;
        using (SearcherLease lease = generations.Acquire())
        {
            GenerationIndex generation = lease.Generation;
            generation.Commit();
            problems.AddRange(generation.WithStableCommit(directory => Check(directory, generation.Name)));
            articles = Compare(lease, problems, cancellation);
        }

        return new VerifyReport(problems.Count == 0, problems, log.HeadSequence, articles);
    }

    private static List<string> Check(Lucene.Net.Store.Directory directory, string name)
    {
        using StringWriter report = new();
        CheckIndex check = new(directory) { InfoStream = report };
        return check.DoCheckIndex().Clean ? [] : [$"generation {name}: CheckIndex found damage: {report.ToString().ReplaceLineEndings(" ")}"];
    }

    /// <returns>How many articles both hold in the same version.</returns>
    private long Compare(SearcherLease lease, List<string> problems, CancellationToken cancellation)
    {
        Dictionary<string, long> indexed = new(StringComparer.Ordinal);
        foreach (AtomicReaderContext leaf in lease.Searcher.IndexReader.Leaves)
        {
            AtomicReader reader = leaf.AtomicReader;
            SortedDocValues? ids = reader.GetSortedDocValues(IndexSchema.Id);
            NumericDocValues? sequences = reader.GetNumericDocValues(IndexSchema.Sequence);
            if (ids is null || sequences is null) continue;
            Lucene.Net.Util.BytesRef id = new();
            for (int doc = 0; doc < reader.MaxDoc; doc++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (reader.LiveDocs is { } live && !live.Get(doc)) continue;
                ids.Get(doc, id);
                string text = id.Utf8ToString();
                if (!indexed.TryAdd(text, sequences.Get(doc))) problems.Add($"article {text} is twice in the index");
            }
        }

        long agreed = 0;
        foreach ((string id, long sequence, bool deleted) in log.ListArticles())
        {
            bool present = indexed.Remove(id, out long held);
            if (sequence > lease.Sequence) continue; // changed after this reader was opened
            if (deleted && present) problems.Add($"article {id} was deleted at {sequence} and is in the index (sequence {held})");
            if (!deleted && !present) problems.Add($"article {id} (sequence {sequence}) is not in the index");
            if (!deleted && present && held != sequence) problems.Add($"article {id} is in the index at sequence {held}, in the log at {sequence}");
            if (!deleted && present && held == sequence) agreed++;
        }

        foreach (string id in indexed.Keys) problems.Add($"article {id} is in the index and was never in the log");
        return agreed;
    }
}
