using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Engine.Tests.Indexing;
using Search.Engine.Tests.UserWords;

namespace Search.Engine.Tests.Generations;

/// <summary>
/// A generation's files damaged at random places: it is either found out, by opening it or by reading it through (then it is built again from the log), or all it says is what
/// it said before. SEARCH_DAMAGES says how many damages of each kind (40), SEARCH_SEED repeats a run.
/// </summary>
public sealed class IndexDamageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("SEARCH_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    private static readonly int Damages = int.Parse(Environment.GetEnvironmentVariable("SEARCH_DAMAGES") ?? "40", CultureInfo.InvariantCulture);

    private readonly TemporaryDirectory directory = new();
    private readonly Random random = new(Seed);
    private readonly RankingOptions ranking = RankingOptions.Load(Path.Combine(EngineFixture.Checkout, "index", "config"));
    private GenerationManifest? manifest;
    private IReadOnlyList<string> said = [];

    public async ValueTask InitializeAsync()
    {
        output.WriteLine($"SEARCH_SEED={Seed}");
        await using SqliteArticleLog log = SqliteArticleLog.Open(directory.Sub("log"), Options, _ => null, TimeProvider.System, NullLogger.Instance);
        manifest = new GenerationManifest
        {
            Name = "g000001",
            LogId = log.LogId,
            SchemaNumber = IndexSchema.Number,
            AnalysisNumber = SteppedProjection.Dictionaries.AnalysisNumber,
            DictionaryHash = SteppedProjection.Dictionaries.DictionaryHash,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Reason = "",
        };
        using GenerationIndex generation = Open(directory.Sub("whole"));
        for (int round = 0; round < 3; round++)
        {
            // Several segments, with deleted articles in them.
            await log.PutArticlesAsync([.. Enumerable.Range(0, 25).Select(i => Story((round * 17) + i, round))], PutPolicy.Ordinary, default);
            generation.Apply(log.Read(generation.AppliedSequence, 1000, currentOnly: false));
            generation.Refresh();
            generation.Commit();
        }

        said = Content(generation);
    }

    public ValueTask DisposeAsync()
    {
        directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("a flipped bit")]
    [InlineData("a lost sector")]
    [InlineData("a cut file")]
    [InlineData("a lost file")]
    public void Damaged_files_are_found_out_or_say_what_they_said(string kind)
    {
        int refused = 0, found = 0, harmless = 0;
        for (int i = 0; i < Damages; i++)
        {
            string folder = directory.Sub(Guid.NewGuid().ToString("N")), segments = Directory.CreateDirectory(Path.Combine(folder, "segments")).FullName;
            foreach (string file in Directory.EnumerateFiles(Path.Combine(directory.Sub("whole"), "segments"))) File.Copy(file, Path.Combine(segments, Path.GetFileName(file)));
            string where = Damage(segments, kind);
            GenerationIndex generation;
            try
            {
                generation = Open(folder);
            }
            catch (GenerationDamagedException damaged)
            {
                Assert.Contains(folder, damaged.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            using (generation)
            {
                // What the engine does behind every start; whatever it throws has the generation built again.
                Exception? damage = Record.Exception(() =>
                {
                    generation.Refresh();
                    generation.CheckIntegrity(default);
                });
                if (damage is not null)
                {
                    found++;
                    continue;
                }

                Assert.True(said.SequenceEqual(Content(generation)), $"{where}: the files are read through without a word, but say something else");
                harmless++;
            }
        }

        output.WriteLine($"{kind}: {Damages} times; not opened {refused}, found by reading through {found}, without effect {harmless}");
        Assert.True(refused + found > 0, "no damage was ever noticed: the test damages nothing");
    }

    private string Damage(string segments, string kind)
    {
        // By bytes, so that large files are hit as often as a disk would.
        FileInfo[] files = [.. new DirectoryInfo(segments).GetFiles().Where(f => f.Length > 0).OrderBy(f => f.Name, StringComparer.Ordinal)];
        FileInfo file = random.Next(2) == 0 ? files[random.Next(files.Length)] : files.SelectMany(f => Enumerable.Repeat(f, 1 + (int)(f.Length / 512))).ElementAt(random.Next(files.Sum(f => 1 + (int)(f.Length / 512))));
        byte[] bytes = File.ReadAllBytes(file.FullName);
        int at = random.Next(bytes.Length), bit = random.Next(8), sector = at / 512 * 512;
        string where = $"SEARCH_SEED={Seed}, {kind} in {file.Name} at {at}.{bit} of {bytes.Length}";
        if (kind == "a flipped bit") bytes[at] ^= (byte)(1 << bit);
        if (kind == "a lost sector") bytes.AsSpan(sector, Math.Min(512, bytes.Length - sector)).Clear();
        if (kind == "a lost file") file.Delete();
        else File.WriteAllBytes(file.FullName, kind == "a cut file" ? bytes[..at] : bytes);
        return where;
    }

    private GenerationIndex Open(string path) =>
        GenerationIndex.Open(path, manifest!, SteppedProjection.Dictionaries, ranking, () => [], Options, new IndexAlarms(), NullLogger.Instance);

    private EngineOptions Options => new() { DataDirectory = directory.Path, DictionariesDirectory = "", ConfigDirectory = "", IndexingThreads = 1 };

    private static IReadOnlyList<string> Content(GenerationIndex generation)
    {
        generation.Refresh();
        using SearcherLease lease = generation.Acquire();
        return [$"sequence {generation.AppliedSequence}", .. IndexContent.Of(lease.Searcher.IndexReader)];
    }

    private static Article Story(int number, int round) => new()
    {
        Id = $"m-{number}",
        Newspaper = "芦湾晚报",
        Date = $"2023-03-{1 + (number % 20):00}",
        Page = "A01",
        Section = "城事",
        Headline = $"消息{number}第{round}稿",
        Paragraphs = [.. Enumerable.Range(1, 1 + (number % 7)).Select(n => $"东堤昨日栽下{n * 37}株水杉,由沿岸第{n}村看护,来年开春再补种一次。")],
    };
}
