namespace Search.Engine;

/// <summary>
/// Reads what was typed into the search box. Forgiving: brackets without a partner, operators without an operand and unknown
/// Chinese names before a colon are text. Only what would silently mean something else is an error: a quotation mark without a partner, an
/// unknown ASCII field, a wildcard with nothing before it.
/// </summary>
internal sealed class QueryReader
{
    public const int MaxLength = 10_000;
    public const int MaxParts = 1_024;

    private static readonly string[] Operators = ["OR", "AND", "NOT", "|"];

    private readonly QueryScanner scanner;
    private readonly string text;

    /// <summary>Operators, pieces and alternatives so far. Plain words are not counted: the ranking takes the most telling of any number.</summary>
    private int parts;
    private readonly bool strict;
    private QuerySyntaxError? error;

    private QueryReader(string text, bool strict)
    {
        this.text = text;
        this.strict = strict;
        scanner = new QueryScanner(text);
    }

    /// <param name="strict">Whether signs that make no sense as operators are errors instead of text.</param>
    public static QueryReading Read(string query, bool strict = false)
    {
        if (query.Length > MaxLength)
            return new QuerySyntaxError(MaxLength, $"the query has {query.Length} characters", $"use at most {MaxLength}", QueryFault.TooLong);
        QueryReader reader = new(query, strict);
        SequenceNode root = reader.ReadSequence(query.Length);
        if (strict)
            reader.RefuseLoneBrackets();
        return reader.error is { } error ? error : new ParsedQuery(root);
    }

    private SequenceNode ReadSequence(int end)
    {
        List<QueryNode> nodes = [];
        while (error is null)
        {
            scanner.SkipSpace(end);
            if (scanner.At >= end)
                break;
            if (ReadAlternatives(end) is { } node)
                Append(nodes, node);
        }
        return new SequenceNode(nodes);
    }

    /// <summary>Plain texts that follow each other become one, with their distance kept as one space.</summary>
    private static void Append(List<QueryNode> nodes, QueryNode node)
    {
        if (node is SequenceNode { Parts: var inner } && inner.All(part => part is TextNode or LiteralNode { Required: false }))
        {
            foreach (QueryNode part in inner)
                Append(nodes, part);
            return;
        }
        if (node is TextNode next && nodes is [.., TextNode last])
            nodes[^1] = new TextNode(last.Text + ' ' + next.Text);
        else
            nodes.Add(node);
    }

    private QueryNode? ReadAlternatives(int end)
    {
        QueryNode? first = ReadConjunction(end);
        if (first is null || !TryOr(end))
            return first;
        List<QueryNode> alternatives = [first];
        do
        {
            if (CountPart(end) && ReadConjunction(end) is { } next)
                alternatives.Add(next);
        }
        while (error is null && TryOr(end));
        return alternatives.Count == 1 ? first : new AnyNode(alternatives);
    }

    private QueryNode? ReadConjunction(int end)
    {
        QueryNode? first = ReadPart(end);
        if (first is null || !scanner.TryOperator("AND", end))
            return first;
        List<QueryNode> all = [first];
        do
        {
            if (CountPart(end) && ReadPart(end) is { } next)
                all.Add(next);
        }
        while (error is null && scanner.TryOperator("AND", end));
        return all.Count == 1 ? first : new AllNode(all);
    }

    private bool TryOr(int end) => scanner.TryOperator("OR", end) || scanner.TryOperator("|", end);

    private QueryNode? ReadPart(int end)
    {
        char first = text[scanner.At];
        bool starts = scanner.StartsPart(scanner.At);
        if (scanner.IsSignBeforeOperand(end))
        {
            if (first is '-' or '－' or '−')
                return ReadOperand(end) is { } excluded ? new NotNode(excluded) : null;
            if (first is '+' or '＋')
                return ReadOperand(end) is { } required ? new AllNode([required]) : null;
        }
        if (starts && scanner.At + 4 < end && scanner.Is("NOT", scanner.At) && char.IsWhiteSpace(text[scanner.At + 3]))
        {
            scanner.At += 4;
            scanner.SkipSpace(end);
            QueryNode? operand = scanner.At < end ? ReadPart(end) : null;
            return operand is NotNode twice ? twice.Inner : operand is null ? null : new NotNode(operand);
        }
        if (scanner.Close(scanner.At) > 0)
            return CountPart(end) ? ReadGroup() : null;
        if (QuotationMarks.Opens(first))
            return CountPart(end) ? ReadQuoted(end) : null;
        if (starts && ReadField(end) is { } field)
            return field;
        return error is null ? ReadWord(end) : null;
    }

    private QueryNode? ReadOperand(int end)
    {
        scanner.At++; // the sign before it
        return CountPart(end) ? ReadPart(end) : null;
    }

    /// <summary>False, with the error, if there are too many.</summary>
    private bool CountPart(int end)
    {
        if (++parts <= MaxParts)
            return true;
        error ??= new QuerySyntaxError(scanner.At, $"the query has more than {MaxParts} operators and quoted pieces", "search for fewer things at once", QueryFault.TooMany);
        scanner.At = end;
        return false;
    }

    private void RefuseLoneBrackets()
    {
        for (int i = 0; i < text.Length && error is null; i++)
        {
            if (QuotationMarks.Opens(text[i]) && QuotationMarks.FindClose(text, i, text.Length) is > 0 and var close)
                i = close;
            else if (text[i] is '(' or ')' or '（' or '）' && !scanner.Groups(i))
                error = new QuerySyntaxError(i, $"the bracket {text[i]} groups nothing", "give it a partner and put white space before it, or quote the text");
        }
    }

