using System.Globalization;
using System.Text;
using System.Text.Json;
using Search.EndToEnd.Tests.Processes;

namespace Search.Cli.Tests;

/// <summary>Erase, backup, restore, verify: what they do to the disk of a real service.</summary>
public sealed class KeepingCommandTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cli-keep-").FullName;
    private ServiceRun service = null!;

    private string Data => Path.Combine(folder, "data");

    private string BackupFolder => Path.Combine(folder, "backup");

    public async ValueTask InitializeAsync() => service = await StartAsync(Data);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Erase_leaves_the_text_in_no_file_and_says_what_it_took_out()
    {
        await IngestAsync(("k-1", "渡口夜灯", "渡口昨夜亮起三十盏灯。"), ("k-2", "仓库失窃案", "证人名叫阙如晦,住鸢尾巷。"));
        Assert.NotEmpty(FilesWith("阙如晦"));

        CommandRun erased = await RunAsync("erase", "k-2", "--reason", "法院令第七号");
        Assert.Equal((0, "erased k-2: 1 log entries\n"), (erased.Code, erased.Output));
        Assert.Empty(FilesWith("阙如晦"));
        Assert.Contains(FilesWith("法院令第七号"), f => f.EndsWith("audit.jsonl", StringComparison.Ordinal));
        Assert.Equal(["k-1"], await FoundAsync("渡口"));
        Assert.Empty(await FoundAsync("失窃"));

        await IngestAsync(("k-9", "仓库失窃案", "证人名叫阙如晦,住鸢尾巷。"));
        Assert.Empty(await FoundAsync("失窃"));

        CommandRun unknown = await RunAsync("erase", "no-such", "k-1");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("no-such: NOT_FOUND", unknown.Messages, StringComparison.Ordinal);
        Assert.Contains("erased k-1", unknown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_written_on_verified_and_restored()
    {
        await IngestAsync([.. Enumerable.Range(0, 30).Select(i => ($"k-{i}", $"渡口消息{i}", $"渡口第{i}号船昨日靠岸。"))]);
        CommandRun first = await RunAsync("backup", BackupFolder);
        Assert.Equal((0, ""), (first.Code, first.Messages));
        Assert.EndsWith(" 0 kept\n", first.Output, StringComparison.Ordinal);

        await IngestAsync(("k-30", "渡口停航", "渡口明日停航一天。"));
        CommandRun second = await RunAsync("backup", BackupFolder);
        Assert.Equal(0, second.Code);
        Assert.DoesNotContain(" 0 kept", second.Output, StringComparison.Ordinal);
        Assert.True(Bytes(second.Output) < Bytes(first.Output), $"a further backup wrote as much as the first: {first.Output}{second.Output}");
        CommandRun verified = await RunLocallyAsync("verify", BackupFolder);
        Assert.Equal((0, ""), (verified.Code, verified.Messages));
        Assert.Contains("31 articles", verified.Output, StringComparison.Ordinal);

        CommandRun inUse = await RunLocallyAsync("verify", Data);
        Assert.Equal(1, inUse.Code);
        Assert.Contains("in use", inUse.Messages, StringComparison.Ordinal);
        await StopAsync();
        Assert.Equal(0, (await RunLocallyAsync("verify", Data)).Code);

        CommandRun over = await RunLocallyAsync("restore", BackupFolder, "--into", Data);
        Assert.Equal(1, over.Code);
        Assert.Contains("is not empty", over.Messages, StringComparison.Ordinal);
        string restored = Path.Combine(folder, "restored");
        Assert.Equal(0, (await RunLocallyAsync("restore", BackupFolder, "--into", restored)).Code);
        service = await StartAsync(restored);
        Assert.Equal(["k-30"], await FoundAsync("停航"));

        string block = Directory.EnumerateFiles(Path.Combine(BackupFolder, "objects"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        byte[] bytes = await File.ReadAllBytesAsync(block);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(block, bytes);
        CommandRun damaged = await RunLocallyAsync("verify", BackupFolder);
        Assert.Equal(1, damaged.Code);
        Assert.Contains(Path.GetFileName(block), damaged.Messages, StringComparison.Ordinal);
        Assert.StartsWith("not ok", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restore_to_a_sequence_brings_back_what_was_then()
    {
        await IngestAsync(("k-1", "渡口开航", "渡口今日开航。"), ("k-2", "灯塔换灯", "灯塔换上新灯。"));
        long then = await SequenceAsync();
        await IngestAsync(("k-1", "渡口停航", "渡口今日停航。"), ("k-3", "码头扩建", "码头动工扩建。"));
        Assert.Equal(0, (await RunAsync("delete", "k-2")).Code);
        Assert.Equal(0, (await RunAsync("backup", BackupFolder)).Code);
        await StopAsync();

        CommandRun beyond = await RunLocallyAsync("restore", BackupFolder, "--into", Path.Combine(folder, "beyond"), "--sequence", "100000");
        Assert.Equal(1, beyond.Code);
        Assert.Contains("reaches from sequence 0 to", beyond.Messages, StringComparison.Ordinal);
        string earlier = Path.Combine(folder, "earlier");
        CommandRun restored = await RunLocallyAsync("restore", BackupFolder, "--into", earlier, "--sequence", then.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((0, $"restored to sequence {then} in {earlier}\n"), (restored.Code, restored.Output));
        Assert.Equal(0, (await RunLocallyAsync("verify", earlier)).Code);

        service = await StartAsync(earlier);
        Assert.Equal(["k-1"], await FoundAsync("开航"));
        Assert.Equal(["k-2"], await FoundAsync("灯塔"));
        Assert.Empty(await FoundAsync("停航"));
        Assert.Empty(await FoundAsync("码头"));
    }

    private static Task<ServiceRun> StartAsync(string data) => ServiceRun.StartAsync(data, "--Search:Ingestion:InProcess=false", "--Search:Engine:CommitInterval=00:00:00.1");

    private async Task StopAsync()
    {
        await service.StopAsync();
        await service.DisposeAsync();
    }

    /// <summary>Fed and searchable when it returns: that is what the command promises.</summary>
    private async Task IngestAsync(params (string Id, string Headline, string Body)[] articles)
    {
        string file = Path.Combine(folder, "articles.jsonl");
        await File.WriteAllLinesAsync(file, articles.Select(a => JsonSerializer.Serialize(new { id = a.Id, newspaper = "渡口晚报", date = "2024-05-01", page = "A01", headline = a.Headline, body = a.Body })));
        CommandRun run = await RunAsync("ingest", file);
        Assert.True(run.Code == 0, run.Messages);
        File.Delete(file);
    }

    private async Task<string[]> FoundAsync(string query)
    {
        CommandRun run = await RunAsync("query", query, "--json");
        Assert.Equal((0, ""), (run.Code, run.Messages));
        return [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("id").GetString()!)];
    }

    private async Task<long> SequenceAsync() => JsonDocument.Parse((await RunAsync("status", "--json")).Output).RootElement.GetProperty("logSequence").GetInt64();

    private static long Bytes(string output) => long.Parse(output.Split('(')[1].Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Files of the data directory that hold the text, as it is or with two bytes a character.</summary>
    private string[] FilesWith(string text)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), Encoding.BigEndianUnicode.GetBytes(text)];
        return [.. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is not ("worker.sock" or "lock") && Holds(f, forms))];
    }

    private static bool Holds(string file, byte[][] forms)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[stream.Length];
            int read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return forms.Any(form => content.AsSpan(0, read).IndexOf(form) >= 0);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // the service is at work: a file that a commit or merge has removed since holds nothing
        }
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => SearchCommand.RunAsync([.. arguments, "--address", service.Address]);

    private static Task<CommandRun> RunLocallyAsync(params string[] arguments) => SearchCommand.RunAsync(arguments);
}
