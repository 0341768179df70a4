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
    private const int MaxDepth = 24;

    /// <summary>What a full-width sign, as Chinese keyboards type them, is above its half-width one.</summary>
    private const int FullWidth = 0xfee0;

    private static readonly string[] Operators = ["OR", "AND", "NOT", "|"];

    private readonly string text;

    /// <summary>For each bracket that groups, the index of its partner; 0 elsewhere.</summary>
    private readonly int[] partner;

    private int at;
    /// <summary>Operators, pieces and alternatives so far. Plain words are not counted: the ranking takes the most telling of any number.</summary>
    private int parts;
    private readonly bool strict;
    private QuerySyntaxError? error;

    private QueryReader(string text, bool strict)
    {
        this.text = text;
        this.strict = strict;
        partner = Brackets.Match(text, MaxDepth);
    }

    /// <param name="strict">Whether signs that make no sense as operators are errors instead of text.</param>
    public static QueryReading Read(string query, bool strict = false)
    {
        if (query.Length > MaxLength)
            return new QuerySyntaxError(MaxLength, $"the query has {query.Length} characters", $"use at most {MaxLength}");
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
            SkipSpace(end);
            if (at >= end)
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
        if (first is null || !TryOperator("AND", end))
            return first;
        List<QueryNode> all = [first];
        do
        {
            if (CountPart(end) && ReadPart(end) is { } next)
                all.Add(next);
        }
        while (error is null && TryOperator("AND", end));
        return all.Count == 1 ? first : new AllNode(all);
    }

    private bool TryOr(int end) => TryOperator("OR", end) || TryOperator("|", end);

    /// <summary>True, and passes it, if an operator stands here as a word of its own with something behind it.</summary>
    private bool TryOperator(string word, int end)
    {
        int start = at;
        SkipSpace(end);
        int after = at + word.Length;
        if (at > start && after < end && char.IsWhiteSpace(text[after]) && Is(word, at))
        {
            at = after;
            SkipSpace(end);
            if (at < end)
                return true;
        }
        at = start;
        return false;
    }

    /// <summary>Whether the sign or word stands there, at half or full width.</summary>
    private bool Is(string word, int index)
    {
        if (index + word.Length > text.Length)
            return false;
        for (int i = 0; i < word.Length; i++)
        {
            if (text[index + i] != word[i] && text[index + i] != word[i] + FullWidth)
                return false;
        }
        return true;
    }

    private QueryNode? ReadPart(int end)
    {
        char first = text[at];
        bool starts = StartsPart(at);
        if (starts && BeforeOperand(at + 1, end))
        {
            if (first is '-' or '－' or '−')
                return ReadOperand(1, end) is { } excluded ? new NotNode(excluded) : null;
            if (first is '+' or '＋')
                return ReadOperand(1, end) is { } required ? new AllNode([required]) : null;
        }
        if (starts && at + 4 < end && Is("NOT", at) && char.IsWhiteSpace(text[at + 3]))
        {
            at += 4;
            SkipSpace(end);
            QueryNode? operand = at < end ? ReadPart(end) : null;
            return operand is NotNode twice ? twice.Inner : operand is null ? null : new NotNode(operand);
        }
        if (partner[at] > at)
            return CountPart(end) ? ReadGroup() : null;
        if (QuotationMarks.Opens(first))
            return CountPart(end) ? ReadQuoted(end) : null;
        if (starts && ReadField(end) is { } field)
            return field;
        return error is null ? ReadWord(end) : null;
    }

    private QueryNode? ReadOperand(int skip, int end)
    {
        at += skip;
        return CountPart(end) ? ReadPart(end) : null;
    }

    /// <summary>False, with the error, if there are too many.</summary>
    private bool CountPart(int end)
    {
        if (++parts <= MaxParts)
            return true;
        error ??= new QuerySyntaxError(at, $"the query has more than {MaxParts} operators and quoted pieces", "search for fewer things at once");
        at = end;
        return false;
    }

    private void RefuseLoneBrackets()
    {
        for (int i = 0; i < text.Length && error is null; i++)
        {
            if (QuotationMarks.Opens(text[i]) && QuotationMarks.FindClose(text, i, text.Length) is > 0 and var close)
                i = close;
            else if (text[i] is '(' or ')' or '（' or '）' && partner[i] == 0)
                error = new QuerySyntaxError(i, $"the bracket {text[i]} groups nothing", "give it a partner and put white space before it, or quote the text");
        }
    }

    /// <summary>Null if nothing is in it: an empty condition would be met by every article, and −() would exclude them all.</summary>
    private SequenceNode? ReadGroup()
    {
        int close = partner[at];
        at++;
        SequenceNode inner = ReadSequence(close);
        at = close + 1;
        return inner.Parts.Count == 0 ? null : inner;
    }

    private LiteralNode? ReadQuoted(int end)
    {
        int open = at;
        int close = QuotationMarks.FindClose(text, open, end);
        if (close < 0)
        {
            error = new QuerySyntaxError(open, $"the quotation mark {text[open]} at position {open + 1} has no partner", $"close it, as in \"经济 发展\", or leave it out");
            at = end;
            return null;
        }
        at = close + 1;
        string inner = text[(open + 1)..close];
        if (string.IsNullOrWhiteSpace(inner))
            return null;
        // A straight mark is never punctuation of Chinese text; a Chinese one that touches text is.
        bool touchesText = (open > 0 && IsWord(open - 1)) || (at < end && IsWord(at));
        return new LiteralNode(inner, Required: text[open] is '"' or '＂' || !touchesText);
    }

    private FieldNode? ReadField(int end)
    {
        int start = at, colon = start;
        while (colon < end && colon - start <= Math.Max(QueryFields.LongestName, 32) && (char.IsLetter(text[colon]) || text[colon] == '_'))
            colon++;
        if (colon == start || colon >= end || text[colon] is not (':' or '：'))
            return null;
        ReadOnlySpan<char> name = text.AsSpan(start, colon - start);
        if (!QueryFields.TryParse(HalfWidth(name), out QueryField field))
        {
            // http://… and a pasted 「NBA：…」 or "NBA:…" are text; only what looks like a field is taken for one.
            bool looksLikeField = text[colon] == ':' && name.Length > 1 && name.IndexOfAnyExceptInRange('\0', '\x7f') < 0 && name.IndexOfAnyInRange('a', 'z') >= 0
                && (colon + 1 >= end || text[colon + 1] is not '/');
            looksLikeField |= strict && (colon + 1 >= end || text[colon + 1] is not '/');
            if (looksLikeField)
                error = new QuerySyntaxError(start, $"there is no field “{name}”", $"fields are {QueryFields.Known}; put the text in quotation marks to search for it as it is");
            return null;
        }
        at = colon + 1;
        SkipSpace(end);
        if (at < end && ReadFieldValue(field, start, end) is { } value)
            return new FieldNode(field, value, start);
        if (error is null && name[0] < 0x80)
            error = new QuerySyntaxError(colon, $"nothing follows “{name}:”", $"write what to find right behind it, as in {name}:经济");
        at = start;
        return null;
    }

    private static ReadOnlySpan<char> HalfWidth(ReadOnlySpan<char> name)
    {
        if (name.IndexOfAnyInRange('\uff01', '\uff5e') < 0)
            return name;
        char[] half = name.ToArray();
        for (int i = 0; i < half.Length; i++)
            half[i] = half[i] is >= '\uff01' and <= '\uff5e' ? (char)(half[i] - FullWidth) : half[i];
        return half;
    }

    private QueryNode? ReadFieldValue(QueryField field, int start, int end)
    {
        if (partner[at] > at)
            return ReadGroup();
        if (QuotationMarks.Opens(text[at]))
            return ReadQuoted(end) is { } literal ? literal with { Required = true } : null;
        int from = at;
        string word = TakeWord(end);
        if (field == QueryField.Date)
        {
            if (DateRange.TryParse(word, out DateRange range))
                return new DateNode(range, word, Strict: true);
            error ??= new QuerySyntaxError(from, $"“{word}” is not a date", "write 2022, 2022-03, 2022-03-04, 2022年3月 or a range such as 2022-03-01..2022-03-31");
            return null;
        }
        return word.Length == 0 ? null : (QueryNode?)AsWildcard(word, from) ?? new TextNode(word);
    }

    private QueryNode? ReadWord(int end)
    {
        int from = at;
        bool starts = StartsPart(from);
        string word = TakeWord(end);
        if (word.Length == 0)
        {
            at++; // A bracket that closes nothing.
            return null;
        }
        if (strict && Operators.Any(known => word.Length == known.Length && Is(known, from)))
        {
            error ??= new QuerySyntaxError(from, $"{word} joins nothing", "write something on both sides of it, or quote it to search for the word");
            return null;
        }

        bool alone = starts && (at >= end || !QuotationMarks.Opens(text[at]));
        if (alone && DateRange.TryParse(word, out DateRange range))
            return new DateNode(range, word, Strict: word.Contains("..", StringComparison.Ordinal));
        return (QueryNode?)AsWildcard(word, from) ?? (error is null ? new TextNode(word) : null);
    }

    /// <summary>Up to white space, a quotation mark or a bracket that groups.</summary>
    private string TakeWord(int end)
    {
        int from = at;
        while (at < end && !char.IsWhiteSpace(text[at]) && partner[at] == 0 && !QuotationMarks.Opens(text[at]))
            at++;
        return text[from..at];
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
            error ??= new QuerySyntaxError(from, "a wildcard needs something before it", "write the beginning of the word first, as in 经开*; quote the text to search for * itself");
            return null;
        }
        bool isProduct = char.IsDigit(word[star - 1]) && star + 1 < word.Length && char.IsDigit(word[star + 1]);
        return char.IsLetterOrDigit(word[star - 1]) && !isProduct && CountPart(at) ? new WildcardNode(word.Replace('＊', '*'), from) : null;
    }

    private bool StartsPart(int index) => index == 0 || char.IsWhiteSpace(text[index - 1]) || partner[index - 1] > 0 || text[index - 1] is '-' or '－' or '−' or '+' or '＋';

    private bool BeforeOperand(int index, int end) => index < end && (StartsPart(at) && (at == 0 || text[at - 1] is not ('-' or '－' or '−' or '+' or '＋')))
        && (IsWord(index) || QuotationMarks.Opens(text[index]) || partner[index] > index);

    private bool IsWord(int index) => char.IsLetterOrDigit(text[index]) || char.IsSurrogate(text[index]);

    private void SkipSpace(int end)
    {
        while (at < end && char.IsWhiteSpace(text[at]))
            at++;
    }
}
