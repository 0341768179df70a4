using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;

namespace Search.Crash;

/// <summary>What operators and readers do meanwhile: reindexes, cancels, rollbacks, backups, user words, searches.</summary>
internal sealed class Disturbances(int seed, string backup)
{
    /// <summary>One for each of the two that go on beside each other.</summary>
    private readonly Random random = new(seed + 3000), queries = new(seed + 4000);
    private readonly HashSet<string> words = [];
    private string? wordOnItsWay;
    private int wordCount;

    public int Searches { get; private set; }

    public int Reindexes { get; private set; }

    public int Backups { get; private set; }

    public int BackupsBegun { get; private set; }

    /// <summary>Searches must be answered for as long as the service lives, whatever else goes on.</summary>
    public async Task SearchAsync(Target target)
    {
        while (!target.IsKilled)
        {
            if (await target.TryAsync("Search", async () =>
            {
                try
                {
                    await target.Service.Search.SearchAsync(new SearchRequest { Query = queries.Next(2) == 0 ? "记者 现场" : "报道", PageSize = 5 });
                }
                catch (RpcException building) when (building.StatusCode == StatusCode.Unavailable && building.Status.Detail.Contains("being built", StringComparison.Ordinal))
                {
                    // The very first index, or one that was damaged: there is none to answer from.
                }
            })) Searches++;
            await Task.Delay(20);
        }
    }

    /// <param name="turn">What comes first, so that kills fall into reindexes and backups as often as into anything else.</param>
    public async Task AdministerAsync(Target target, int turn)
    {
        int next = (turn % 3) switch { 0 => 0, 1 => 4, _ => random.Next(8) };
        for (; !target.IsKilled; next = random.Next(8))
        {
            await Task.Delay(random.Next(0, 200));
            switch (next)
            {
                case 0 or 1:
                    if (await target.TryAsync("StartReindex", async () => await target.Service.Admin.StartReindexAsync(new StartReindexRequest { Reparse = random.Next(3) == 0 }))) Reindexes++;
                    break;
                case 2:
                    await target.TryAsync("CancelReindex", () => CancelAsync(target.Service));
                    break;
                case 3:
                    await target.TryAsync("ActivateGeneration", () => ActivateAsync(target.Service));
                    break;
                case 4 or 6:
                    BackupsBegun++;
                    if (await target.TryAsync("CreateBackup", () => BackUpAsync(target.Service))) Backups++;
                    break;
                case 5:
                    await target.TryAsync("VerifyIndex", async () =>
                    {
                        var report = await target.Service.Admin.VerifyIndexAsync(new VerifyIndexRequest());
                        Broken.Unless(report.Ok, "VerifyIndex under load: " + string.Join("; ", report.Problems));
                    });
                    break;
                default:
                    await PutWordAsync(target, $"词模{++wordCount}号");
                    break;
            }
        }
    }

    public async Task CheckAsync(Target target)
    {
        HashSet<string> listed = [.. (await target.Service.Admin.ListUserWordsAsync(new ListUserWordsRequest())).Words.Select(w => w.Word)];
        Broken.Unless(words.IsSubsetOf(listed), $"user words are lost: {string.Join(' ', words.Except(listed))}");
        if (wordOnItsWay is { } word) await PutWordAsync(target, word);
    }

    private async Task PutWordAsync(Target target, string word)
    {
        wordOnItsWay = word;
        if (!await target.TryAsync("PutUserWords", async () => await target.Service.Admin.PutUserWordsAsync(new PutUserWordsRequest { Words = { word } }))) return;
        wordOnItsWay = null;
        words.Add(word);
    }

    private async Task BackUpAsync(ServiceRun service)
    {
        try
        {
            await service.Admin.CreateBackupAsync(new CreateBackupRequest { Directory = backup });
        }
        catch (RpcException refused) when (refused.Status.Detail.Contains("no backup", StringComparison.Ordinal))
        {
            throw new Broken("what a killed backup left is in the way of the next: " + refused.Status.Detail);
        }
    }

    private static async Task CancelAsync(ServiceRun service)
    {
        var running = (await service.Admin.ListReindexesAsync(new ListReindexesRequest())).Reindexes.FirstOrDefault(r => r.EndedAt is null);
        if (running is not null) await service.Admin.CancelReindexAsync(new CancelReindexRequest { Id = running.Id });
    }

    private static async Task ActivateAsync(ServiceRun service)
    {
        var other = (await service.Admin.ListReindexesAsync(new ListReindexesRequest())).Generations.FirstOrDefault(g => !g.Live);
        if (other is null) return;
        try
        {
            await service.Admin.ActivateGenerationAsync(new ActivateGenerationRequest { Generation = other.Name });
        }
        catch (RpcException pruned) when (pruned.StatusCode == StatusCode.NotFound)
        {
            // A reindex or an erasure removed it in between.
        }
    }
}
