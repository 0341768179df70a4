using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;

namespace Search.Crash;

/// <summary>
/// Single articles under ids of their own, put in batches or as a stream, deleted, erased. For each id the last acknowledged
/// headline (null: none) and the change that was on its way when the service died.
/// </summary>
internal sealed class ArticleModel(int seed, int number, ErasedTexts erased)
{
    private const int Ids = 120;

    private readonly Random random = new(seed + 1000 + number);
    private readonly Dictionary<string, Slot> slots = [];
    private readonly HashSet<string> touched = [];
    private int markers = 5_000_000 + (number * 500_000);
    private int names;

    public int Acknowledged { get; private set; }

    public int ArticleCount => slots.Values.Count(s => s.Headline is not null);

    public async Task FeedAsync(Target target)
    {
        while (!target.IsKilled)
        {
            await (random.Next(10) switch
            {
                < 4 => BatchAsync(target),
                < 7 => StreamAsync(target),
                < 9 => DeleteAsync(target),
                _ => EraseAsync(target),
            });
        }
    }

    /// <summary>What was touched since the last look, and some others, are as acknowledged or as on their way.</summary>
    public async Task CheckAsync(ServiceRun service, long minSequence, bool all)
    {
        foreach (List<Slot> batch in slots.Values.Where(s => s.Batch is not null).Select(s => s.Batch!).Distinct().ToList())
        {
            // All or none of a batch.
            bool?[] there = await Task.WhenAll(batch.Select(async s => s.Pending == s.Headline ? null : (bool?)(await ReadAsync(service, s.Id) == s.Pending)));
            Broken.Unless(there.All(t => t != true) || there.All(t => t != false), $"a batch is there in part: {string.Join(' ', batch.Select(s => s.Id))}");
        }

        foreach (Slot slot in slots.Values.Where(s => all || touched.Contains(s.Id) || random.Next(20) == 0))
        {
            string? headline = await ReadAsync(service, slot.Id);
            Broken.Unless(headline == slot.Headline || (slot.HasPending && headline == slot.Pending), $"{slot.Id}: acknowledged {slot.Headline ?? "nothing"}, on its way {(slot.HasPending ? slot.Pending ?? "a delete" : "nothing")}, stored {headline ?? "nothing"}");
            if (headline is not null) await FoundAsync(service, headline, [slot.Id], minSequence);
            foreach (string old in slot.Former.Where(f => f != headline).TakeLast(2)) await FoundAsync(service, old, [], minSequence);
        }
    }

    /// <summary>Sends again what was not acknowledged, as every client must.</summary>
    public async Task SettleAsync(Target target)
    {
        foreach (List<Slot> batch in slots.Values.Where(s => s.Batch is not null).Select(s => s.Batch!).Distinct().ToList()) await PutBatchAsync(target, batch);
        foreach (Slot slot in slots.Values.Where(s => s.HasPending).ToList())
        {
            if (slot.Pending is not null) await PutBatchAsync(target, [slot]);
            else if (slot.Erasing) await SendEraseAsync(target, slot);
            else await SendDeleteAsync(target, slot);
        }

        Broken.Unless(slots.Values.All(s => !s.HasPending), "what was sent again was not acknowledged");
        touched.Clear();
    }

    private async Task BatchAsync(Target target)
    {
        List<Slot> batch = Choose();
        foreach (Slot slot in batch) slot.Batch = batch;
        await PutBatchAsync(target, batch);
    }

    private async Task PutBatchAsync(Target target, List<Slot> batch)
    {
        var request = new BatchPutArticlesRequest();
        request.Articles.AddRange(batch.Select(ToArticle));
        if (await target.TryAsync("BatchPutArticles", async () => await target.Service.Ingestion.BatchPutArticlesAsync(request))) foreach (Slot slot in batch) Acknowledge(slot);
    }

    private async Task StreamAsync(Target target)
    {
        List<Slot> sent = Choose();
        await target.TryAsync("PutArticles", async () =>
        {
            using var call = target.Service.Ingestion.PutArticles();
            foreach (Slot slot in sent) await call.RequestStream.WriteAsync(new PutArticlesRequest { Article = ToArticle(slot) });
            await call.RequestStream.CompleteAsync();
            await foreach (PutArticlesResponse answer in call.ResponseStream.ReadAllAsync())
            {
                Broken.Unless(answer.Error is null, $"{sent[(int)answer.Index].Id} was refused: {answer.Error}");
                Acknowledge(sent[(int)answer.Index]);
            }
        });
    }

