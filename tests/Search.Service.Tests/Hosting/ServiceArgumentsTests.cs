using Search.Engine;
using Search.Ingestion;
using Search.Service.Hosting;
using Search.Service.Security;
using Search.Service.Telemetry;

namespace Search.Service.Tests.Hosting;

public sealed class ServiceArgumentsTests
{
    [Fact]
    public void The_sample_switch_does_not_swallow_the_argument_after_it()
    {
        var parsed = ServiceArguments.Parse(["--sample", "--Search:DataDirectory", "somewhere", "--Logging:LogLevel:Default=Debug"]);

        Assert.True(parsed.Sample);
        Assert.Equal(["--Search:DataDirectory=somewhere", "--Logging:LogLevel:Default=Debug"], parsed.Configuration);
    }

    [Theory]
    [InlineData("--sampel")]
    [InlineData("sample")]
    [InlineData("--Search:DataDirectroy=x")]
    [InlineData("--Search:Engine:=x")]
    public void An_unknown_argument_is_refused(string argument)
    {
        var refused = Assert.Throws<UsageException>(() => ServiceArguments.Parse([argument]));

        Assert.Contains("unknown argument", refused.Message);
    }

    [Theory]
    [InlineData("--Search:DataDirectory")]
    [InlineData("--Search:DataDirectory --sample")]
    public void A_key_without_a_value_is_refused(string line)
    {
        var refused = Assert.Throws<UsageException>(() => ServiceArguments.Parse(line.Split(' ')));

        Assert.Contains("needs a value", refused.Message);
    }

    [Fact]
    public async Task Usage_errors_end_with_2_and_one_line()
    {
        using var errors = new StringWriter();
        int code = await ServiceProcess.RunAsync(["--bogus"], TextWriter.Null, errors);

        Assert.Equal(2, code);
        Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Help_and_version_end_with_0()
    {
        using var output = new StringWriter();

        Assert.Equal(0, await ServiceProcess.RunAsync(["--help"], output, TextWriter.Null));
        Assert.Equal(0, await ServiceProcess.RunAsync(["--version"], output, TextWriter.Null));
        Assert.Contains("Search:DataDirectory", output.ToString());
    }

    /// <summary>But for folders, which are set elsewhere, and what only measurements turn off.</summary>
    [Fact]
    public async Task Help_names_every_option()
    {
        using var output = new StringWriter();
        await ServiceProcess.RunAsync(["--help"], output, TextWriter.Null);
        string help = output.ToString();

        string[] others = [nameof(EngineOptions.DataDirectory), nameof(EngineOptions.DictionariesDirectory), nameof(EngineOptions.ConfigDirectory), nameof(EngineOptions.KeepsAnswers), nameof(EngineOptions.HelpsOn)];
        var options = new[] { typeof(EngineOptions), typeof(IngestionOptions), typeof(TelemetryOptions), typeof(AccessOptions) }
            .SelectMany(type => type.GetProperties()).Where(option => option.CanWrite).Select(option => option.Name).Except(others);
        Assert.DoesNotContain(options, option => !help.Contains(option, StringComparison.Ordinal));
    }
}
