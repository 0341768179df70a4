using Lucene.Net.Search;
using Search.Analysis;

namespace Search.Engine;

/// <summary>
/// Turns a query that was read into what to look up. Plain words rank and find by themselves as long as nothing else is typed; every operator is
/// strict: what it applies to must (or must not) stand in the article as typed.
/// </summary>
internal sealed class QueryPlanner
{
    private const int MostWildcards = 16;

    /// <summary>No word is longer, and a pattern becomes an automaton that is walked by recursion.</summary>
    private const int LongestWildcard = 64;

    private readonly IndexSearcher searcher;
    private readonly RankingOptions options;
    private readonly PieceQueries pieces;
    private readonly TextEvidence evidence;
    private int wildcards;
    private int requiredWords;

    public QueryPlanner(ChineseAnalysis analysis, RankingOptions options, IndexSearcher searcher)
    {
        this.searcher = searcher;
        this.options = options;
        pieces = new PieceQueries(analysis);
        evidence = new TextEvidence(analysis, pieces, options, searcher, IndexStatistics.Of(searcher.IndexReader));
    }

    /// <summary>The query as one literal piece.</summary>
    public QueryPlan PlanLiteral(string piece)
    {
        evidence.AddPiece(piece, FieldSet.All, options.LiteralWeight);
        return Finish(Piece(piece, FieldSet.All), null);
    }

    /// <param name="everyWord">Whether plain words must stand in the article, as words behind an operator must.</param>
    /// <exception cref="EngineException">The query is understood but costs too much.</exception>
    public QueryPlan Plan(ParsedQuery query, bool everyWord = false)
    {
        List<Query> required = [], excluded = [];
        foreach (QueryNode part in query.Root.Parts)
        {
            switch (part)
            {
                case TextNode text when !everyWord:
                    evidence.AddText(text.Text, FieldSet.All);
                    break;
                case LiteralNode { Required: false } literal when !everyWord:
                    evidence.AddText(literal.Text, FieldSet.All);
                    evidence.AddPiece(literal.Text, FieldSet.All, options.LiteralWeight / 2);
                    break;
                case NotNode not:
                    excluded.Add(Strict(not.Inner, FieldSet.All, ranks: false));
                    break;
                default:
                    required.Add(Strict(part, FieldSet.All, ranks: true));
                    break;
            }
        }
        return Finish(required.Count == 0 ? null : Join(required, Occur.MUST), excluded.Count == 0 ? null : Join(excluded, Occur.SHOULD));
    }

    private QueryPlan Finish(Query? required, Query? excluded) => new()
    {
        Required = required,
        Excluded = excluded,
        Ranking = evidence.ToRankedQuery(),
        Highlights = evidence.Marks.ToHighlightTerms(),
    };

