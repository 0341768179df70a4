using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Helps on when a search found little: other ways to put the query, and what of it no article meets. Silent after a good answer.</summary>
internal sealed class FindingHelp(ArticleSearcher searches, SuggestionFollower suggestions)
{
    private const int MostCorrections = 3;
    private const int MostRuns = 6;
    private const int LongestRun = 24;
    private const int MostParts = 16;
    private const int LeastInitials = 3;

    /// <summary>Nobody types more by hand; what is pasted has no slips of the keyboard.</summary>
    private const int LongestCorrected = 200;

    /// <summary>Each part that may have matched nothing is a search of its own.</summary>
    private const int LongestExplained = 2_000;

    /// <summary>Hits below which a result is poor whatever the query says: less than a page.</summary>
    private const int FewHits = 10;

    /// <summary>
    /// The part of a query's letters, as one of so many, that must be in doubt for a correction to be worth its time while there are hits: one pair of a long sentence that
    /// no article has so is no slip as a rule, and what the rest of it finds is what was looked for.
    /// </summary>
    private const int DoubtfulShare = 6;

    private readonly ChineseAnalysis analysis = searches.Analysis;

    public SearchAnswer Help(SearchAnswer answer, IndexSearcher searcher, SearchInquiry inquiry, CancellationToken cancellation)
    {
        // Whoever pages on has found something.
        if (inquiry.PageToken.Length > 0 || inquiry.Skip > 0 || inquiry.Query.Length > LongestExplained) return answer;
        ParsedQuery? parsed = inquiry.Literal ? new ParsedQuery(new SequenceNode([new LiteralNode(inquiry.Query, Required: true)])) : QueryReader.Read(inquiry.Query) as ParsedQuery;
        if (parsed is null) return answer;
        List<QueryPart> parts = QueryPart.Of(parsed.Root, inquiry.Query);
        IndexKnowledge index = new(searcher, analysis);
        IReadOnlyList<Correction> corrections = inquiry.Query.Length > LongestCorrected ? [] : Correct(answer.Total, searcher, index, inquiry, parsed, parts, cancellation);
        UnmatchedParts unmatched = new(searches, searcher, inquiry, parsed, cancellation);
        QueryPart[] asked = [.. parts.Take(MostParts)];
        return answer with { Corrections = corrections, Unmatched = answer.Total > 0 ? unmatched.FindBesideHits(asked, index) : unmatched.Find(asked) };
    }

