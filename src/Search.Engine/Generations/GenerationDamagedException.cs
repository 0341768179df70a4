using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>A generation that must be built again.</summary>
internal sealed class GenerationDamagedException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>COR_E_IO: an IOException that no system call gave, such as Lucene's for a checksum.</summary>
    private const int RaisedByAProgram = unchecked((int)0x80131620);

    /// <summary>
    /// Damaged files make Lucene throw nearly anything. What is not damage: a disk or a system that refuses, which .NET tells by the error's own number, and the log's failures.
    /// </summary>
    public static bool Explains(Exception e) => e switch
    {
        EngineException or UnauthorizedAccessException => false,
        FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or CorruptIndexException => true,
        IOException => e.HResult == RaisedByAProgram,
        _ => true,
    };
}
