using Search.Newspaper.Identity;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>A page of plain text to its articles.</summary>
internal static class TextPageParser
{
    /// <summary>No page has more lines; the bound keeps the work of a hostile file small.</summary>
    private const int MaxLines = 200_000;

    /// <param name="text">The decoded page.</param>
    /// <param name="file">Its name in results.</param>
    /// <param name="stated">What the caller and the path say.</param>
    /// <param name="fallback">What a meta file says.</param>
    /// <param name="explain">Give a line of reasons for each line.</param>
    /// <param name="page">The page when there is no failure.</param>
    public static PageFailure? Parse(string text, string file, PageIdentity stated, PageIdentity fallback, bool explain, out ParsedPage? page)
    {
        page = null;
        var lines = PageLine.Split(text);
        if (lines.Count == 0) return new PageFailure(FailureReason.Empty, 0, "The page holds nothing but white space.");
        if (lines.Count > MaxLines) return new PageFailure(FailureReason.TooLarge, MaxLines, $"The page has {lines.Count} lines; a page has at most {MaxLines}.");
        var style = PageStyle.Of(lines);
        var explanation = explain ? new List<string>() : null;
        explanation?.Add(style.Wrapped
            ? $"style: hard-wrapped at {style.WrapWidth} {(style.WidthInCells ? "cells" : "characters")}, {(style.Indents ? "indented" : "no indents")}"
            : $"style: {(style.BlankBetweenParagraphs ? "blank lines between paragraphs" : "a line a paragraph")}, {(style.Indents ? "indented" : "no indents")}");
        var segmentation = Segmenter.Segment(new LineEvidence(lines, style, stated.Newspaper));
        if (explanation is not null)
        {
            for (int i = 0; i < lines.Count; i++)
                explanation.Add($"{lines[i].Number}: {segmentation.Labels[i]} {segmentation.Certainty[i]:F3} | {(lines[i].Text.Length > 40 ? lines[i].Text[..40] + "…" : lines[i].Text)}");
        }
        var articles = ArticleAssembly.Assemble(lines, style, segmentation, explanation);
        if (!articles.Exists(a => a.Paragraphs.Count > 0))
            return new PageFailure(FailureReason.NoArticles, lines[0].Number, "No article was found: nothing on the page looks like a body of text.");
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
        for (int i = 0; i < lines.Count; i++)
        {
            if (segmentation.Labels[i] is not LineLabel.Furniture) continue;
            var facts = Furniture.Read(lines[i].Text);
            identity = identity.Or(new PageIdentity(facts.Newspaper, facts.Date, false, facts.Page, facts.Section, facts.IssueNumber));
        }
        return identity;
    }
}