    /// <summary>Null if nothing is in it: an empty condition would be met by every article, and −() would exclude them all.</summary>
    private SequenceNode? ReadGroup()
    {
        int close = scanner.Close(scanner.At);
        scanner.At++;
        SequenceNode inner = ReadSequence(close);
        scanner.At = close + 1;
        return inner.Parts.Count == 0 ? null : inner;
    }

    private LiteralNode? ReadQuoted(int end)
    {
        int open = scanner.At;
        int close = QuotationMarks.FindClose(text, open, end);
        if (close < 0)
        {
            error = new QuerySyntaxError(open, $"the quotation mark {text[open]} at position {open + 1} has no partner", $"close it, as in \"经济 发展\", or leave it out", QueryFault.LoneQuotationMark, text[open].ToString());
            scanner.At = end;
            return null;
        }
        scanner.At = close + 1;
        string inner = text[(open + 1)..close];
        if (string.IsNullOrWhiteSpace(inner))
            return null;
        // A straight mark is never punctuation of Chinese text; a Chinese one that touches text is.
        bool touchesText = (open > 0 && scanner.IsWord(open - 1)) || (scanner.At < end && scanner.IsWord(scanner.At));
        return new LiteralNode(inner, Required: text[open] is '"' or '＂' || !touchesText);
    }

    private FieldNode? ReadField(int end)
    {
        int start = scanner.At, colon = start;
        while (colon < end && colon - start <= Math.Max(QueryFields.LongestName, 32) && (char.IsLetter(text[colon]) || text[colon] == '_'))
            colon++;
        if (colon == start || colon >= end || text[colon] is not (':' or '：'))
            return null;
        ReadOnlySpan<char> name = text.AsSpan(start, colon - start);
        if (!QueryFields.TryParse(QueryScanner.HalfWidth(name.ToString()), out QueryField field))
        {
            // http://… and a pasted 「NBA：…」 or "NBA:…" are text; only what looks like a field is taken for one.
            bool looksLikeField = text[colon] == ':' && name.Length > 1 && name.IndexOfAnyExceptInRange('\0', '\x7f') < 0 && name.IndexOfAnyInRange('a', 'z') >= 0
                && (colon + 1 >= end || text[colon + 1] is not '/');
            looksLikeField |= strict && (colon + 1 >= end || text[colon + 1] is not '/');
            if (looksLikeField)
                error = new QuerySyntaxError(start, $"there is no field “{name}”", $"fields are {QueryFields.Known}; put the text in quotation marks to search for it as it is", QueryFault.UnknownField, name.ToString());
            return null;
        }
        scanner.At = colon + 1;
        scanner.SkipSpace(end);
        if (scanner.At < end && ReadFieldValue(field, end) is { } value)
            return new FieldNode(field, value, start);
        if (error is null && name[0] < 0x80)
            error = new QuerySyntaxError(colon, $"nothing follows “{name}:”", $"write what to find right behind it, as in {name}:经济", QueryFault.EmptyField, name.ToString());
        scanner.At = start;
        return null;
    }

    private QueryNode? ReadFieldValue(QueryField field, int end)
    {
        if (scanner.Close(scanner.At) > 0)
            return ReadGroup();
        if (QuotationMarks.Opens(text[scanner.At]))
            return ReadQuoted(end) is { } literal ? literal with { Required = true } : null;
        int from = scanner.At;
        string word = scanner.TakeWord(end);
        if (field == QueryField.Date)
        {
            if (DateRange.TryParse(word, out DateRange range))
                return new DateNode(range, word, Strict: true);
            error ??= new QuerySyntaxError(from, $"“{word}” is not a date", "write 2022, 2022-03, 2022-03-04, 2022年3月 or a range such as 2022-03-01..2022-03-31", QueryFault.NoDate, word);
            return null;
        }
        return word.Length == 0 ? null : (QueryNode?)AsWildcard(word, from) ?? new TextNode(word);
    }

    private QueryNode? ReadWord(int end)
    {
        int from = scanner.At;
        bool starts = scanner.StartsPart(from);
        string word = scanner.TakeWord(end);
        if (word.Length == 0)
        {
            scanner.At++; // A bracket that closes nothing.
            return null;
        }
        if (strict && Operators.Any(known => word.Length == known.Length && scanner.Is(known, from)))
        {
            error ??= new QuerySyntaxError(from, $"{word} joins nothing", "write something on both sides of it, or quote it to search for the word");
            return null;
        }

        bool alone = starts && (scanner.At >= end || !QuotationMarks.Opens(text[scanner.At]));
        if (alone && DateRange.TryParse(word, out DateRange range))
            return new DateNode(range, word, Strict: DateRange.IsRange(word));
        return (QueryNode?)AsWildcard(word, from) ?? (error is null ? new TextNode(word) : null);
    }

    private WildcardNode? AsWildcard(string word, int from)
    {
        int star = word.IndexOfAny(['*', '＊']);
        if (star < 0 || !word.Any(char.IsLetterOrDigit))
            return null;
        // 5*3 and **bold** are text as people paste it; a letter on at least one side, or a word's end behind digits, makes it a wildcard.
        if (star == 0)
        {
            if (word.IndexOf("**", 2, StringComparison.Ordinal) > 2 && word.StartsWith("**", StringComparison.Ordinal))
                return null;
            error ??= new QuerySyntaxError(from, "a wildcard needs something before it", "write the beginning of the word first, as in 经开*; quote the text to search for * itself", QueryFault.BareWildcard, word);
            return null;
        }
        bool isProduct = char.IsDigit(word[star - 1]) && star + 1 < word.Length && char.IsDigit(word[star + 1]);
        return char.IsLetterOrDigit(word[star - 1]) && !isProduct && CountPart(scanner.At) ? new WildcardNode(word.Replace('＊', '*'), from) : null;
    }
}
