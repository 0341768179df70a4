namespace Search.Analysis;

/// <summary>Which analysis to show or apply.</summary>
public enum AnalysisMode
{
    /// <summary>What Apache Lucene's SmartChineseAnalyzer gives.</summary>
    SmartCn,

    /// <summary>The words that are indexed.</summary>
    Index,

    /// <summary>The words that a query is made of.</summary>
    Query,
}

/// <summary>A term, where it stands in the stored text (UTF-16 units, end exclusive), and its distance in positions from the token before.</summary>
public readonly record struct AnalyzedToken(string Term, int Start, int End, int PositionIncrement);
