using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;
using Search.Engine;

namespace Search.Crash.Disk;

/// <summary>
/// A service on a disk that fills up while it is fed, searched, reindexed and backed up, that gets room again, that is full at the start, and that can only be read. What was
/// acknowledged stays, what was refused is not there, searches are answered all along, and with room everything goes on by itself.
/// </summary>
internal sealed class FullDisk(string folder, TextWriter output)
{
    private static readonly string[] Arguments = ["--Search:Engine:CommitInterval=00:00:00.2", "--Search:Engine:IdleMergeDelay=00:00:00.1", "--Search:Ingestion:InProcess=false"];
    private readonly HashSet<string> acknowledged = [], refused = [];
    private int next, searches;

    public async Task RunAsync()
    {
        await using SmallDisk disk = await SmallDisk.MakeAsync(folder, megabytes: 48);
        output.WriteLine(disk.IsMounted ? "a file system of 48 MB of its own" : "nothing may be mounted here: disk.c refuses in its place");
        string data = Path.Combine(disk.Root, "data"), backup = Path.Combine(disk.Root, "backup");
        await using (ServiceRun service = await ServiceRun.StartAsync(data, Arguments))
        {
            try
            {
                while (acknowledged.Count < 400) Broken.Unless(await PutAsync(service), "a put was refused though there was room");
                await CatchUpAsync(service, "before");
                await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = backup });

                await FillWhileFedAsync(service, disk);
                await ReindexWithoutRoomAsync(service, disk, data);
                await BackUpWithoutRoomAsync(service, disk, backup);
            }
            catch (RpcException failure)
            {
                // What a defect was stands in the service's log alone.
                throw new Broken($"{failure}\n{service.Log}");
            }

