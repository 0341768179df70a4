using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>A data directory that no engine has open.</summary>
public static class DataDirectory
{
    /// <summary>Checks log, sources and live generation as they lie there and changes nothing.</summary>
    /// <exception cref="EngineException">NotFound when it is no data directory; FailedPrecondition while a process has it open, or when a newer program wrote it.</exception>
    public static VerifyReport Verify(string directory, CancellationToken cancellation)
    {
        string logFile = Path.Combine(directory, "log", "articles.db");
        if (!File.Exists(logFile)) throw new EngineException(EngineFailure.NotFound, $"{directory} is no data directory: there is no log/articles.db");
        using DataDirectoryLock owner = DataDirectoryLock.Take(directory);
        List<string> problems = [.. LogVerifier.Verify(logFile, cancellation)];
        LogCatalog catalog = new(logFile);
        long head = 0, articles = 0;
        if (problems.Count == 0)
        {
            head = catalog.ReadHead();
            problems.AddRange(IndexVerifier.CheckSources(catalog.ListSources(), Path.Combine(directory, "sources"), isNamed: _ => true, cancellation));
            articles = CheckGeneration(directory, catalog, problems, cancellation);
        }

        LogSchema.ReleaseReaders(logFile);
        return new VerifyReport(problems.Count == 0, problems, head, articles);
    }

    private static long CheckGeneration(string directory, LogCatalog catalog, List<string> problems, CancellationToken cancellation)
    {
        GenerationStore store = new(Path.Combine(directory, "generations"));
        if (store.ReadCurrent() is not { } name) return 0; // the next start builds one
        string path = store.PathOf(name);
        if (GenerationManifest.Read(path) is not { } manifest)
        {
            problems.Add($"{path}: its manifest is missing or cannot be read");
            return 0;
        }

        problems.AddRange(IndexVerifier.CheckDictionaries(Path.Combine(path, "dictionaries"), manifest));
        try
        {
            using SegmentDirectory segments = new(Directory.CreateDirectory(Path.Combine(path, "segments")));
            problems.AddRange(IndexVerifier.Check(segments, name));
            using DirectoryReader reader = DirectoryReader.Open(segments);
            long sequence = GenerationCommit.SequenceOf(reader.IndexCommit.UserData);
            if (sequence > catalog.ReadHead()) problems.Add($"generation {name} is at sequence {sequence}, ahead of its log at {catalog.ReadHead()}");
            return IndexVerifier.Compare(reader, sequence, catalog.ListArticles(), problems, cancellation);
        }
        catch (Exception e) when (e is IOException or IndexNotFoundException or FormatException or ArgumentException)
        {
            problems.Add($"generation {name}: {e.Message}");
            return 0;
        }
    }
}
