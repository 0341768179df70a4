namespace Search.Analysis;

/// <summary>A dictionary file is missing, damaged or malformed. The message names the file and, for text files, the line.</summary>
public sealed class AnalysisDictionaryException : Exception
{
    public AnalysisDictionaryException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