    private IReadOnlyList<Correction> Correct(long total, IndexSearcher searcher, IndexKnowledge index, SearchInquiry inquiry, ParsedQuery parsed, List<QueryPart> parts, CancellationToken cancellation)
    {
        List<(int Start, int End, List<int> Doubts)> runs = [];
        List<(int Start, string Run, List<int> Weak)> weak = [];
        int letters = 0, doubtful = 0;
        foreach ((int start, int end) in Runs(parts, inquiry.Query).Take(MostRuns))
        {
            string run = inquiry.Query[start..end];
            List<int> doubts;
            if (RunCorrections.IsHan(run[0]))
            {
                RunDoubts of = RunDoubts.Of(run, index);
                doubts = of.Unknown;
                if (of.Weak.Count > 0) weak.Add((start, run, of.Weak));
            }
            else
            {
                doubts = Exists(run, index) ? [] : [.. Enumerable.Range(0, run.Length)];
            }

            letters += run.Length;
            doubtful += doubts.SelectMany(at => (int[])[at, at + 1]).Distinct().Count(at => at < run.Length);
            // Without a doubt about it, only a query that found nothing is in need.
            if (doubts.Count > 0 || (total == 0 && RunCorrections.IsHan(run[0]))) runs.Add((start, end, doubts));
        }

        List<(int Start, int End, RunCorrection Correction)> found = [];
        bool isPoor = total < FewHits || doubtful * DoubtfulShare >= letters;
        foreach ((int start, int end, List<int> doubts) in isPoor ? runs : [])
        {
            string run = inquiry.Query[start..end];
            if (!RunCorrections.IsHan(run[0])) found.AddRange(Spelled(run, index, mayBeInitials: total < FewHits).Select(c => (start, end, c)));
            else if (!index.HasPiece(run)) found.AddRange(new RunCorrections(index, suggestions).Find(run, doubts, cancellation).Select(c => (start, end, c))); // what articles contain is right as it is
        }

        if (found.Count == 0 && weak.Count > 0) found = new UnlikelyCharacters(index, suggestions.Pinyin).Find(weak, cancellation);
        if (found.Count == 0) found = new MistakenWords(searcher, index, suggestions).Find(parsed, parts, cancellation);
        List<Correction> corrections = [];
        foreach ((int start, int end, RunCorrection run) in found.OrderByDescending(f => RunCorrections.Rank(f.Correction)).Take(2 * MostCorrections))
        {
            if (corrections.Count == MostCorrections) break;
            string query = string.Concat(inquiry.Query.AsSpan(0, start), run.Text, inquiry.Query.AsSpan(end));
            // BK of BK700 is no word, and read as a spelling it is itself again.
            if (query.Equals(inquiry.Query, StringComparison.OrdinalIgnoreCase) || corrections.Exists(c => c.Query == query)) continue;
            // What is spelled so may stand across a quotation mark, of which the other one is left behind.
            if (!inquiry.Literal && QueryReader.Read(query, inquiry.Strict) is QuerySyntaxError) continue;
            long count = searches.Count(searcher, inquiry with { Query = query }, cancellation);
            if (count == 0) continue;
            int changed = start + run.Start, after = changed + run.Length;
            PassageSegment[] segments = [new(query[..changed], false), new(query[changed..after], true), new(query[after..], false)];
            corrections.Add(new Correction { Query = query, Segments = [.. segments.Where(s => s.Text.Length > 0)], Kind = run.Kind, ArticleCount = count });
        }

        return corrections;
    }

    /// <summary>Letters that are no word of the index, read as pinyin: whole syllables, else initials. Any three letters are initials of something, so they are only tried for a query that finds little.</summary>
    private IEnumerable<RunCorrection> Spelled(string run, IndexKnowledge index, bool mayBeInitials)
    {
        // What joins nothing is still an operator or a word of English, not a spelling.
        if (run.Split(' ').All(word => word.ToUpperInvariant() is "AND" or "OR" or "NOT")) return [];
        IReadOnlyList<(string Text, long Articles)> spelled = suggestions.FindSpelled(run);
        int letters = run.Count(char.IsAsciiLetter);
        if (spelled.Count == 0 && mayBeInitials && letters >= LeastInitials) spelled = suggestions.FindInitials(run);
        return spelled.Take(2 * MostCorrections).Select(s => new RunCorrection(s.Text, 0, s.Text.Length, CorrectionKind.Sound, index.Piece(s.Text), Certainty: 2)).Where(c => c.Support > 0);
    }

    private bool Exists(string run, IndexKnowledge index) => analysis.Analyze(run, AnalysisMode.Query).Any(token => index.Word(token.Term) > 0);

    /// <summary>Chinese characters that stand together, and words of letters with the white space between them, in parts that are text.</summary>
    private static IEnumerable<(int Start, int End)> Runs(List<QueryPart> parts, string query)
    {
        int open = -1, last = -1;
        foreach (QueryPart part in parts.Where(part => part is { IsText: true, IsExcluded: false }))
        {
            for (int at = part.Start; at < part.End;)
            {
                int from = at;
                bool han = RunCorrections.IsHan(query[at]), letter = IsLetter(query[at]);
                while (at < part.End && (han ? RunCorrections.IsHan(query[at]) : letter && IsLetter(query[at]))) at++;
                if (!letter && open >= 0)
                {
                    yield return (open, last);
                    open = -1;
                }

                if (letter)
                {
                    if (open >= 0 && !string.IsNullOrWhiteSpace(query[last..from]))
                    {
                        yield return (open, last);
                        open = -1;
                    }

                    if (open < 0) open = from;
                    last = at;
                }
                else if (han && at - from is > 1 and <= LongestRun)
                {
                    yield return (from, at);
                }

                if (!han && !letter) at++;
            }
        }

        if (open >= 0) yield return (open, last);
    }

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c is '\'' or 'ü' or 'Ü';
}
