using System.Text.Json;
using System.Text.Json.Serialization;

namespace Search.Engine;

/// <summary>
/// What a backup holds: the files of a data directory, each as a list of blocks. It is written last and replaced whole, so a
/// folder always holds one complete backup: the new one or the one before.
/// </summary>
internal sealed record BackupManifest
{
    public const string FileName = "backup.json";

    /// <summary>Raised when older programs could no longer restore what is written.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required string LogId { get; init; }

    /// <summary>The log's last sequence in it.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The live generation in it; empty if there was none, and a restore builds one from the log.</summary>
    public required string Generation { get; init; }

    public required IReadOnlyList<BackedUpFile> Files { get; init; }

    /// <returns>Null when the folder holds none.</returns>
    /// <exception cref="EngineException">DataLoss when it cannot be read; FailedPrecondition when a newer program wrote it.</exception>
    public static BackupManifest? Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            BackupManifest manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupManifest) ?? throw new JsonException("it is null");
            if (manifest.Format is < 1 or > CurrentFormat)
                throw new EngineException(EngineFailure.FailedPrecondition, $"{path} has backup format {manifest.Format}; this program reads formats up to {CurrentFormat}: use the program that wrote it, or a newer one");
            // A manifest that somebody altered must not write outside of the directory restored into.
            foreach (BackedUpFile file in manifest.Files)
                if (Path.IsPathRooted(file.Path) || file.Path.Split('/').Any(part => part is ".." or "." or "") || !file.Blocks.All(BackupObjects.IsName))
                    throw new JsonException($"'{file.Path}' is no path below a data directory, or its blocks are not named by SHA-256");
            return manifest;
        }
        catch (JsonException e)
        {
            throw new EngineException(EngineFailure.DataLoss, $"{path}: {e.Message}", "", e);
        }
    }

    public void Write(string directory) =>
        DurableFile.Write(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest));
}

/// <summary>A file of the data directory.</summary>
/// <param name="Path">Below the data directory, with slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Blocks">SHA-256 of each of its blocks, in order.</param>
internal sealed record BackedUpFile(string Path, long Size, IReadOnlyList<string> Blocks);

[JsonSourceGenerationOptions(WriteIndented = false, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
