using Search.Newspaper.Identity;
using Search.Newspaper.Segmentation;
using Search.Newspaper.Text;

namespace Search.Newspaper.Corrections;

/// <summary>What an archivist has decided about a page: it overrides the parser. Null and empty parts leave things as understood.</summary>
internal sealed record PageCorrection
{
    public PageIdentity Identity { get; init; } = PageIdentity.Unknown;

    public IReadOnlyList<LineCorrection> Lines { get; init; } = [];

    public IReadOnlyList<ArticleCorrection> Articles { get; init; } = [];

    /// <summary>For each line of the page what it may be, or null where nothing was decided.</summary>
    public PageFailure? Constrain(IReadOnlyList<PageLine> lines, string file, out LineRole?[] roles)
    {
        roles = new LineRole?[lines.Count];
        var at = new Dictionary<int, int>();
        for (int i = 0; i < lines.Count; i++) at[lines[i].Number] = i;
        for (int c = 0; c < Lines.Count; c++)
        {
            var (first, last, role) = Lines[c];
            if (first > lines[^1].Number)
                return CorrectionReader.Fail(file, $"lines[{c}].line", $"the page has no line {first}; its last is {lines[^1].Number}");
            int met = 0;
            for (int number = first; number <= Math.Min(last, lines[^1].Number); number++)
            {
                if (!at.TryGetValue(number, out int i)) continue;
                roles[i] = role;
                met++;
            }
            if (met == 0) return CorrectionReader.Fail(file, $"lines[{c}].line", $"line {first} is blank");
        }
        return null;
    }

    /// <summary>The articles with what the correction says of them; those it names have been looked at by a person and are certain.</summary>
    public PageFailure? Apply(IReadOnlyList<ParsedArticle> articles, string file, out List<ParsedArticle> corrected)
    {
        corrected = [.. articles];
        for (int c = 0; c < Articles.Count; c++)
        {
            var wanted = Articles[c];
            if (wanted.Number > corrected.Count)
                return CorrectionReader.Fail(file, $"articles[{c}].article", $"the page has no article {wanted.Number}; it has {corrected.Count}");
            var article = corrected[wanted.Number - 1];
            corrected[wanted.Number - 1] = article with
            {
                Kicker = wanted.Kicker ?? article.Kicker,
                Headline = wanted.Headline ?? article.Headline,
                Subhead = wanted.Subhead ?? article.Subhead,
                Dateline = wanted.Dateline ?? article.Dateline,
                Credit = wanted.Credit ?? article.Credit,
                Bylines = wanted.Bylines ?? article.Bylines,
                Paragraphs = wanted.Paragraphs ?? article.Paragraphs,
                ContinuedOn = wanted.ContinuedOn ?? article.ContinuedOn,
                ContinuedFrom = wanted.ContinuedFrom ?? article.ContinuedFrom,
                Confidence = 1,
            };
        }
        return null;
    }
}

/// <summary>Lines <paramref name="First"/> to <paramref name="Last"/> are <paramref name="Role"/>.</summary>
internal sealed record LineCorrection(int First, int Last, LineRole Role);

/// <summary>What a correction can say of a line.</summary>
internal enum LineRole
{
    /// <summary>An article begins here.</summary>
    Article,

    /// <summary>A further line of the headline block.</summary>
    Headline,
    Byline,

    /// <summary>The first line of a paragraph; on a line taken for an article's beginning it joins the two articles.</summary>
    Paragraph,

    /// <summary>The rest of the paragraph before.</summary>
    Continuation,

    /// <summary>No part of any article.</summary>
    Furniture,

    /// <summary>In the headline block, first or not: what font sizes show, as the next three; no correction says so.</summary>
    Heading,

    /// <summary>Not of the headline block, and the article's text has not begun.</summary>
    Opening,

    /// <summary>Not of the headline block, and the article's text has begun.</summary>
    Text,

    /// <summary>A paragraph of the article before, whatever it looks like.</summary>
    Further,
}

internal static class LineRoles
{
    /// <summary>Whether a line of the role may have the label.</summary>
    public static bool Allows(this LineRole role, LineLabel label) => role switch
    {
        LineRole.Article => label is LineLabel.Title,
        LineRole.Headline => label is LineLabel.TitleMore,
        LineRole.Byline => label is LineLabel.HeadByline or LineLabel.TailByline,
        LineRole.Paragraph => label is LineLabel.Paragraph or LineLabel.Body,
        LineRole.Continuation => label is LineLabel.Continuation,
        LineRole.Heading => label is LineLabel.Title or LineLabel.TitleMore,
        LineRole.Opening => label is LineLabel.Body or LineLabel.HeadByline or LineLabel.Furniture,
        LineRole.Text => label is LineLabel.Paragraph or LineLabel.TailByline or LineLabel.Furniture or LineLabel.FurnitureInParagraph,
        LineRole.Further => label is LineLabel.Paragraph,
        _ => label is LineLabel.Furniture or LineLabel.FurnitureInParagraph,
    };
}

/// <summary>What is decided about one article; null leaves a part as understood, "" or an empty list takes it away.</summary>
internal sealed record ArticleCorrection
{
    /// <summary>Its place on the page, from 1, once lines are corrected.</summary>
    public required int Number { get; init; }

    public string? Kicker { get; init; }

    public string? Headline { get; init; }

    public string? Subhead { get; init; }

    public string? Dateline { get; init; }

    public string? Credit { get; init; }

    public IReadOnlyList<Byline>? Bylines { get; init; }

    public IReadOnlyList<string>? Paragraphs { get; init; }

    public string? ContinuedOn { get; init; }

    public string? ContinuedFrom { get; init; }
}
