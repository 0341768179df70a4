using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>The reader that searches of a generation see, and those before it that somebody may still search. Replaced by one thread at a time, taken by any.</summary>
internal sealed class GenerationReaders(GenerationIndex generation, FieldLengthSimilarity similarity)
{
    /// <summary>The files they read cannot go.</summary>
    private readonly List<DirectoryReader> opened = [];
    private volatile SearcherVersion? current;
    private SearcherVersion? stale;

    /// <summary>Null before the first one and after the end.</summary>
    public SearcherVersion? Current => current;

    /// <summary>The last entry that the newest one shows; -1 while there is none.</summary>
    public long Sequence => current?.Sequence ?? -1;

    /// <summary>Whether the newest one is of a writer that was thrown away.</summary>
    public bool IsStale => current is not null && current == stale;

    /// <summary>A reader for one search.</summary>
    /// <exception cref="EngineException">Unavailable before the first one and after the end.</exception>
    public SearcherLease Acquire()
    {
        while (current is { } version)
        {
            if (version.Reader.TryIncRef()) return new SearcherLease(version, generation);
        }

        throw new EngineException(EngineFailure.Unavailable, "the index is being built");
    }

    /// <summary>What the newest reader says. It is held meanwhile: a refresh may replace it at any moment, and a closed reader answers nothing.</summary>
    /// <returns>0 while there is none.</returns>
    public int Read(Func<DirectoryReader, int> read)
    {
        while (current is { } version)
        {
            if (!version.Reader.TryIncRef()) continue;
            try
            {
                return read(version.Reader);
            }
            finally
            {
                version.Reader.DecRef();
            }
        }

        return 0;
    }

    /// <summary>Shows what the writer holds now.</summary>
    public void Reopen(IndexWriter writer, ArticleSearcher searcher, long sequence, UserWordProgress words)
    {
        SearcherVersion? old = current;
        DirectoryReader? reader = old is null || old == stale ? DirectoryReader.Open(writer, applyAllDeletes: true) : DirectoryReader.OpenIfChanged(old.Reader, writer, applyAllDeletes: true);
        if (reader is null)
        {
            old!.Reader.IncRef(); // nothing changed in the documents: the same reader now shows a later sequence
            reader = old.Reader;
        }

        current = new SearcherVersion(reader, similarity, searcher, sequence, words);
        opened.RemoveAll(r => r.RefCount <= 0);
        opened.Add(reader);
        old?.GiveUpCaches(reader);
        old?.Reader.DecRef();
    }

    /// <summary>The writer was replaced: a reader of the old one cannot be reopened against the new one, and shows more than is applied now.</summary>
    public void Outdate() => stale = current;

    /// <summary>Those before the newest that somebody may still search.</summary>
    public SupersededReaders Superseded()
    {
        opened.RemoveAll(r => r.RefCount <= 0);
        return new SupersededReaders(generation, [.. opened.Where(r => r != current!.Reader).Distinct()]);
    }

    public void Close()
    {
        SearcherVersion? version = current;
        current = null;
        version?.GiveUpCaches(next: null);
        version?.Reader.DecRef();
    }
}
