namespace Search.Engine;

/// <summary>What reading a query gives: a <see cref="ParsedQuery"/> or a <see cref="QuerySyntaxError"/>.</summary>
internal abstract record QueryReading;

/// <summary>A query that was understood.</summary>
internal sealed record ParsedQuery(SequenceNode Root) : QueryReading;

/// <summary>A query that was not understood.</summary>
/// <param name="Position">Where in the query, in UTF-16 units from 0.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to type instead.</param>
internal sealed record QuerySyntaxError(int Position, string Message, string Hint, QueryFault Fault = QueryFault.None, string Part = "") : QueryReading;

/// <summary>A part of a query. Plain words are the forgiving part: they rank; whatever was typed with an operator is required as it stands.</summary>
internal abstract record QueryNode;

/// <summary>Words as typed, still with their white space.</summary>
internal sealed record TextNode(string Text) : QueryNode;

/// <summary>A quoted piece: taken as it is.</summary>
/// <param name="Text">What stands between the quotation marks.</param>
/// <param name="Required">
/// False for a piece in Chinese quotation marks in the middle of running text, as pasted headlines have them (第四届“诗词中国”大赛):
/// those marks are the text's own punctuation, so the piece ranks higher but is not demanded.
/// </param>
internal sealed record LiteralNode(string Text, bool Required) : QueryNode;

/// <summary>A word with <c>*</c> in or behind it.</summary>
internal sealed record WildcardNode(string Pattern, int Position) : QueryNode;

/// <summary>Articles of some dates.</summary>
/// <param name="Range">The dates.</param>
/// <param name="Text">What was typed.</param>
/// <param name="Strict">
/// True for <c>date:</c> and ranges: only articles dated so. False for a date alone among words: also articles that mention it, and undated ones.
/// </param>
internal sealed record DateNode(DateRange Range, string Text, bool Strict) : QueryNode;

/// <summary>A condition on one field.</summary>
internal sealed record FieldNode(QueryField Field, QueryNode Inner, int Position) : QueryNode;

/// <summary>What must not match.</summary>
internal sealed record NotNode(QueryNode Inner) : QueryNode;

/// <summary>Alternatives, joined by OR.</summary>
internal sealed record AnyNode(IReadOnlyList<QueryNode> Alternatives) : QueryNode;

/// <summary>Parts joined by AND or marked with +: each must match.</summary>
internal sealed record AllNode(IReadOnlyList<QueryNode> Parts) : QueryNode;

/// <summary>Parts typed one after the other.</summary>
internal sealed record SequenceNode(IReadOnlyList<QueryNode> Parts) : QueryNode;
