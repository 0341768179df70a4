using System.ComponentModel.DataAnnotations;

namespace Search.Ingestion.Tests;

public sealed class IngestionOptionsTests
{
    [Fact]
    public void Defaults_are_in_range() => new IngestionOptions { Inbox = "inbox" }.Validated();

    [Fact]
    public void Everything_out_of_range_is_told_at_once_by_its_name()
    {
        var options = new IngestionOptions { Inbox = " ", ScanInterval = TimeSpan.Zero, MaxFoldersInParallel = 0, Feed = new FeedOptions { MaxBatchArticles = 0, RetryBudget = -1 } };
        string message = Assert.Throws<ValidationException>(options.Validated).Message;
        foreach (string name in new[] { "Search:Inbox", "Search:Ingestion:ScanInterval", "Search:Ingestion:MaxFoldersInParallel", "Search:Ingestion:Feed:MaxBatchArticles", "Search:Ingestion:Feed:RetryBudget" })
            Assert.Contains(name, message, StringComparison.Ordinal);
    }
}
