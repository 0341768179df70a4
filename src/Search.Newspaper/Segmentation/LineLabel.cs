namespace Search.Newspaper.Segmentation;

/// <summary>What a line is within its page: the states of the segmentation.</summary>
internal enum LineLabel
{
    /// <summary>Furniture before any article, or after a complete one.</summary>
    Furniture,

    /// <summary>Furniture that stands in the middle of a paragraph.</summary>
    FurnitureInParagraph,

    /// <summary>First line of a headline block: an article begins.</summary>
    Title,

    /// <summary>A further line of the headline block.</summary>
    TitleMore,

    /// <summary>A byline between headline block and body.</summary>
    HeadByline,

    /// <summary>First line of the body.</summary>
    Body,

    /// <summary>First line of a further paragraph.</summary>
    Paragraph,

    /// <summary>The rest of the paragraph of the line before.</summary>
    Continuation,

    /// <summary>A byline on its own line behind the body.</summary>
    TailByline,

    /// <summary>The rest of a tail byline that the column's edge broke.</summary>
    TailBylineMore,
}