    private async Task DeleteAsync(Target target)
    {
        if (Any(s => s.Headline is not null && !s.HasPending) is not { } slot) return;
        slot.SetPending(null);
        await SendDeleteAsync(target, slot);
    }

    private async Task SendDeleteAsync(Target target, Slot slot)
    {
        touched.Add(slot.Id);
        if (await target.TryAsync("DeleteArticle", async () =>
        {
            try
            {
                await target.Service.Ingestion.DeleteArticleAsync(new DeleteArticleRequest { Id = slot.Id });
            }
            catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
            {
                // The first try had come through.
            }
        })) Acknowledge(slot);
    }

    private async Task EraseAsync(Target target)
    {
        if (random.Next(4) > 0 || Any(s => s.Former.Count > 0 && !s.HasPending && !s.Erasing) is not { } slot) return;
        slot.SetPending(null);
        slot.Erasing = true;
        await SendEraseAsync(target, slot);
    }

    private async Task SendEraseAsync(Target target, Slot slot)
    {
        touched.Add(slot.Id);
        do
        {
            if (await target.TryAsync("EraseArticle", async () => await target.Service.Ingestion.EraseArticleAsync(new EraseArticleRequest { Id = slot.Id, Reason = "test" })))
            {
                Acknowledge(slot);
                erased.Add(slot.Former);
                return;
            }

            await Task.Delay(200); // a reindex runs: wait for its end
        }
        while (!target.IsKilled);
    }

    private List<Slot> Choose()
    {
        List<Slot> chosen = [];
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            Slot slot = slots.Count < Ids ? New() : Any(s => !s.HasPending && !s.Erasing) ?? New();
            slot.SetPending(Marker.Of(markers++));
            touched.Add(slot.Id);
            chosen.Add(slot);
        }

        return chosen;
    }

    private Slot New()
    {
        var slot = new Slot($"m{number}-{names++}");
        slots.Add(slot.Id, slot);
        return slot;
    }

    private Slot? Any(Func<Slot, bool> condition)
    {
        List<Slot> fitting = [.. slots.Values.Where(condition)];
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)];
    }

    private void Acknowledge(Slot slot)
    {
        slot.Acknowledge();
        Acknowledged++;
    }

    private Article ToArticle(Slot slot) => new()
    {
        Id = slot.Id,
        Newspaper = $"单篇{number}报",
        Date = "2024-02-03",
        Page = "A01",
        Headline = slot.Pending!,
        Paragraphs = { $"本报讯 这里是{slot.Pending}的全文,记者从现场发回报道。", string.Concat(Enumerable.Repeat($"{slot.Pending}之后还有许多话要说。", random.Next(1, 12))) },
    };

    private static async Task<string?> ReadAsync(ServiceRun service, string id)
    {
        try
        {
            return (await service.Search.GetArticleAsync(new GetArticleRequest { Id = id })).Article.Headline;
        }
        catch (RpcException none) when (none.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static async Task FoundAsync(ServiceRun service, string marker, string[] ids, long minSequence)
    {
        var found = await service.Search.SearchAsync(new SearchRequest { Query = marker, UnfoldReprints = true, MinSequence = minSequence });
        Broken.Unless(found.Hits.Select(h => h.Id).SequenceEqual(ids), $"{marker} is found as [{string.Join(' ', found.Hits.Select(h => h.Id))}], not as [{string.Join(' ', ids)}]");
    }

    private sealed class Slot(string id)
    {
        public string Id => id;

        public string? Headline { get; private set; }

        public string? Pending { get; private set; }

        public bool HasPending { get; private set; }

        /// <summary>From when an erasure is asked for; such an id is not used again.</summary>
        public bool Erasing { get; set; }

        /// <summary>What went with it, all or none.</summary>
        public List<Slot>? Batch { get; set; }

        /// <summary>Every headline it was ever sent with.</summary>
        public List<string> Former { get; } = [];

        public void SetPending(string? headline)
        {
            (Pending, HasPending) = (headline, true);
            if (headline is not null) Former.Add(headline);
        }

        public void Acknowledge() => (Headline, HasPending, Batch) = (Pending, false, null);
    }
}
