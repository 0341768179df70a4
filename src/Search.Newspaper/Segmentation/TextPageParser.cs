using Search.Newspaper.Corrections;
using Search.Newspaper.Identity;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>A page of plain text to its articles.</summary>
internal static class TextPageParser
{
    /// <summary>No page has more lines (a large one has two thousand); the bound keeps the work of a hostile file small.</summary>
    private const int MaxLines = 50_000;

    /// <param name="text">The decoded page.</param>
    /// <param name="file">Its name in results.</param>
    /// <param name="stated">What the caller and the path say.</param>
    /// <param name="fallback">What a meta file says.</param>
    /// <param name="correction">What an archivist has decided; null for nothing.</param>
    /// <param name="explain">Give a line of reasons for each line.</param>
    /// <param name="page">The page when there is no failure.</param>
    public static PageFailure? Parse(string text, string file, PageIdentity stated, PageIdentity fallback, PageCorrection? correction, bool explain, out ParsedPage? page)
    {
        page = null;
        var lines = PageLine.Split(text);
        return Parse(lines, text, file, stated, fallback, null, correction, explain, out page);
    }

    /// <summary>The same for lines of which the layout has shown what they can be.</summary>
    /// <param name="lines">The page's lines that are not blank.</param>
    /// <param name="text">The page as the lines were cut from.</param>
    /// <param name="shown">One role a line, null where nothing is known; null for a page of text.</param>
    public static PageFailure? Parse(
        List<PageLine> lines, string text, string file, PageIdentity stated, PageIdentity fallback, IReadOnlyList<LineRole?>? shown, PageCorrection? correction, bool explain, out ParsedPage? page)
    {
        page = null;
        if (lines.Count == 0) return new PageFailure(FailureReason.Empty, 0, "The page holds nothing but white space.");
        if (lines.Count > MaxLines) return new PageFailure(FailureReason.TooLarge, MaxLines, $"The page has {lines.Count} lines; a page has at most {MaxLines}.");
        // Where a layout was seen, lines are whole paragraphs, however alike their lengths may be.
        var style = shown is null ? PageStyle.Of(lines) : PageStyle.Of(lines).Unwrapped();
        var explanation = explain ? new List<string>() : null;
        explanation?.Add(style.Wrapped
            ? $"style: hard-wrapped at {style.WrapWidth} {(style.WidthInCells ? "cells" : "characters")}, {(style.Indents ? "indented" : "no indents")}"
            : $"style: {(style.BlankBetweenParagraphs ? "blank lines between paragraphs" : "a line a paragraph")}, {(style.Indents ? "indented" : "no indents")}");
        LineRole?[]? decided = null;
        if (correction is not null && correction.Constrain(lines, file, out decided) is { } wrong) return wrong;
        var evidence = new LineEvidence(lines, style, stated.Newspaper);
        var settled = shown is null ? decided : [.. shown.Select((role, i) => decided?[i] ?? role)];
        var segmentation = Segmenter.Segment(evidence, settled);
        if (explanation is not null)
        {
            for (int i = 0; i < lines.Count; i++)
                explanation.Add(LineExplanation.Of(lines[i], segmentation.Labels[i], segmentation.Certainty[i], evidence.Reasons(i), decided?[i] is not null));
        }
        var articles = ArticleAssembly.Assemble(lines, style, segmentation, explanation);
        if (!articles.Exists(a => a.Paragraphs.Count > 0))
            return new PageFailure(FailureReason.NoArticles, lines[0].Number, "No article was found: nothing on the page looks like a body of text.");
        if (correction is not null)
        {
            if (correction.Apply(articles, file, out var corrected) is { } fault) return fault;
            articles = corrected;
            stated = correction.Identity.Or(stated);
        }
        var identity = stated.Or(FromFurniture(lines, segmentation)).Or(fallback);
        if (identity.Date.Length == 0) identity = identity with { Date = PageDates.Infer(text), DateInferred = true };
        page = new ParsedPage
        {
            File = file,
            Newspaper = identity.Newspaper,
            Date = identity.Date,
            DateInferred = identity.DateInferred && identity.Date.Length > 0,
            Page = identity.Page,
            Section = identity.Section,
            IssueNumber = identity.IssueNumber,
            Articles = articles,
            Explanation = explanation,
        };
        return null;
    }

    private static PageIdentity FromFurniture(IReadOnlyList<PageLine> lines, Segmentation segmentation)
    {
        var identity = PageIdentity.Unknown;
        bool[] guides = Furniture.Guides(lines); // to other pages
        for (int i = 0; i < lines.Count; i++)
        {
            if (segmentation.Labels[i] is not LineLabel.Furniture || guides[i]) continue;
            var facts = Furniture.Read(lines[i].Text);
            identity = identity.Or(new PageIdentity(facts.Newspaper, facts.Date, false, facts.Page, facts.Section, facts.IssueNumber));
        }
        return identity;
    }
}
