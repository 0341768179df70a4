using Lucene.Net.Index;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Checks log, sources, index, and that they agree.</summary>
internal sealed class IndexVerifier(IArticleLog log, LiveGeneration live, string dataDirectory)
{
    public VerifyReport Verify(CancellationToken cancellation)
    {
        List<string> problems = [.. log.Verify(cancellation)];
        if (problems.Count > 0) return new VerifyReport(false, problems, log.HeadSequence, 0); // there is nothing sound to compare the index with
        problems.AddRange(CheckSources(log.ListSources(), Path.Combine(dataDirectory, "sources"), log.NamesSource, cancellation));
        while (true)
        {
            using SearcherLease lease = live.Acquire();
            GenerationIndex generation = lease.Generation;
            generation.Commit();
            // After a switch meanwhile another generation is the one to check.
            if (generation.WithLastCommit(directory => CheckFiles(directory, generation)) is not { } found) continue;
            problems.AddRange(found);
            long articles = Compare(lease.Searcher.IndexReader, lease.Sequence, log.ListArticles(), problems, cancellation);
            return new VerifyReport(problems.Count == 0, problems, log.HeadSequence, articles);
        }
    }

    private List<string> CheckFiles(Lucene.Net.Store.Directory directory, GenerationIndex generation) =>
        [.. Check(directory, generation.Name), .. CheckDictionaries(Path.Combine(dataDirectory, "generations", generation.Name, "dictionaries"), generation.Manifest)];

    /// <summary>Every source that a page names is there and is what its name says.</summary>
    /// <param name="isNamed">Whether a page names it still: one that was erased after <paramref name="sources"/> were listed is no damage.</param>
    public static IEnumerable<string> CheckSources(IEnumerable<KeptSource> sources, string directory, Func<string, bool> isNamed, CancellationToken cancellation)
    {
        foreach (KeptSource source in sources)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (string sha256 in (string[])[source.Sha256, source.CorrectionSha256])
            {
                if (sha256.Length == 0 || Problem(Path.Combine(directory, SourceStore.RelativePath(sha256)), sha256) is not { } problem || !isNamed(sha256)) continue;
                yield return $"the source of {source.Newspaper} {source.Date} {source.Page}: {problem}";
            }
        }
    }

    /// <summary>The generation's copy of its dictionaries is what it was built with.</summary>
    public static IEnumerable<string> CheckDictionaries(string directory, GenerationManifest manifest)
    {
        string problem;
        try
        {
            string hash = ChineseAnalysis.Load(directory).DictionaryHash;
            if (hash == manifest.DictionaryHash) yield break;
            problem = $"generation {manifest.Name}: its dictionaries have the hash {hash}, its manifest says {manifest.DictionaryHash}";
        }
        catch (Exception e) when (e is AnalysisDictionaryException or IOException)
        {
            problem = $"generation {manifest.Name}: its dictionaries cannot be read: {e.Message}";
        }

        yield return problem;
    }

    private static string? Problem(string path, string sha256)
    {
        try
        {
            SourceStore.Read(path, sha256);
            return null;
        }
        catch (EngineException e)
        {
            return e.Message;
        }
    }

    public static List<string> Check(Lucene.Net.Store.Directory directory, string name)
    {
        using StringWriter report = new();
        CheckIndex check = new(directory) { InfoStream = report };
        return check.DoCheckIndex().Clean ? [] : [$"generation {name}: CheckIndex found damage: {report.ToString().ReplaceLineEndings(" ")}"];
    }

    /// <returns>How many articles both hold in the same version.</returns>
    /// <param name="shown">The sequence that the reader shows; what changed after it is passed over.</param>
    public static long Compare(IndexReader index, long shown, IEnumerable<(string Id, long Sequence, bool Deleted)> articles, List<string> problems, CancellationToken cancellation)
    {
        Dictionary<string, long> indexed = new(StringComparer.Ordinal);
        foreach (AtomicReaderContext leaf in index.Leaves)
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
        foreach ((string id, long sequence, bool deleted) in articles)
        {
            bool present = indexed.Remove(id, out long held);
            if (sequence > shown) continue; // changed after this reader was opened
            if (deleted && present) problems.Add($"article {id} was deleted at {sequence} and is in the index (sequence {held})");
            if (!deleted && !present) problems.Add($"article {id} (sequence {sequence}) is not in the index");
            if (!deleted && present && held != sequence) problems.Add($"article {id} is in the index at sequence {held}, in the log at {sequence}");
            if (!deleted && present && held == sequence) agreed++;
        }

        foreach (string id in indexed.Keys) problems.Add($"article {id} is in the index and was never in the log");
        return agreed;
    }
}
