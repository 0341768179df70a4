using System.Text.Json;

namespace Search.Engine.Tests.Ranking;

public sealed class RankingOptionsTests : IDisposable
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly TemporaryDirectory folder = new();

    private static string Shipped { get; } = Path.Combine(EngineFixture.Checkout, "index", "config");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_shipped_file_names_every_weight_there_is_and_no_other_and_holds_the_defaults()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Shipped, RankingOptions.FileName)), WithComments);
        using JsonDocument defaults = JsonSerializer.SerializeToDocument(new RankingOptions(), RankingJson.Default.RankingOptions);
        Assert.Equal(defaults.RootElement.EnumerateObject().Select(p => p.Name).Order(), file.RootElement.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(new RankingOptions(), RankingOptions.Load(Shipped));
    }

    /// <summary>A new kind of evidence has a weight by default, and would become part of what is measured as the reference's work.</summary>
    [Fact]
    public void What_is_measured_against_the_reference_names_every_weight_too()
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllText(Path.Combine(EngineFixture.Checkout, "tests", "Search.Benchmarks", "peer", RankingOptions.FileName)), WithComments);
        using JsonDocument defaults = JsonSerializer.SerializeToDocument(new RankingOptions(), RankingJson.Default.RankingOptions);
        Assert.Equal(defaults.RootElement.EnumerateObject().Select(p => p.Name).Order(), file.RootElement.EnumerateObject().Select(p => p.Name).Order());
    }

    [Theory]
    [InlineData("{ \"saturatoin\": 0.6 }", "saturatoin")]
    [InlineData("{ \"fieldWeights\": { \"kicker\": 2, \"headline\": 8, \"subhead\": 2, \"bylines\": 1, \"section\": 1, \"body\": 1, \"caption\": 1 } }", "caption")]
    [InlineData("{ \"saturation\": 11 }", "saturation is 11")]
    [InlineData("{ \"passageWindow\": 1 }", "passageWindow is 1")]
    [InlineData("{ \"wordWeight\": \"viel\" }", "wordWeight")]
    public void A_misspelt_key_and_a_value_out_of_range_are_refused_by_name(string json, string named)
    {
        File.WriteAllText(Path.Combine(folder.Path, RankingOptions.FileName), json);
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => RankingOptions.Load(folder.Path)).Message, StringComparison.Ordinal);
    }
}
