using System.Globalization;
using Lucene.Net.Index;

namespace Search.Engine;

/// <summary>What a generation's commit says of itself: whose it is, and how far it has followed the log and the user words.</summary>
internal static class GenerationCommit
{
    private const string LogKey = "log";
    private const string SequenceKey = "sequence";
    private const string GenerationKey = "generation";

    public static Dictionary<string, string> Data(GenerationManifest manifest, long sequence, UserWordProgress words)
    {
        Dictionary<string, string> data = new()
        {
            [LogKey] = manifest.LogId,
            [SequenceKey] = sequence.ToString(CultureInfo.InvariantCulture),
            [GenerationKey] = manifest.Name,
            ["schema"] = manifest.SchemaNumber.ToString(CultureInfo.InvariantCulture),
            ["dictionary"] = manifest.DictionaryHash,
        };
        words.WriteTo(data);
        return data;
    }

    /// <returns>The sequence that the commit of this generation records.</returns>
    /// <exception cref="CorruptIndexException">It is another's.</exception>
    public static long Read(IDictionary<string, string> data, GenerationManifest manifest)
    {
        if (!data.TryGetValue(LogKey, out string? log) || log != manifest.LogId) throw new CorruptIndexException("the commit belongs to another article log");
        if (!data.TryGetValue(GenerationKey, out string? name) || name != manifest.Name) throw new CorruptIndexException("the commit belongs to another generation");
        return SequenceOf(data);
    }

    /// <summary>What the last commit in a folder of segments records, if it is of this log and can be read.</summary>
    public static long? SequenceIn(string segments, string logId)
    {
        try
        {
            if (!System.IO.Directory.Exists(segments)) return null;
            using SegmentDirectory directory = new(new DirectoryInfo(segments));
            SegmentInfos infos = new();
            infos.Read(directory);
            return infos.UserData.TryGetValue(LogKey, out string? log) && log == logId ? SequenceOf(infos.UserData) : null;
        }
        catch (Exception e) when (GenerationDamagedException.Explains(e))
        {
            return null; // whoever opens it says what is wrong with it
        }
    }

    /// <exception cref="FormatException">It records none.</exception>
    public static long SequenceOf(IDictionary<string, string> data) =>
        data.TryGetValue(SequenceKey, out string? sequence) ? long.Parse(sequence, CultureInfo.InvariantCulture) : throw new FormatException("the commit records no sequence");
}