            disk.Fill(leave: 0);
            (int code, _) = await service.StopAsync();
            Broken.Unless(code == 0, $"the stop on a full disk ended with {code}: {service.Log}");
        }

        await StartWithoutRoomAsync(disk, data);
        await StartReadOnlyAsync(disk, data);
        output.WriteLine($"{acknowledged.Count} articles acknowledged and there, {refused.Count} refused and not there, {searches} searches answered meanwhile");
    }

    private async Task FillWhileFedAsync(ServiceRun service, SmallDisk disk)
    {
        for (int round = 0; round < 3; round++)
        {
            disk.Fill(leave: 0);
            int refusals = refused.Count;
            // The write-ahead log may have room in what it has taken already.
            for (int i = 0; refused.Count < refusals + 10; i++)
            {
                Broken.Unless(i < 20_000, "a full disk refuses nothing");
                await PutAsync(service);
                await SearchAsync(service);
            }

            disk.Empty();
            await UntilAsync("puts are acknowledged again", async () => await PutAsync(service));
            await CatchUpAsync(service, "with room again");
        }
    }

    private async Task ReindexWithoutRoomAsync(ServiceRun service, SmallDisk disk, string data)
    {
        // One that has room tells what one takes: among the files of the generation that has followed all the puts may be some that a merge has replaced since the last commit.
        string live = await ReindexWithRoomAsync(service, "before");
        string generations = Path.Combine(data, "generations");
        long needed = Directory.EnumerateFiles(Path.Combine(generations, live), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        long segments = Directory.EnumerateFiles(Path.Combine(generations, live, "segments")).Sum(f => new FileInfo(f).Length);
        // From the start, and when the dictionaries are copied and a quarter of the index is written; three quarters where a merge has written the whole once more beside what it replaces.
        foreach (long leave in (long[])[0, needed - (segments * 3 / 4)])
        {
            disk.Fill(leave);
            string id = await StartReindexAsync(service);
            Search.Contracts.V1.Reindex reindex = await EndedAsync(service, id);
            Broken.Unless(reindex.State == Search.Contracts.V1.ReindexState.Failed, $"with {leave} bytes of room the reindex ended as {reindex}");
            Broken.Unless(reindex.Error.Contains("space", StringComparison.OrdinalIgnoreCase) || reindex.Error.Contains("full", StringComparison.OrdinalIgnoreCase), $"the reindex does not say why it failed: {reindex.Error}");
            string serving = (await service.Admin.GetStatusAsync(new GetStatusRequest())).Generation.Name;
            Broken.Unless(serving == live, $"after the failed reindex {serving} is live, before it {live} was");
            disk.Empty();
            Broken.Unless(!Directory.Exists(Path.Combine(generations, id)), $"what the failed reindex {id} had written takes the room still");
            await CatchUpAsync(service, "after a reindex without room");
        }

        await ReindexWithRoomAsync(service, "again");
    }

    /// <returns>The generation that it built.</returns>
    private async Task<string> ReindexWithRoomAsync(ServiceRun service, string when)
    {
        string id = (await service.Admin.StartReindexAsync(new StartReindexRequest())).Reindex.Id;
        Search.Contracts.V1.Reindex whole = await EndedAsync(service, id);
        Broken.Unless(whole.State == Search.Contracts.V1.ReindexState.Succeeded, $"with room {when} the reindex ended as {whole}");
        await CatchUpAsync(service, $"after the reindex with room {when}");
        return id;
    }

    private async Task BackUpWithoutRoomAsync(ServiceRun service, SmallDisk disk, string backup)
    {
        disk.Fill(leave: disk.IsMounted ? 16_384 : 0);
        try
        {
            await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = backup });
            throw new Broken("a backup was acknowledged on a full disk");
        }
        catch (RpcException failure)
        {
            Broken.Unless(failure.StatusCode == StatusCode.Unavailable, $"a backup without room failed with {failure.Status}\n{service.Log}");
        }

        await SearchAsync(service);
        disk.Empty();
        VerifyReport before = Backup.Verify(backup, default);
        Broken.Unless(before.Ok, "after one without room the backup before is damaged: " + string.Join("; ", before.Problems));
        await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = backup });
        VerifyReport after = Backup.Verify(backup, default);
        Broken.Unless(after.Ok, string.Join("; ", after.Problems));
    }

    /// <summary>It may serve or refuse to start with a reason; what it may not do is damage anything.</summary>
    private async Task StartWithoutRoomAsync(SmallDisk disk, string data)
    {
        await StartOrRefuseAsync(data, "on a full disk");
        disk.Empty();
        await using ServiceRun service = await ServiceRun.StartAsync(data, Arguments);
        await CatchUpAsync(service, "after the start on a full disk");
        await service.StopAsync();
    }

    private async Task StartReadOnlyAsync(SmallDisk disk, string data)
    {
        await disk.SetReadOnlyAsync(true);
        (int code, string printed, string errors) = await ServiceRun.RunAsync(data, Arguments);
        Broken.Unless(code == 1, $"on a disk that can only be read the service ended with {code}: {printed}{errors}");
        string told = errors.Split('\n').FirstOrDefault(l => l.StartsWith("search-service: ", StringComparison.Ordinal)) ?? "";
        Broken.Unless(told.Contains(data, StringComparison.Ordinal) && told.Contains("cannot be written", StringComparison.Ordinal), $"it does not say why it does not start: {errors}");
        output.WriteLine(told);
        await disk.SetReadOnlyAsync(false);
        await using ServiceRun service = await ServiceRun.StartAsync(data, Arguments);
        await CatchUpAsync(service, "after it could only be read");
    }

    private async Task StartOrRefuseAsync(string data, string where)
    {
        try
        {
            await using ServiceRun service = await ServiceRun.StartAsync(data, Arguments);
            await SearchAsync(service);
            output.WriteLine($"{where} it starts and answers");
            await service.KillAsync();
        }
        catch (InvalidOperationException refusal)
        {
            Broken.Unless(refusal.Message.Contains("search-service: ", StringComparison.Ordinal) && !refusal.Message.Contains("Unhandled", StringComparison.Ordinal), $"{where}: {refusal.Message}");
            output.WriteLine($"{where} it refuses: {refusal.Message.Split('\n').First(l => l.Contains("search-service: ", StringComparison.Ordinal))}");
        }
    }

    /// <returns>Whether it was acknowledged.</returns>
    private async Task<bool> PutAsync(ServiceRun service)
    {
        string number = (next++).ToString("D6", CultureInfo.InvariantCulture);
        try
        {
            if (next % 3 == 0)
            {
                string id = "full-" + number;
                BatchPutArticlesRequest batch = new();
                batch.Articles.Add(new Search.Contracts.V1.Article { Id = id, Newspaper = "满盘报", Date = "2024-05-01", Page = "B01", Headline = "标记" + number, Paragraphs = { Text(number) } });
                await service.Ingestion.BatchPutArticlesAsync(batch);
                acknowledged.Add(id);
                return true;
            }

            // With its source, which goes to the disk before the log.
            string text = $"满盘报\n满盘报 2024年5月1日 第{number}版 要闻\n\n标记{number}\n\n本报讯 {Text(number)}\n";
            PutIssueRequest issue = new() { Newspaper = "满盘报", Date = "2024-05-01" };
            issue.Pages.Add(new PutPage { Page = number, FileName = number + ".txt", Source = ByteString.CopyFromUtf8(text) });
            PutIssueResponse put = await service.Ingestion.PutIssueAsync(issue);
            acknowledged.Add(put.Pages.Single().Articles.Single().Id);
            return true;
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.Unavailable)
        {
            refused.Add("标记" + number);
            return false;
        }
    }

    private static string Text(string number) => $"编号{number}的消息说,东堤昨日栽下{number}株水杉,由沿岸各村看护。" + new string('补', 600);

    private async Task SearchAsync(ServiceRun service)
    {
        SearchResponse found = await service.Search.SearchAsync(new SearchRequest { Query = "水杉", PageSize = 3 });
        Broken.Unless(found.Hits.Count > 0, "a search found nothing");
        searches++;
    }

    /// <summary>Everything acknowledged and nothing refused is there; log and index are sound and say the same; no alarm is left.</summary>
    private async Task CatchUpAsync(ServiceRun service, string when)
    {
        GetStatusResponse now = new();
        await UntilAsync($"{when}: no alarm", async () =>
        {
            now = await service.Admin.GetStatusAsync(new GetStatusRequest());
            return now.SearchableSequence == now.LogSequence && now.Alarms.All(a => a.StartsWith("reindex ", StringComparison.Ordinal));
        }, () => $": {now.SearchableSequence} of {now.LogSequence} is searchable; {string.Join("; ", now.Alarms)}");
        VerifyIndexResponse report = await service.Admin.VerifyIndexAsync(new VerifyIndexRequest());
        Broken.Unless(report.Ok, $"{when}: {string.Join("; ", report.Problems)}");
        Broken.Unless(report.Articles == acknowledged.Count, $"{when}: {report.Articles} articles are there, {acknowledged.Count} were acknowledged");
        foreach (string id in acknowledged.Order().Where((_, i) => i % 20 == 0)) await service.Search.GetArticleAsync(new GetArticleRequest { Id = id });
        foreach (string marker in refused.Order().Where((_, i) => i % 5 == 0))
            Broken.Unless((await service.Search.SearchAsync(new SearchRequest { Query = $"\"{marker}\"", PageSize = 1 })).Hits.Count == 0, $"{when}: {marker} was refused and is there");
    }

    /// <summary>Where even the audit line finds no room the caller is refused, though the reindex has begun.</summary>
    private static async Task<string> StartReindexAsync(ServiceRun service)
    {
        try
        {
            return (await service.Admin.StartReindexAsync(new StartReindexRequest())).Reindex.Id;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.Unavailable)
        {
            return (await service.Admin.ListReindexesAsync(new ListReindexesRequest())).Reindexes[0].Id;
        }
    }

    private static async Task<Search.Contracts.V1.Reindex> EndedAsync(ServiceRun service, string id)
    {
        Search.Contracts.V1.Reindex? reindex = null;
        await UntilAsync($"reindex {id} ends", async () => (reindex = (await service.Admin.GetReindexAsync(new GetReindexRequest { Id = id })).Reindex).EndedAt is not null);
        return reindex!;
    }

    private static async Task UntilAsync(string what, Func<Task<bool>> holds, Func<string>? instead = null)
    {
        for (int i = 0; !await holds(); i++)
        {
            Broken.Unless(i < 3000, $"not in five minutes: {what}{instead?.Invoke()}");
            await Task.Delay(100);
        }
    }
}
