using System.Diagnostics;
using System.Globalization;

namespace Search.EndToEnd.Tests.Processes;

/// <summary>The program Search.Crash, shorter than by hand. SEARCH_KILLS says how many kills (20), SEARCH_SEED repeats a run.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly string Seed = Environment.GetEnvironmentVariable("SEARCH_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_doubled_or_back_however_often_the_service_is_killed() =>
        await RunAsync("kill", "--kills", Environment.GetEnvironmentVariable("SEARCH_KILLS") ?? "20", "--seed", Seed);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_at_whatever_flush_the_power_fails() =>
        await RunAsync("power", "--engine-every", "150", "--seed", Seed);

    [Fact]
    public async Task Nothing_acknowledged_is_lost_on_a_disk_that_fills_up_or_fails() =>
        await RunAsync("faults", "--faults", "6", "--seed", Seed);

    [Fact]
    public async Task A_full_disk_and_one_that_can_only_be_read_cost_no_acknowledged_article_and_no_search() =>
        await RunAsync("full", "--seed", Seed);

    [Fact]
    public async Task Reads_and_writes_that_give_and_take_a_part_only_change_nothing() =>
        await RunAsync("short", "--seed", Seed);

    private async Task RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Search.Crash.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> printed = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(20)).Token);
            // The reason last: of a long output the end is what is kept.
            output.WriteLine(await printed + await errors);
            Assert.True(process.ExitCode == 0, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
