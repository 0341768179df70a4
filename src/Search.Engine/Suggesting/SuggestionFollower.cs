using System.Diagnostics;
using Lucene.Net.Index;
using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Keeps suggestions a second at most behind the live reader (ten while a bulk comes), on a thread of its own, and answers from them. They are no part of a generation's files: reading
/// the headlines of an index takes seconds, needs no format, and a reindex changes nothing in them.
/// </summary>
internal sealed partial class SuggestionFollower : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Rests as long as this many of the last round: looking for what is new takes the longer the more articles there are, and a bulk brings a new reader every second.</summary>
    private const int RestPerRound = 19;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);
    private const int MostTyped = 200;
    private const int MostSuggested = 50;
    private const int MostPieces = 60;

    private readonly LiveGeneration live;
    private readonly Lazy<(SuggestionKeys Keys, SuggestionTable Table)> state;
    private readonly AskedQueries? asked;
    private readonly IndexAlarms alarms;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private WeakReference<IndexReader>? followed;
    private ChineseAnalysis? words;
    private int queriesVersion;
    private long sequence = -1;

    /// <param name="asked">Queries that may be suggested; null if that is switched off.</param>
    public SuggestionFollower(LiveGeneration live, ChineseAnalysis analysis, AskedQueries? asked, int mostHeadlines, IndexAlarms alarms, ILogger logger)
    {
        this.live = live;
        this.asked = asked;
        this.alarms = alarms;
        this.logger = logger;
        // Reading the readings would make every start later.
        state = new(() =>
        {
            SuggestionKeys keys = new(analysis.Folding, new Pinyin(analysis.Readings));
            return (keys, new SuggestionTable(analysis, keys, mostHeadlines));
        });
        thread = new Thread(Run) { IsBackground = true, Name = "suggestions" };
        thread.Start();
    }

    /// <summary>The log sequence that suggestions show; -1 before the first reader was read.</summary>
    public long Sequence => Volatile.Read(ref sequence);

    public Pinyin Pinyin => state.Value.Keys.Pinyin;

    /// <exception cref="EngineException">InvalidArgument.</exception>
    public IReadOnlyList<Suggestion> Suggest(SuggestInquiry inquiry, IndexReader reader)
    {
        if (inquiry.Prefix.Length > MostTyped) throw new EngineException(EngineFailure.InvalidArgument, $"the prefix has {inquiry.Prefix.Length} characters; use at most {MostTyped}", "prefix");
        if (inquiry.Limit is < 0 or > MostSuggested) throw new EngineException(EngineFailure.InvalidArgument, $"limit is {inquiry.Limit}; it must be 1 to {MostSuggested}, or 0 for 10", "limit");
        int limit = inquiry.Limit == 0 ? 10 : inquiry.Limit;
        (SuggestionKeys keys, SuggestionTable table) = state.Value;
        TypedPrefix typed = new(inquiry.Prefix, keys);
        if (typed.Length == 0) return [];
        SuggestionRuns runs = table.Runs;
        // Of each kind more than can be shown: words that no article has fall out, and texts may repeat.
        List<Suggestion> others = [.. new SuggestionSearch(runs.Entries, keys, typed, runs.Others, limit * 2).Find().Select(f => ToSuggestion(runs.Entries, f.Entry, f.Start, f.End, reader)).OfType<Suggestion>().DistinctBy(s => s.Text)];
        List<Suggestion> headlines = [.. new SuggestionSearch(runs.Entries, keys, typed, runs.Headlines, limit).Find().Select(f => ToSuggestion(runs.Entries, f.Entry, f.Start, f.End, reader)).OfType<Suggestion>()];
        headlines.RemoveAll(headline => others.Exists(other => other.Text == headline.Text));
        // Names and words first, but many persons of one family name must not hide every headline.
        int named = Math.Min(others.Count, Math.Max((limit + 1) / 2, limit - headlines.Count));
        return [.. others.Take(named), .. headlines.Take(limit - named)];
    }

    /// <summary>Pieces of headlines, names and words that are spelled so in whole syllables, with the number of articles seen; the commonest first.</summary>
    public IReadOnlyList<(string Text, long Articles)> FindSpelled(string letters) => FindPieces(letters, Spelling.Syllables, divided: false);

    /// <summary>The same for one syllable a character: initials of several are known, so that little is compared.</summary>
    public IReadOnlyList<(string Text, long Articles)> FindSpelled(ReadOnlySpan<string> syllables) => FindPieces(string.Join(' ', syllables), Spelling.Syllables, divided: true);

    /// <summary>The same by initials.</summary>
    public IReadOnlyList<(string Text, long Articles)> FindInitials(string letters) => FindPieces(letters, Spelling.Initials, divided: false);

    private List<(string Text, long Articles)> FindPieces(string letters, Spelling spelling, bool divided)
    {
        (SuggestionKeys keys, SuggestionTable table) = state.Value;
        TypedPrefix typed = new(letters, keys, complete: true, divided);
        if (typed.Length == 0 || typed.LiteralLength > 0) return [];
        SuggestionRuns runs = table.Runs;
        return [.. new SuggestionSearch(runs.Entries, keys, typed, [.. runs.Headlines, .. runs.Others], MostPieces).Find(spelling)
            .GroupBy(f => runs.Entries.TextOf(f.Entry)[f.Start..f.End].ToString(), f => (long)runs.Entries[f.Entry].Count).Select(g => (g.Key, g.Sum())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        stopping.Cancel();
        thread.Join();
        stopping.Dispose();
    }

    private void Run()
    {
        BackgroundThread.GiveWay();
        while (!stopping.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                FollowOnce();
                alarms.Clear("suggestions");
            }
            catch (EngineException e) when (e.Failure == EngineFailure.Unavailable)
            {
                // No reader yet, or none any more.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) // searches go on without; the operator hears why
            {
                LogFailed(e);
                alarms.Raise("suggestions", $"suggestions do not follow the index: {e.Message}");
            }

            TimeSpan rest = Stopwatch.GetElapsedTime(began) * RestPerRound;
            stopping.Token.WaitHandle.WaitOne(rest < Pause ? Pause : rest < LongestRest ? rest : LongestRest);
        }
    }

    private void FollowOnce()
    {
        using SearcherLease lease = live.Acquire();
        SuggestionTable table = state.Value.Table;
        if (!ReferenceEquals(words, lease.Articles.Analysis))
        {
            words = lease.Articles.Analysis;
            table.SetWords(words.UserWords);
        }

        if (asked is not null && asked.Version != queriesVersion)
        {
            queriesVersion = asked.Version;
            table.SetQueries(asked.Kept());
        }

        IndexReader reader = lease.Searcher.IndexReader;
        if (followed is null || !followed.TryGetTarget(out IndexReader? last) || last != reader) table.Follow(reader, stopping.Token);
        followed = new WeakReference<IndexReader>(reader);
        Volatile.Write(ref sequence, lease.Sequence);
    }

    /// <summary>Null for a word that no article has.</summary>
    private Suggestion? ToSuggestion(SuggestionEntries entries, int number, int start, int end, IndexReader reader)
    {
        ref readonly SuggestionEntry entry = ref entries[number];
        string text = entries.TextOf(number).ToString();
        long count = entry.Kind == SuggestionKind.Word ? CountWord(text, reader) : entry.Count;
        if (count == 0) return null;
        PassageSegment[] segments = [new(text[..start], false), new(text[start..end], true), new(text[end..], false)];
        string id = entry.LatestId < 0 ? "" : entries.IdAt(entry.LatestId);
        return new Suggestion { Text = text, Kind = entry.Kind, Segments = [.. segments.Where(s => s.Text.Length > 0)], ArticleId = id, ArticleCount = count };
    }

    private int CountWord(string word, IndexReader reader)
    {
        IReadOnlyList<AnalyzedToken> tokens = words!.Analyze(word, AnalysisMode.Query);
        return tokens.Count == 1 ? TextFields.All.Max(field => reader.DocFreq(new Term(field.Name(), tokens[0].Term))) : 0;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Suggestions could not follow the index")]
    private partial void LogFailed(Exception exception);
}
