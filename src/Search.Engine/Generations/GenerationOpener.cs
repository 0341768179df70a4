using Microsoft.Extensions.Logging;
using Search.Analysis;

namespace Search.Engine;

/// <summary>Opens generations, and says what this program needs of one: its log, schema and analysis, and the dictionaries in force.</summary>
internal sealed class GenerationOpener(IArticleLog log, GenerationStore store, ChineseAnalysis analysis, RankingOptions ranking, EngineOptions options, IndexAlarms alarms, TimeProvider time, ILogger logger)
{
    /// <summary>Of the dictionaries in force. Replaced under <see cref="LiveGeneration.Changing"/>.</summary>
    public ChineseAnalysis Analysis { get; set; } = analysis;

    /// <summary>The manifest of a generation that is built now.</summary>
    public GenerationManifest Needed(string name, string reason) => new()
    {
        Name = name,
        LogId = log.LogId,
        SchemaNumber = IndexSchema.Number,
        AnalysisNumber = Analysis.AnalysisNumber,
        DictionaryHash = Analysis.DictionaryHash,
        CreatedAt = time.GetUtcNow(),
        Reason = reason,
    };

    /// <summary>Why a generation is not what this program would build; null if it is.</summary>
    public string? MismatchOf(GenerationManifest manifest) => manifest.MismatchWith(Needed(manifest.Name, ""));

    /// <summary>
    /// The analysis that reads a generation exactly as it was built: the one in force, or, if only the dictionaries differ, that of the copy it carries. Null if
    /// this program cannot.
    /// </summary>
    public ChineseAnalysis? AnalysisAsBuilt(GenerationManifest manifest)
    {
        if (MismatchOf(manifest) is null) return Analysis;
        if (manifest.LogId != log.LogId || manifest.SchemaNumber != IndexSchema.Number || manifest.AnalysisNumber != Analysis.AnalysisNumber) return null;
        try
        {
            ChineseAnalysis carried = ChineseAnalysis.Load(DictionariesOf(manifest.Name));
            return carried.DictionaryHash == manifest.DictionaryHash ? carried : null;
        }
        catch (Exception e) when (e is AnalysisDictionaryException or IOException)
        {
            logger.GenerationUnusable(e, manifest.Name);
            return null;
        }
    }

    /// <exception cref="GenerationDamagedException">Its files cannot be read.</exception>
    public GenerationIndex Open(GenerationManifest manifest, ChineseAnalysis itsAnalysis) =>
        GenerationIndex.Open(store.PathOf(manifest.Name), manifest, itsAnalysis, ranking, log.ReadUserWordChanges, options, alarms, logger);

    /// <summary>Begins a generation, or goes on with what a stop or crash left of it.</summary>
    public GenerationIndex OpenBuild(string name, string reason)
    {
        string path = store.PathOf(name);
        GenerationManifest? manifest = GenerationManifest.Read(path);
        if (manifest is null)
        {
            manifest = Needed(name, reason);
            DurableFile.CreateDirectory(path);
            EditedDictionaries.Copy(options, DictionariesOf(name));
            manifest.Write(path);
        }

        try
        {
            GenerationIndex resumed = Open(manifest, Analysis);
            if (resumed.AppliedSequence <= log.HeadSequence) return resumed;
            resumed.Dispose();
        }
        catch (GenerationDamagedException e)
        {
            logger.GenerationUnusable(e, name);
        }

        // A build that a crash damaged begins again.
        Directory.Delete(Path.Combine(path, "segments"), recursive: true);
        return Open(manifest, Analysis);
    }

    private string DictionariesOf(string name) => Path.Combine(store.PathOf(name), "dictionaries");
}
