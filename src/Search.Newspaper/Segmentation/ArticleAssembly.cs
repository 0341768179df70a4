using System.Text;
using System.Text.RegularExpressions;
using Search.Newspaper.Bylines;
using Search.Newspaper.Headlines;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>Labelled lines to articles: joins what columns and wraps broke, takes signatures and jump marks off, divides headline blocks.</summary>
internal static partial class ArticleAssembly
{
    [GeneratedRegex(@"^[^，。；！？]{0,40}?(?:讯|电|消息|报道)?\s*[（(](?<sig>[^（）()]{2,120})[)）]", RegexOptions.ExplicitCapture)]
    private static partial Regex LeadBracket();

    [GeneratedRegex(@"^[（(【\[]?\s*(?<line>本报讯|本报综合(?:消息|报道)?|本报[\p{IsCJKUnifiedIdeographs}]{2,8}(?:\d{1,2}月\d{1,2}日)?(?:讯|电)|(?:据)?(?:新华社|中新社|中新网|人民网|央视网|新华网|央广网)[\p{IsCJKUnifiedIdeographs}/·]{0,12}(?:\d{4}年)?(?:\d{1,2}月\d{1,2}日)?(?:电|讯|消息|报道))", RegexOptions.ExplicitCapture)]
    private static partial Regex DatelineFormula();

    /// <summary>An article whose parts the source marks itself: only signatures, datelines and jump marks are taken from its text.</summary>
    public static ParsedArticle FromMarked(string kicker, string headline, string subhead, IEnumerable<string> paragraphs, IEnumerable<string> signatures)
    {
        var draft = new Draft();
        draft.SignatureLines.AddRange(signatures);
        foreach (string paragraph in paragraphs)
        {
            if (paragraph.Length <= 80 && BylineParser.Parse(paragraph) is not null) draft.SignatureLines.Add(paragraph);
            else draft.Paragraphs.Add(new StringBuilder(paragraph));
        }
        TakeSignatures(draft);
        return Finish(draft, new HeadlineBlock(kicker, headline, subhead, 1, "")) with { Confidence = 1 };
    }

    /// <summary>An article on the way: first its lines, then, once signatures and jump marks are taken off, its texts.</summary>
    internal sealed class Draft
    {
        public List<PageLine> TitleLines { get; } = [];
        public List<string> SignatureLines { get; } = [];
        public List<StringBuilder> Paragraphs { get; } = [];
        public string ContinuedOn { get; set; } = "";
        public string ContinuedFrom { get; set; } = "";
        public int First { get; set; }
        public int Last { get; set; }
        public double Certainty { get; set; } = 1;
        public List<string> Texts { get; } = [];
        public List<Byline> Bylines { get; } = [];
        public List<string> Credits { get; } = [];
        public string Dateline { get; set; } = "";
    }

