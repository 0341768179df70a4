using System.Globalization;
using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>Why a line was taken for what it is, in words for an archivist.</summary>
internal static class LineExplanation
{
    private const int Shown = 40;

    public static string Of(PageLine line, LineLabel label, double certainty, string reasons, bool decided)
    {
        string text = line.Text.Length > Shown ? line.Text[..(char.IsHighSurrogate(line.Text[Shown - 1]) ? Shown - 1 : Shown)] + "…" : line.Text;
        string why = decided ? "the correction says so" : reasons;
        return string.Create(CultureInfo.InvariantCulture, $"{line.Number}: {Word(label)} ({certainty:P0}): {why} | {text}").Replace(" %", "%", StringComparison.Ordinal);
    }

    private static string Word(LineLabel label) => label switch
    {
        LineLabel.Furniture => "furniture",
        LineLabel.FurnitureInParagraph => "furniture within a paragraph",
        LineLabel.Title => "article begins",
        LineLabel.TitleMore => "headline goes on",
        LineLabel.HeadByline => "byline above the text",
        LineLabel.Body => "text begins",
        LineLabel.Paragraph => "new paragraph",
        LineLabel.Continuation => "paragraph goes on",
        LineLabel.TailByline => "byline",
        _ => "byline goes on",
    };
}
