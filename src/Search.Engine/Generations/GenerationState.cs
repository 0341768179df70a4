using Microsoft.Extensions.Logging;
using Search.Analysis;
using Lock = System.Threading.Lock;

namespace Search.Engine;

/// <summary>
/// What everything that changes an open generation shares: its writer, readers and words, how far each has come, and the two locks. Entries are applied, and a commit is prepared and its
/// user data set, under one lock, so a commit never holds documents beyond the sequence it records. Its files are flushed outside of it: entries go on being applied, and searches see them.
/// </summary>
internal sealed class GenerationState : IDisposable
{
    /// <summary>The last recovery failed too, and perhaps none will succeed.</summary>
    private bool unrecovered;

    /// <param name="generation">Whose state it is.</param>
    public GenerationState(GenerationIndex generation, string path, GenerationManifest manifest, ChineseAnalysis dictionaries, RankingOptions ranking, Func<IReadOnlyList<LogEntry>> userWordChanges, EngineOptions options, IndexAlarms alarms, ILogger logger)
    {
        Path = path;
        Manifest = manifest;
        Articles = new ArticleReplacer(options, alarms, logger);
        FieldLengthSimilarity similarity = new();
        Readers = new GenerationReaders(generation, similarity);
        Directory = new SegmentDirectory(new DirectoryInfo(DurableFile.CreateDirectory(System.IO.Path.Combine(path, "segments"))));
        Writer = new GenerationWriter(Directory, similarity, alarms, logger);
        IDictionary<string, string>? commit = Writer.Lucene.CommitData;
        AppliedSequence = CommittedSequence = SequenceOf(commit);
        Words = new GenerationWords(commit, dictionaries, ranking, userWordChanges, Articles, options);
    }

    /// <summary>Commits exclude each other and whatever replaces the writer. Taken before <see cref="Applying"/>.</summary>
    public Lock Committing { get; } = new();

    /// <summary>Held by whatever changes the writer, the readers or the words.</summary>
    public Lock Applying { get; } = new();

    public string Path { get; }

    public GenerationManifest Manifest { get; set; }

    public SegmentDirectory Directory { get; }

    public GenerationWriter Writer { get; }

    public GenerationReaders Readers { get; }

    public GenerationWords Words { get; }

    public ArticleReplacer Articles { get; }

    /// <summary>The last entry in the writer.</summary>
    public long AppliedSequence { get; set; }

    /// <summary>The last entry in a commit.</summary>
    public long CommittedSequence { get; private set; }

    /// <summary>Articles were analysed again, or queries are read with other words, since the last refresh.</summary>
    public bool HasUnseen { get; set; }

    /// <summary>Articles were analysed again, or segments written again, since the last commit.</summary>
    public bool HasUncommittedRewrites { get; set; }

    /// <summary>Of the last write or commit, which stands half done until <see cref="Recover"/> throws it away: the writer may hold more or less than <see cref="AppliedSequence"/> says.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether a recovery is due that may still succeed.</summary>
    public bool AwaitsRecovery => Failure is not null && !unrecovered && !IsClosed;

    public bool IsClosed { get; private set; }

    /// <summary>Whether a commit would keep more than the last one.</summary>
    public bool HasUncommitted => AppliedSequence > CommittedSequence || HasUncommittedRewrites || Failure is not null;

    /// <summary>Shows searches what the writer holds. Called under <see cref="Applying"/>.</summary>
    public void Reopen()
    {
        Readers.Reopen(Writer.Lucene, Words.Searcher, AppliedSequence, Words.Progress);
        HasUnseen = false;
    }

    /// <summary>Makes what is applied survive a crash.</summary>
    /// <exception cref="IOException">The disk refuses, or the last write or commit failed and <see cref="Recover"/> is still due.</exception>
    public void Commit()
    {
        lock (Committing)
        {
            Action flush;
            long sequence;
            lock (Applying)
            {
                if (IsClosed || (!HasUncommitted && CommittedSequence > 0)) return;
                flush = PrepareCommit();
                sequence = AppliedSequence;
            }

            FinishCommit(flush, sequence);
        }
    }

    /// <summary>Commits while nothing is applied. Called under both locks.</summary>
    public void CommitAlone() => FinishCommit(PrepareCommit(), AppliedSequence);

    /// <summary>
    /// Runs what changes the writer, under <see cref="Applying"/>. Whoever commits (a backup, a check) between its failure and <see cref="Recover"/> must not keep half of it: what comes
    /// again from the log would be in the index twice, and what was only deleted would not come again.
    /// </summary>
    public T Write<T>(Func<T> write)
    {
        RequireWhole();
        try
        {
            return write();
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }

    /// <summary>Whoever writes meanwhile is told what the disk said, not that Lucene has a commit of before.</summary>
    /// <exception cref="IOException">The last write or commit failed.</exception>
    public void RequireWhole()
    {
        if (Failure is { } before) throw new IOException($"{Path}: the write before this one failed: {before.Message}", before.HResult);
    }

    /// <summary>
    /// After a failed write: throws the writer away with whatever it may have lost and goes on from the last commit. Searches
    /// keep the reader they have until the entries are applied again.
    /// </summary>
    /// <param name="forget">Called when the writer is another.</param>
    public void Recover(Action forget)
    {
        lock (Committing)
            lock (Applying)
            {
                unrecovered = true;
                Writer.Renew();
                IDictionary<string, string>? commit = Writer.Lucene.CommitData;
                AppliedSequence = CommittedSequence = SequenceOf(commit);
                HasUnseen = HasUncommittedRewrites = false;
                forget();
                Readers.Outdate();
                Words.Read(commit);
                Failure = null; // last: where the words cannot be read, it is still due
                unrecovered = false;
            }
    }

    /// <summary>What is applied but not committed comes again from the log; a closing commit is the caller's choice.</summary>
    public void Dispose()
    {
        lock (Committing)
            lock (Applying)
            {
                if (IsClosed) return;
                IsClosed = true;
                Readers.Close();
                Words.Forget();
                Articles.Forget(); // whoever pages on keeps this object for minutes
                using (Directory) Writer.Dispose();
            }
    }

    /// <returns>Flushes the commit's files; for <see cref="FinishCommit"/>.</returns>
    private Action PrepareCommit()
    {
        Action flush = Write(() => Writer.PrepareCommit(GenerationCommit.Data(Manifest, AppliedSequence, Words.Progress)));
        HasUncommittedRewrites = false;
        return flush;
    }

    /// <summary>After a failure <see cref="Recover"/> is due.</summary>
    private void FinishCommit(Action flush, long sequence)
    {
        try
        {
            Writer.FinishCommit(flush);
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }

        CommittedSequence = sequence;
    }

    private long SequenceOf(IDictionary<string, string>? commit) => commit is null or { Count: 0 } ? 0 : GenerationCommit.Read(commit, Manifest);
}
