using Microsoft.Extensions.Logging.Abstractions;

namespace Search.Engine.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Theory]
    [InlineData("/proc/nope")] // where nobody may make one, whoever asks
    [InlineData("/proc/nope/data")]
    [InlineData("")] // below a file
    public void One_that_cannot_be_made_is_told_by_name_with_the_cause(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        if (path.Length == 0)
        {
            File.WriteAllText(directory.Sub("file"), "");
            path = Path.Combine(directory.Sub("file"), "data");
        }

        EngineOptions options = new() { DataDirectory = path, DictionariesDirectory = "", ConfigDirectory = "" };
        EngineException refused = Assert.Throws<EngineException>(() => { SearchEngine.Open(options, NullLoggerFactory.Instance, TimeProvider.System); });
        Assert.Equal(EngineFailure.FailedPrecondition, refused.Failure);
        Assert.StartsWith($"the data directory {path} cannot be made: ", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.InnerException);
    }

    public void Dispose() => directory.Dispose();
}
