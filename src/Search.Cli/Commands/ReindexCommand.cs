using System.CommandLine;
using Search.Cli.Output;
using Search.Contracts.V1;

namespace Search.Cli.Commands;

/// <summary><c>search reindex</c> and its subcommands.</summary>
internal static class ReindexCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Command Create(Interrupt interrupt)
    {
        var reparse = new Option<bool>("--reparse") { Description = "Parse every kept page again with the present parser first." };
        var noWait = new Option<bool>("--no-wait") { Description = "Begin it and return." };
        var address = ServiceConnection.AddressOption();
        var command = new Command("reindex", CommandOptions.WithExamples(
            "Build a new generation of the index beside the live one and switch to it. Queries and puts go on meanwhile.",
            "search reindex",
            "search reindex --reparse --no-wait",
            "search reindex list"))
        { reparse, noWait, address, List(), Cancel(), Activate() };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                StartReindexResponse begun = await service.Admin.StartReindexAsync(
                    new StartReindexRequest { Reparse = parsed.GetValue(reparse) }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
                if (!parsed.GetValue(noWait)) return await new ReindexWatch(service, interrupt).FollowAsync(begun.Reindex, cancellation);
                Console.Out.WriteLine(ReindexText.Line(begun.Reindex));
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }

    private static Command List()
    {
        var address = ServiceConnection.AddressOption();
        var command = new Command("list", CommandOptions.WithExamples("Show reindexes and the generations kept, newest first.", "search reindex list")) { address };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                ListReindexesResponse all = await service.Admin.ListReindexesAsync(new ListReindexesRequest(), deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
                foreach (Reindex reindex in all.Reindexes) Console.Out.WriteLine($"reindex {ReindexText.Line(reindex)}");
                foreach (Generation generation in all.Generations) Console.Out.WriteLine($"generation {StatusText.Line(generation)}");
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }

    private static Command Cancel()
    {
        var address = ServiceConnection.AddressOption();
        var id = new Argument<string?>("ID") { Description = "Which; the running one if none is named.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("cancel", CommandOptions.WithExamples("Stop a running reindex and remove what it built.", "search reindex cancel", "search reindex cancel g000002")) { address, id };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                string? which = parsed.GetValue(id);
                if (which is null)
                {
                    ListReindexesResponse all = await service.Admin.ListReindexesAsync(new ListReindexesRequest(), deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
                    which = all.Reindexes.FirstOrDefault(ReindexText.IsRunning)?.Id;
                    if (which is null) return ServiceConnection.Fail("no reindex is running");
                }
                CancelReindexResponse cancelled = await service.Admin.CancelReindexAsync(new CancelReindexRequest { Id = which }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancellation);
                Console.Out.WriteLine(ReindexText.Line(cancelled.Reindex));
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }

    private static Command Activate()
    {
        var address = ServiceConnection.AddressOption();
        var generation = new Argument<string>("GENERATION") { Description = "Its name, as 'search reindex list' shows it." };
        var command = new Command("activate", CommandOptions.WithExamples("Serve from another generation that is still kept (rollback).", "search reindex activate g000001")) { address, generation };
        command.SetAction((parsed, cancellation) => ServiceConnection.RunAsync(
            parsed.GetRequiredValue(address),
            async service =>
            {
                // It catches up with the log before it answers: as long as that takes.
                ActivateGenerationResponse answer = await service.Admin.ActivateGenerationAsync(
                    new ActivateGenerationRequest { Generation = parsed.GetRequiredValue(generation) }, cancellationToken: cancellation);
                Console.Out.WriteLine(StatusText.Line(answer.Generation));
                return ExitCode.Success;
            },
            cancellation));
        return command;
    }
}
