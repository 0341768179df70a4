using System.Text.Json;
using System.Text.Json.Serialization;

namespace Search.Engine;

/// <summary>
/// What a generation was built with. Numbers are raised by hand when their meaning changes, so that a rebuilt assembly
/// alone never costs a reindex.
/// </summary>
internal sealed record GenerationManifest
{
    public const string FileName = "manifest.json";

    public required string Name { get; init; }

    public required string LogId { get; init; }

    public required int SchemaNumber { get; init; }

    public required int AnalysisNumber { get; init; }

    public required string DictionaryHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why it was built.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it has caught up with the log once and been made live; a crash before that resumes the build.</summary>
    public bool Complete { get; init; }

    /// <summary>As of the manifest's last writing; the commit's user data is what counts.</summary>
    public long Sequence { get; init; }

    public long ArticleCount { get; init; }

    /// <summary>Why a generation of this manifest cannot be served or continued by a program that needs <paramref name="needed"/>; null if it can.</summary>
    public string? MismatchWith(GenerationManifest needed)
    {
        if (LogId != needed.LogId) return "it belongs to another article log";
        if (SchemaNumber != needed.SchemaNumber) return $"its schema is {SchemaNumber}, this program's is {needed.SchemaNumber}";
        if (AnalysisNumber != needed.AnalysisNumber) return $"its analysis is {AnalysisNumber}, this program's is {needed.AnalysisNumber}";
        return DictionaryHash != needed.DictionaryHash ? "it was built with other dictionaries" : null;
    }

    public void Write(string directory) =>
        DurableFile.Write(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, GenerationJson.Default.GenerationManifest));

    /// <returns>Null when there is none or it cannot be read.</returns>
    public static GenerationManifest? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, FileName)), GenerationJson.Default.GenerationManifest);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // also of one that is deleted at this moment
        }
        catch (JsonException)
        {
            return null; // a damaged manifest is a missing generation: it is built again
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GenerationManifest))]
[JsonSerializable(typeof(List<ReindexStatus>))]
internal sealed partial class GenerationJson : JsonSerializerContext;
