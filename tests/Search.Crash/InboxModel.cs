using System.Text.Json;
using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;

namespace Search.Crash;

/// <summary>Files dropped into the inbox: each ends in .done, its articles in the log exactly once, however often the worker dies over it.</summary>
internal sealed class InboxModel(int seed, string inbox, ErasedTexts erased)
{
    private readonly Random random = new(seed + 2000);
    private readonly Dictionary<string, string> headlines = [];
    private readonly List<string> unchecked_ = [];

    /// <summary>Lines of articles whose erasure was acknowledged: they are delivered again, and no file may be kept for it.</summary>
    private readonly List<string> erasedLines = [];

    /// <summary>Whose erasure was asked for and not acknowledged yet.</summary>
    private string? erasing;
    private int ids;
    private int markers = 8_000_000;
    private int files;

    public int ArticleCount => headlines.Count;

    public int Files => files;

    public async Task FeedAsync(Target target)
    {
        Directory.CreateDirectory(inbox);
        while (!target.IsKilled)
        {
            if (erasing is not null || (headlines.Count > 0 && random.Next(10) == 0)) await EraseAsync(target);
            string name = $"feed-{files++:D5}.jsonl";
            List<string> lines = [];
            for (int i = random.Next(1, 10); i > 0; i--)
            {
                string id = $"inbox-{ids++}", headline = Marker.Of(markers++);
                headlines.Add(id, headline);
                unchecked_.Add(id);
                lines.Add(LineOf(id, headline));
            }

            if (erasedLines.Count > 0 && random.Next(3) == 0) lines.Add(erasedLines[random.Next(erasedLines.Count)]);

            string part = Path.Combine(inbox, name + ".part");
            await File.WriteAllLinesAsync(part, lines);
            File.Move(part, Path.Combine(inbox, name));
            await Task.Delay(random.Next(50, 300));
        }
    }

    public async Task SettleAsync(Target target)
    {
        while (erasing is not null) await EraseAsync(target);
    }

    /// <summary>One of the articles fed last, perhaps from a file that the worker has not put away yet.</summary>
    private async Task EraseAsync(Target target)
    {
        erasing ??= headlines.Keys.ElementAt(Math.Max(0, headlines.Count - 1 - random.Next(20)));
        string headline = headlines[erasing];
        bool isThere = true;
        if (!await target.TryAsync("EraseArticle", async () =>
        {
            try
            {
                await target.Service.Ingestion.EraseArticleAsync(new EraseArticleRequest { Id = erasing, Reason = "test" });
            }
            catch (RpcException none) when (none.StatusCode == StatusCode.NotFound)
            {
                isThere = false; // not fed yet
            }
        }))
        {
            await Task.Delay(200); // a reindex runs
            return;
        }

        if (isThere)
        {
            erasedLines.Add(LineOf(erasing, headline));
            headlines.Remove(erasing);
            unchecked_.Remove(erasing);
            erased.Add([headline]);
        }

        erasing = null;
    }

    private static string LineOf(string id, string headline) => JsonSerializer.Serialize(new { id, newspaper = "信箱报", date = "2024-03-04", headline, body = $"本报讯 这里是{headline}的全文。" });

    private int Waiting() => Directory.Exists(inbox) ? Directory.EnumerateFiles(inbox, "feed-*").Count() : 0;

    public async Task CheckAsync(ServiceRun service)
    {
        // On a loaded machine many wait: only one that stands still is broken.
        int waiting = Waiting();
        for (int still = 0; waiting > 0; still++)
        {
            Broken.Unless(still < 1200, "no file of the inbox was fed in 120 s\n" + service.Log);
            await Task.Delay(100);
            if (Waiting() is int now && now < waiting) (waiting, still) = (now, 0);
        }

        Broken.Unless(!Directory.Exists(Path.Combine(inbox, ".quarantine")) || !Directory.EnumerateFiles(Path.Combine(inbox, ".quarantine")).Any(), "a sound file of the inbox is in quarantine");
        foreach (string id in unchecked_.Where(id => id != erasing))
        {
            try
            {
                var there = await service.Search.GetArticleAsync(new GetArticleRequest { Id = id });
                Broken.Unless(there.Article.Headline == headlines[id], $"{id} is {there.Article.Headline}, not {headlines[id]}");
            }
            catch (RpcException none) when (none.StatusCode == StatusCode.NotFound)
            {
                throw new Broken($"{id} was in a file of the inbox that is done, and is not there");
            }
        }

        unchecked_.Clear();
    }
}
