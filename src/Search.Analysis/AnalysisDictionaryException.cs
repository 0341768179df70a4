namespace Search.Analysis;

/// <summary>A dictionary file is missing, damaged or malformed. The message names the file and, for text files, the line.</summary>
public sealed class AnalysisDictionaryException : Exception
{
    public AnalysisDictionaryException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>Whether it is a file of text that can be read but has a malformed line or is not UTF-8.</summary>
    public bool IsMalformed { get; init; }
}
