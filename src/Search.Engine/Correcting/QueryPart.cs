namespace Search.Engine;

/// <summary>A leaf of a query with its place in the query as typed.</summary>
/// <param name="Node">What it asks for by itself, its field included.</param>
/// <param name="Text">As typed.</param>
/// <param name="Start">In UTF-16 units.</param>
/// <param name="IsText">Whether it is text that can be corrected: words or a quoted piece, not a date, a wildcard or a whole value.</param>
/// <param name="IsExcluded">Whether articles with it are left out.</param>
internal sealed record QueryPart(QueryNode Node, string Text, int Start, bool IsText, bool IsExcluded)
{
    public int End => Start + Text.Length;

    /// <summary>
    /// The leaves in the order typed, words one by one. A reading keeps no places, but leaves stand in it as typed and in order, so each is found behind
    /// the one before.
    /// </summary>
    public static List<QueryPart> Of(QueryNode root, string query)
    {
        List<QueryPart> parts = [];
        int at = 0;
        Walk(root, field: null, excluded: false);
        return parts;

        void Walk(QueryNode node, FieldNode? field, bool excluded)
        {
            switch (node)
            {
                case TextNode text:
                    foreach (string word in text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) Add(new TextNode(word), word, field, excluded, isText: true);
                    break;
                case LiteralNode literal:
                    Add(literal with { Required = true }, literal.Text, field, excluded, isText: true);
                    break;
                case WildcardNode wildcard:
                    Add(wildcard, wildcard.Pattern, field, excluded, isText: false);
                    break;
                case DateNode date:
                    Add(date, date.Text, field, excluded, isText: false);
                    break;
                case FieldNode inner:
                    at = Math.Max(at, inner.Position);
                    int colon = query.AsSpan(at).IndexOfAny(':', '：');
                    if (colon >= 0) at += colon + 1;
                    Walk(inner.Inner, inner, excluded);
                    break;
                case NotNode not:
                    Walk(not.Inner, field, !excluded);
                    break;
                case AnyNode any:
                    foreach (QueryNode part in any.Alternatives) Walk(part, field, excluded);
                    break;
                case AllNode all:
                    foreach (QueryNode part in all.Parts) Walk(part, field, excluded);
                    break;
                case SequenceNode sequence:
                    foreach (QueryNode part in sequence.Parts) Walk(part, field, excluded);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(root), node, null);
            }
        }

        void Add(QueryNode node, string text, FieldNode? field, bool excluded, bool isText)
        {
            int start = query.IndexOf(text, at, StringComparison.Ordinal);
            if (start < 0 || text.Length == 0) return; // a wildcard's full-width sign was replaced: it has no place
            at = start + text.Length;
            bool wholeValue = field is not null && field.Field.AsText() is null;
            // Words alone only rank; by itself each must stand in the article.
            QueryNode asked = field is not null ? field with { Inner = node } : new AllNode([node]);
            parts.Add(new QueryPart(asked, text, start, isText && !wholeValue, excluded));
        }
    }
}