    public static List<ParsedArticle> Assemble(IReadOnlyList<PageLine> lines, PageStyle style, Segmentation segmentation, List<string>? explanation)
    {
        var articles = new List<ParsedArticle>();
        foreach (var (draft, pieces, body, times) in Blocks(lines, style, segmentation))
        {
            var block = new HeadlineDivider(times).Divide(pieces, body);
            articles.Add(Finish(draft, block));
            explanation?.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{draft.First}-{draft.Last}: article, limits {draft.Certainty:F3}, division {block.Certainty:F3}: kicker \"{block.Kicker}\" headline \"{block.Headline}\" subhead \"{block.Subhead}\" because {block.Reasons}"));
        }
        return articles;
    }

    /// <summary>The headline blocks of a page before they are divided, each with its article's words.</summary>
    internal static IEnumerable<(Draft Draft, List<HeadlinePiece> Pieces, BodyWords Body, IReadOnlyDictionary<string, int> TimesOnPage)> Blocks(
        IReadOnlyList<PageLine> lines, PageStyle style, Segmentation segmentation)
    {
        var drafts = Group(lines, style, segmentation);
        drafts.RemoveAll(d => !TakeSignatures(d) && d.TitleLines.Count == 0);
        var pieces = drafts.ConvertAll(d => Pieces(d.TitleLines));
        var times = pieces.SelectMany(p => p.Select(x => x.Text).Distinct()).GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count());
        var bodies = BodyWords.Of(drafts.ConvertAll(d => string.Join('\n', d.Texts)));
        for (int i = 0; i < drafts.Count; i++) yield return (drafts[i], pieces[i], bodies[i], times);
    }

    private static List<Draft> Group(IReadOnlyList<PageLine> lines, PageStyle style, Segmentation segmentation)
    {
        var drafts = new List<Draft>();
        PageLine? lastBody = null;
        string pendingFrom = "";
        for (int i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var label = segmentation.Labels[i];
            if (label is LineLabel.Furniture or LineLabel.FurnitureInParagraph)
            {
                var facts = Furniture.Read(line.Text);
                if (facts.ContinuedOn.Length > 0 && drafts.Count > 0) drafts[^1].ContinuedOn = facts.ContinuedOn;
                if (facts.ContinuedFrom.Length > 0) pendingFrom = facts.ContinuedFrom;
                continue;
            }
            bool begins = label == LineLabel.Title
                || label == LineLabel.Body && (drafts.Count == 0 || drafts[^1].Paragraphs.Count > 0)
                || drafts.Count == 0
                || pendingFrom.Length > 0 && drafts[^1].Paragraphs.Count > 0;
            if (begins) drafts.Add(new Draft { First = line.Number });
            var draft = drafts[^1];
            if (pendingFrom.Length > 0)
            {
                draft.ContinuedFrom = pendingFrom;
                pendingFrom = "";
            }
            draft.Last = line.Number;
            draft.Certainty = Math.Min(draft.Certainty, segmentation.Certainty[i]);
            switch (label)
            {
                case LineLabel.Title or LineLabel.TitleMore:
                    draft.TitleLines.Add(line);
                    break;
                case LineLabel.HeadByline or LineLabel.TailByline:
                    draft.SignatureLines.Add(line.Raw);
                    break;
                case LineLabel.TailBylineMore when draft.SignatureLines.Count > 0:
                    draft.SignatureLines[^1] += line.Text;
                    break;
                case LineLabel.Continuation when draft.Paragraphs.Count > 0 && lastBody is not null:
                    Join(draft.Paragraphs[^1], lastBody, line, style);
                    lastBody = line;
                    break;
                default:
                    draft.Paragraphs.Add(new StringBuilder(line.Raw.TrimStart(' ', '\u3000', '\t', '\u00A0', '\uFEFF')));
                    lastBody = line;
                    break;
            }
        }
        return drafts;
    }

    /// <summary>A word that the column's edge broke has no space in it; one that a shorter line ended has lost its space.</summary>
    private static void Join(StringBuilder paragraph, PageLine before, PageLine line, PageStyle style)
    {
        if (!style.IsFull(before)) TrimEnd(paragraph);
        bool latin = paragraph.Length > 0 && char.IsAsciiLetter(paragraph[^1]) && char.IsAsciiLetter(line.Text[0]);
        if (latin && (style.Wrapped ? !style.IsExactlyFull(before) : line.GapBefore == 0)) paragraph.Append(' ');
        paragraph.Append(style.IsFull(before) && !line.Indented ? line.Raw : line.Text);
    }

    private static void TrimEnd(StringBuilder text)
    {
        while (text.Length > 0 && Glyphs.IsSpace(text[^1])) text.Length--;
    }

    private static List<HeadlinePiece> Pieces(List<PageLine> titleLines)
    {
        var pieces = new List<HeadlinePiece>();
        foreach (var line in titleLines)
        {
            var joint = line.GapBefore > 0 ? HeadlineJoint.BlankLine : HeadlineJoint.NewLine;
            foreach (string part in SplitAtSpaces(line.Text))
            {
                pieces.Add(new HeadlinePiece(part, joint) { Size = line.Size });
                joint = HeadlineJoint.Space;
            }
        }
        return pieces;
    }

    /// <summary>Spaces between Latin words, around a number, or inside a title in 《》 or quotes part nothing.</summary>
    private static IEnumerable<string> SplitAtSpaces(string text)
    {
        int start = 0, closes = -1;
        for (int i = 1; i < text.Length - 1; i++)
        {
            if (i > closes && ClosingOf(text[i - 1]) is { } closing && text.IndexOf(closing, i) is > 0 and var end) closes = end;
            if (i < closes || !Glyphs.IsSpace(text[i])) continue;
            int next = i;
            while (next < text.Length && Glyphs.IsSpace(text[next])) next++;
            if (next >= text.Length) break;
            bool parts = !(char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiLetterOrDigit(text[next])) && i - start > 2;
            if (parts)
            {
                yield return text[start..i];
                start = next;
            }
            i = next;
        }
        yield return text[start..];
    }

    private static char? ClosingOf(char c) => c switch { '《' => '》', '“' => '”', '（' => '）', '「' => '」', '『' => '』', _ => null };

    /// <summary>Takes signatures, datelines and jump marks off the paragraphs.</summary>
    /// <returns>Whether any text is left.</returns>
    private static bool TakeSignatures(Draft draft)
    {
        foreach (var raw in draft.Paragraphs)
        {
            string paragraph = TakeJumps(PageLine.TrimSpaces(raw.ToString()), draft);
            if (paragraph.Length > 0) draft.Texts.Add(paragraph);
        }
        if (draft.Texts.Count > 0)
        {
            string opening = draft.Texts[0].Length > 200 ? draft.Texts[0][..200] : draft.Texts[0];
            if (DatelineFormula().Match(opening) is { Success: true } formula) draft.Dateline = formula.Groups["line"].Value;
            if (LeadBracket().Match(opening) is { Success: true } bracket && BylineParser.Parse(bracket.Groups["sig"].Value) is { } leadSignature)
                draft.Bylines.AddRange(leadSignature.Bylines);
        }
        foreach (string line in draft.SignatureLines) Add(BylineParser.Parse(line));
        for (int i = 0; i < draft.Texts.Count; i++)
        {
            // A signature may close any paragraph: the last one's is the article's, an earlier one's belongs to a part of it.
            int at = BylineParser.FindTail(draft.Texts[i], out var tail);
            if (at <= 0) continue;
            draft.Texts[i] = PageLine.TrimSpaces(draft.Texts[i][..at]);
            Add(tail);
        }
        return draft.Texts.Count > 0;

        void Add(Signature? signature)
        {
            if (signature is null) return;
            draft.Bylines.AddRange(signature.Bylines);
            if (signature.Credit.Length > 0) draft.Credits.Add(signature.Credit);
        }
    }

    private static ParsedArticle Finish(Draft draft, HeadlineBlock block) => new()
    {
        Kicker = block.Kicker,
        Headline = block.Headline,
        Subhead = block.Subhead,
        Dateline = draft.Dateline,
        Bylines = BylineParser.Merge(draft.Bylines),
        Credit = string.Join(' ', draft.Credits.Distinct()),
        Paragraphs = draft.Texts,
        Confidence = Math.Round(Math.Min(draft.Certainty, draft.Texts.Count == 0 ? 0.3 : 1) * (0.5 + 0.5 * block.Certainty), 4),
        FirstLine = draft.First,
        LastLine = draft.Last,
        ContinuedOn = draft.ContinuedOn,
        ContinuedFrom = draft.ContinuedFrom,
    };

    private static string TakeJumps(string paragraph, Draft draft)
    {
        if (!paragraph.Contains('转') && !paragraph.Contains('接')) return paragraph;
        foreach (Match jump in Furniture.JumpInText().Matches(paragraph))
        {
            string page = Furniture.CleanPage(jump.Groups["page"].Value);
            if (jump.Groups["way"].Value == "下转") draft.ContinuedOn = page;
            else draft.ContinuedFrom = page;
        }
        return PageLine.TrimSpaces(Furniture.JumpInText().Replace(paragraph, ""));
    }
}
