using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

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

    [Fact]
    public void A_section_is_read_whatever_the_case_of_its_keys()
    {
        IngestionOptions options = Read(("InProcess", "false"), ("settle", "00:00:05"), ("Feed:RetryBudget", "7"), ("feed:giveupafter", "00:00:09"));

        Assert.Equal(new IngestionOptions { Inbox = "inbox", Settle = TimeSpan.FromSeconds(5), Feed = new FeedOptions { RetryBudget = 7, GiveUpAfter = TimeSpan.FromSeconds(9) } }, options);
    }

    [Theory]
    [InlineData("Setle")]
    [InlineData("Feed:RetryBuget")]
    [InlineData("Inbox")] // stands beside the section
    public void A_key_that_nobody_reads_is_refused(string key) =>
        Assert.Contains($"Search:Ingestion:{key} ", Assert.Throws<ValidationException>(() => Read((key, "00:00:05"))).Message, StringComparison.Ordinal);

    private static IngestionOptions Read(params (string Key, string Value)[] values) =>
        IngestionOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))).Build(), "inbox");
}
