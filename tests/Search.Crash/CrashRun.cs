using Grpc.Core;
using Search.Contracts.V1;
using Search.EndToEnd.Tests.Processes;
using Search.Engine;

namespace Search.Crash;

/// <summary>Feed, kill, start, compare; as often as asked.</summary>
internal sealed class CrashRun
{
    private readonly string data;
    private readonly string backup;
    private readonly int kills;
    private readonly TextWriter output;
    private readonly Random moments;
    private readonly ErasedTexts erased = new();
    private readonly PageModel[] pages;
    private readonly ArticleModel[] articles;
    private readonly InboxModel inbox;
    private readonly Disturbances disturbances;
    private readonly BuildWatch build;
    private int verified;

    public CrashRun(string data, int kills, int seed, TextWriter output)
    {
        this.data = data;
        this.kills = kills;
        this.output = output;
        backup = data + "-backup";
        moments = new Random(seed);
        pages = [.. Enumerable.Range(0, 2).Select(n => new PageModel(seed, n))];
        articles = [.. Enumerable.Range(0, 2).Select(n => new ArticleModel(seed, n, erased))];
        inbox = new InboxModel(seed, Path.Combine(data, "inbox"), erased);
        disturbances = new Disturbances(seed, backup);
        build = new BuildWatch(Path.Combine(data, "generations"));
    }

    private int Acknowledged => pages.Sum(p => p.Acknowledged) + articles.Sum(a => a.Acknowledged);

    /// <exception cref="Broken">A promise was not kept.</exception>
    public async Task RunAsync()
    {
        int early = 0, builds = 0;
        for (int kill = 1; kill <= kills; kill++)
        {
            // A start that never gets ready: what it repaired must not be worse for it.
            if (moments.Next(5) == 0 && kill > 1)
            {
                early++;
                await ServiceRun.KillAtStartAsync(data, TimeSpan.FromMilliseconds(moments.Next(30, 1500)), Arguments);
                continue;
            }

            await using ServiceRun service = await StartAsync();
            var target = new Target(service);
            await build.CheckAsync();
            await CheckAsync(target, all: false, verifyBackup: kill % 10 == 0 || disturbances.Backups > verified);
            Task work = Task.WhenAll([.. pages.Select(m => m.FeedAsync(target)), .. articles.Select(m => m.FeedAsync(target)), inbox.FeedAsync(target), disturbances.SearchAsync(target), disturbances.AdministerAsync(target, kill)]);
            // Of the lives that begin with a reindex most end in its first commit, which chance hits once in hundreds of kills.
            if (kill % 3 == 0 && moments.Next(3) > 0) build.WaitForFiles(moments.Next(1, 8), TimeSpan.FromSeconds(20), work);
            else await MomentAsync(work, longer: kill % 4 == 1);
            await target.KillAsync();
            build.Note();
            if (build.Left > 0) builds++;
            await work;
            output.WriteLine($"kill {kill}: {Acknowledged} changes acknowledged, {inbox.Files} files in the inbox, {disturbances.Searches} searches answered, {disturbances.Reindexes} reindexes begun, {disturbances.Backups} of {disturbances.BackupsBegun} backups finished, {erased.Count} texts erased{(build.Left > 0 ? $"; {build.Left} files of a build without a commit are left" : "")}");
        }

        await using ServiceRun last = await StartAsync();
        await build.CheckAsync();
        await CheckAsync(new Target(last), all: true, verifyBackup: true);
        Broken.Unless(Acknowledged > 0, "nothing was ever acknowledged: the kills came too early to prove anything");
        output.WriteLine($"{kills} kills ({early} of them before the start was complete, {builds} in the first commit of a build): {Acknowledged} acknowledged changes, none lost, none doubled, none back");
    }

    /// <summary>
    /// A random amount of acknowledged work, then a random moment more: a time alone would on a loaded machine kill every service
    /// before it has done anything.
    /// </summary>
    /// <param name="longer">Not before a backup has ended: else all of them would be cut off, and none could be verified.</param>
    private async Task MomentAsync(Task work, bool longer)
    {
        int backups = disturbances.Backups;
        for (int i = 0; longer && disturbances.Backups == backups && i < 1500 && !work.IsCompleted; i++) await Task.Delay(10);
        int wanted = Acknowledged + moments.Next(0, 80);
        for (int i = 0; Acknowledged < wanted && i < 2000 && !work.IsCompleted; i++) await Task.Delay(10);
        await Task.Delay(moments.Next(0, 500));
    }

    private static string[] Arguments => ["--Search:Engine:CommitInterval=00:00:00.2", "--Search:Engine:IdleMergeDelay=00:00:00.1", "--Search:Ingestion:Settle=00:00:00.05", "--Search:Ingestion:ScanInterval=00:00:01"];

    private Task<ServiceRun> StartAsync() => ServiceRun.StartAsync(data, Arguments);

    private async Task CheckAsync(Target target, bool all, bool verifyBackup)
    {
        try
        {
            await ComparedAsync(target, all, verifyBackup);
        }
        catch (RpcException failed)
        {
            // Nothing kills the service now: its own log is the only witness.
            throw new Broken($"{failed}\n{target.Service.Log}");
        }
    }

    private async Task ComparedAsync(Target target, bool all, bool verifyBackup)
    {
        ServiceRun service = target.Service;
        await inbox.CheckAsync(service);
        long head = await HeadAsync(service);
        foreach (PageModel model in pages) await model.CheckAsync(service.Search, head, all);
        foreach (ArticleModel model in articles) await model.CheckAsync(service, head, all);
        foreach (PageModel model in pages) await model.SettleAsync(target);
        foreach (ArticleModel model in articles) await model.SettleAsync(target);
        await inbox.SettleAsync(target);
        await disturbances.CheckAsync(target);
        head = await HeadAsync(service);
        await service.Search.SearchAsync(new SearchRequest { Query = "报道", MinSequence = head });
        var report = await service.Admin.VerifyIndexAsync(new VerifyIndexRequest());
        Broken.Unless(report.Ok, string.Join("; ", report.Problems) + "\n" + service.Log);
        int expected = pages.Sum(p => p.ArticleCount) + articles.Sum(a => a.ArticleCount) + inbox.ArticleCount;
        Broken.Unless(report.Articles == expected, $"{report.Articles} articles in log and index, {expected} were acknowledged");
        var status = await service.Admin.GetStatusAsync(new GetStatusRequest());
        Broken.Unless(status.SearchableSequence == status.LogSequence, $"searches show {status.SearchableSequence}, the log is at {status.LogSequence}");
        await erased.CheckAsync(data);
        if (!verifyBackup || !Backup.IsBackup(backup)) return;
        VerifyReport sound = Backup.Verify(backup, default);
        verified = disturbances.Backups;
        Broken.Unless(sound.Ok, "the backup: " + string.Join("; ", sound.Problems));
    }

    private static async Task<long> HeadAsync(ServiceRun service) => (await service.Admin.GetStatusAsync(new GetStatusRequest())).LogSequence;
}