    private Query Strict(QueryNode node, FieldSet fields, bool ranks)
    {
        switch (node)
        {
            case TextNode text:
                if (ranks)
                    evidence.AddText(text.Text, fields);
                string[] words = text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if ((requiredWords += words.Length) > QueryReader.MaxParts)
                    throw Refused(QueryFault.TooMany, "", 0, $"more than {QueryReader.MaxParts} words are required", "leave the operators out, and the most telling words are searched for");
                if (ranks)
                    Array.ForEach(words, word => evidence.Marks.AddPiece(word, fields, 1, bounds: PieceQueries.BoundsOf(word)));
                return Join([.. words.Select(word => AnyField(fields, field => pieces.Exact(field, word)))], Occur.MUST);
            case LiteralNode literal:
                if (ranks)
                    evidence.AddPiece(literal.Text, fields, options.LiteralWeight);
                return Piece(literal.Text, fields);
            case WildcardNode wildcard:
                return Wildcard(wildcard, fields, ranks);
            case DateNode date:
                return Date(date, fields, ranks);
            case FieldNode field:
                return field.Field.AsText() is { } textField ? Strict(field.Inner, FieldSet.Of(textField), ranks) : Whole(field.Field, field.Inner, field.Position);
            case NotNode not:
                return new BooleanQuery { { new MatchAllDocsQuery(), Occur.MUST }, { Strict(not.Inner, fields, ranks: false), Occur.MUST_NOT } };
            case AnyNode any:
                return Join([.. any.Alternatives.Select(part => Strict(part, fields, ranks))], Occur.SHOULD);
            case AllNode all:
                return Join([.. all.Parts.Select(part => Strict(part, fields, ranks))], Occur.MUST);
            case SequenceNode sequence:
                return Join([.. sequence.Parts.Select(part => Strict(part, fields, ranks))], Occur.MUST);
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node, null);
        }
    }

    private Query Piece(string piece, FieldSet fields) => AnyField(fields, field => pieces.Literal(field, piece));

    private Query Wildcard(WildcardNode wildcard, FieldSet fields, bool ranks)
    {
        string beginning = wildcard.Pattern[..wildcard.Pattern.IndexOf('*')];
        if (PieceQueries.IsLatin(beginning) && beginning.Length < 2)
            throw Refused(QueryFault.BareWildcard, wildcard.Pattern, wildcard.Position, $"“{wildcard.Pattern}” stands for too many words", "write at least two letters before *");
        if (wildcard.Pattern.Length > LongestWildcard)
            throw Refused(QueryFault.LongWildcard, wildcard.Pattern, wildcard.Position, $"the wildcard has {wildcard.Pattern.Length} characters", $"use at most {LongestWildcard}");
        if (++wildcards > MostWildcards || wildcard.Pattern.Count(c => c == '*') > 3)
            throw Refused(QueryFault.TooMany, wildcard.Pattern, wildcard.Position, "too many wildcards", $"use at most {MostWildcards}, each with at most three *");
        if (ranks)
            evidence.AddWildcard(wildcard.Pattern, fields);
        return AnyField(fields, field => pieces.Wildcard(field, wildcard.Pattern));
    }

    private Query Date(DateNode date, FieldSet fields, bool ranks)
    {
        if (date.Strict)
            return new ConstantScoreQuery(new DateFilter(date.Range, orUndated: false));
        if (ranks)
            evidence.AddDate(date, fields);
        // What is excluded does not rank, and an article is not excluded for having no date.
        return Join([new ConstantScoreQuery(new DateFilter(date.Range, orUndated: ranks)), .. DateRange.SpellingsOf(date.Text).Select(spelling => Piece(spelling, fields))], Occur.SHOULD);
    }

    /// <summary>Newspaper, page, reporter, id: whole values; a newspaper also by a part of its name; * at the end stands for anything.</summary>
    private Query Whole(QueryField field, QueryNode inner, int position)
    {
        switch (inner)
        {
            case DateNode date:
                return field == QueryField.Date ? Strict(date with { Strict = true }, FieldSet.All, ranks: false) : Whole(field, new TextNode(date.Text), position);
            case TextNode or LiteralNode or WildcardNode:
                string value = inner switch { TextNode t => t.Text, LiteralNode l => l.Text, WildcardNode w => w.Pattern, _ => "" };
                if (field == QueryField.Date)
                {
                    return DateRange.TryParse(value.Trim(), out DateRange range) ? Strict(new DateNode(range, value, Strict: true), FieldSet.All, ranks: false)
                        : throw Refused(QueryFault.NoDate, value, position, $"“{value}” is not a date", "write 2022, 2022-03, 2022-03-04, 2022年3月 or a range such as 2022-03-01..2022-03-31");
                }
                return new WholeValueQuery(searcher.IndexReader, field, value.Trim()).ToQuery();
            case NotNode not:
                return new BooleanQuery { { new MatchAllDocsQuery(), Occur.MUST }, { Whole(field, not.Inner, position), Occur.MUST_NOT } };
            case AnyNode any:
                return Join([.. any.Alternatives.Select(part => Whole(field, part, position))], Occur.SHOULD);
            case AllNode all:
                return Join([.. all.Parts.Select(part => Whole(field, part, position))], Occur.MUST);
            case SequenceNode sequence:
                return Join([.. sequence.Parts.Select(part => Whole(field, part, position))], Occur.MUST);
            case FieldNode other:
                return Strict(other, FieldSet.All, ranks: false);
            default:
                throw new ArgumentOutOfRangeException(nameof(inner), inner, null);
        }
    }

    private static Query AnyField(FieldSet fields, Func<TextField, Query?> ofField) =>
        Join([.. TextFields.All.Where(fields.Contains).Select(ofField).OfType<Query>()], Occur.SHOULD);

    /// <summary>An empty list of alternatives matches nothing, an empty list of conditions everything.</summary>
    private static Query Join(List<Query> queries, Occur occur)
    {
        if (queries.Count == 1)
            return queries[0];
        if (queries.Count == 0)
            return occur == Occur.MUST ? new MatchAllDocsQuery() : new BooleanQuery();
        BooleanQuery joined = new(disableCoord: true);
        foreach (Query query in queries)
            joined.Clauses.Add(new BooleanClause(query, occur));
        return joined;
    }

    private static EngineException Refused(QueryFault fault, string part, int position, string message, string hint) =>
        new(EngineFailure.InvalidArgument, $"{message} (position {position + 1}): {hint}", "query") { Fault = fault, FaultyPart = part };
}
