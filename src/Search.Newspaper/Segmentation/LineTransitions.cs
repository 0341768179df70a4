using Search.Newspaper.Text;

namespace Search.Newspaper.Segmentation;

/// <summary>The evidence for each pair of labels of neighbouring lines, in logits; see <see cref="LineEvidence"/>.</summary>
/// <param name="furniture">The evidence that a line is furniture.</param>
internal sealed class LineTransitions(IReadOnlyList<PageLine> lines, PageStyle style, LineSigns[] signs, double[] furniture)
{
    /// <param name="i">The second of the two lines.</param>
    public double Between(int i, LineLabel from, LineLabel to)
    {
        switch (from)
        {
            case LineLabel.Furniture:
                return to switch
                {
                    LineLabel.Title => 0.8,
                    LineLabel.Furniture => 0,
                    LineLabel.Body => -6,
                    LineLabel.Paragraph => -2.5 + (lines[i].GapBefore > 1 ? -0.5 : 0),
                    _ => LineEvidence.Never,
                };
            case LineLabel.FurnitureInParagraph:
                return to switch
                {
                    LineLabel.Continuation => ContinuationAfterFurniture(i),
                    LineLabel.FurnitureInParagraph => 0,
                    LineLabel.Title => -4,
                    _ => LineEvidence.Never,
                };
            case LineLabel.Title or LineLabel.TitleMore:
                return to switch
                {
                    LineLabel.TitleMore => 0,
                    LineLabel.HeadByline => 0.5,
                    LineLabel.Body => lines[i].GapBefore > 0 ? 0.4 : 0,
                    LineLabel.Title => -9,
                    LineLabel.Furniture => -7,
                    _ => LineEvidence.Never,
                };
            case LineLabel.HeadByline:
                return to switch
                {
                    LineLabel.Body => 0.5,
                    LineLabel.HeadByline => 0,
                    LineLabel.TitleMore => -3,
                    _ => LineEvidence.Never,
                };
            case LineLabel.TailByline or LineLabel.TailBylineMore:
                return to switch
                {
                    LineLabel.Title => 1.5,
                    LineLabel.TailByline => 0,
                    LineLabel.TailBylineMore => from == LineLabel.TailByline ? 2 : LineEvidence.Never,
                    LineLabel.Furniture => 0,
                    LineLabel.Paragraph => -5,
                    LineLabel.Body => -6,
                    _ => LineEvidence.Never,
                };
            default:
                return AfterBody(i, to);
        }
    }

    private double AfterBody(int i, LineLabel to)
    {
        var before = lines[i - 1];
        var line = lines[i];
        switch (to)
        {
            case LineLabel.Continuation:
                return ContinuationAfterBody(i, before, line);
            case LineLabel.Paragraph:
                double score = signs[i - 1].Ending switch
                {
                    LineEnding.Sentence => 2,
                    LineEnding.Quote => -0.7,
                    LineEnding.Colon => 0,
                    LineEnding.Comma => -7,
                    _ => -4.5,
                };
                if (signs[i - 1].Signed) score -= 1.5;
                if (style.Wrapped && style.Indents && !line.Indented) score -= 4;
                if (style.Wrapped && !style.Indents && style.IsFull(before)) score -= 2;
                if (style.BlankBetweenParagraphs) score += line.GapBefore switch { 0 => -1, 1 => 1, _ => -0.3 };
                else score += line.GapBefore == 0 ? 1 : -1.2;
                return score;
            case LineLabel.Title:
                return (signs[i - 1].Signed ? 1.5 : 0) + signs[i - 1].Ending switch { LineEnding.Sentence => 1.5, LineEnding.Quote => -0.5, LineEnding.Comma => -8, _ => -5 };
            case LineLabel.TailByline:
                return signs[i - 1].Ending is LineEnding.Sentence ? 1 : signs[i - 1].Ending is LineEnding.Quote ? 0 : -2;
            case LineLabel.Furniture:
                return signs[i - 1].Ending is LineEnding.Sentence or LineEnding.Quote ? 0 : -2;
            case LineLabel.FurnitureInParagraph:
                return signs[i - 1].Ending is LineEnding.Sentence ? -3 : 0;
            case LineLabel.Body:
                return -8;
            default:
                return LineEvidence.Never;
        }
    }

    private double ContinuationAfterBody(int i, PageLine before, PageLine line)
    {
        double score = style.Indents && line.Indented ? (signs[i - 1].Ending is LineEnding.Sentence or LineEnding.Colon ? -6 : -2) : 0;
        if (style.Wrapped)
        {
            // Inside a column a full line runs on whatever it ends with; a short line ended its paragraph unless it ends mid-sentence.
            if (line.GapBefore == 0)
                return score + (style.IsFull(before) ? 4 : signs[i - 1].Ending switch { LineEnding.Sentence => -6, LineEnding.Quote => -2, _ => 0.5 });
            return score + (signs[i - 1].Ending switch { LineEnding.Sentence => -5, LineEnding.Quote => -1, LineEnding.Colon => 0, _ => 2 });
        }
        return score + signs[i - 1].Ending switch
        {
            LineEnding.Sentence => -5,
            LineEnding.Quote => line.GapBefore >= 2 ? 1 : 0,
            LineEnding.Colon => -0.8,
            LineEnding.Comma => 4,
            _ => 3,
        };
    }

    private double ContinuationAfterFurniture(int i)
    {
        int k = i - 1;
        while (k > 0 && furniture[k] > -5) k--;
        return signs[k].Ending is LineEnding.Sentence ? -3 : 2;
    }
}
