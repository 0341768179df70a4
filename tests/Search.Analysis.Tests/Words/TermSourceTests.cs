namespace Search.Analysis.Tests.Words;

public sealed class TermSourceTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Shipped.Checkout, "tests", "Search.Analysis.Tests", "Golden", "sentences.txt"));

    private struct Collected(List<AnalyzedToken> tokens) : ITermSink
    {
        public readonly void Add(scoped ReadOnlySpan<char> term, int start, int end, int positionIncrement) =>
            tokens.Add(new AnalyzedToken(term.ToString(), start, end, positionIncrement));
    }

    private struct Counted : ITermSink
    {
        internal int Terms;

        public void Add(scoped ReadOnlySpan<char> term, int start, int end, int positionIncrement) => Terms++;
    }

    [Theory]
    [InlineData(AnalysisMode.Index)]
    [InlineData(AnalysisMode.Query)]
    public void A_sink_gets_what_the_token_stream_gives(AnalysisMode mode)
    {
        TermSource source = Shipped.Analysis.CreateTermSource(mode);
        foreach (string line in Lines)
        {
            var words = new List<AnalyzedToken>();
            var wordSink = new Collected(words);
            source.GiveWords(line, ref wordSink);
            Assert.Equal(Shipped.Analysis.Analyze(line, mode), words);
            var grams = new List<AnalyzedToken>();
            var gramSink = new Collected(grams);
            source.GiveGrams(line, ref gramSink);
            Assert.Equal(ChineseAnalysis.Analyze(line, Shipped.Analysis.Grams), grams);
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        TermSource source = Shipped.Analysis.CreateTermSource(AnalysisMode.Index);
        var sink = new Counted();
        // Code that is not yet compiled for good boxes some values; how soon that is over depends on the machine.
        for (int pass = 0; pass < 5_000; pass++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            GiveAll(source, ref sink);
            if (GC.GetAllocatedBytesForCurrentThread() == before) return;
        }
        Assert.Fail("Every pass allocated.");
    }

    private static void GiveAll(TermSource source, ref Counted sink)
    {
        foreach (string line in Lines)
        {
            source.GiveWords(line, ref sink);
            source.GiveGrams(line, ref sink);
        }
    }

    [Fact]
    public void Every_stage_is_explained_with_its_place_in_the_text()
    {
        IReadOnlyList<AnalysisStage> stages = Shipped.Analysis.Explain("第Ⅲ期增長３．５％。经开区");
        string Stage(string name) => Shipped.Write(stages.Single(stage => stage.Name == name).Tokens);
        Assert.Equal("第/0/1/1 iii/1/2/1 期增/2/4/1 长3.5%/4/9/1 。经开区/9/13/1", Stage("normalized"));
        Assert.Equal("第iii期增长3.5%。/0/10/1 经开区/10/13/1", Stage("sentences"));
        Assert.Equal("第/0/1/1 iii/1/2/1 期/2/3/1 增长/3/5/1 3.5%/5/9/1 。/9/10/1 经开区/10/13/1", Stage("segments"));
        Assert.Contains("经/10/11/3 开/11/12/1 区/12/13/1", Stage("smartcn"));
        Assert.Contains("3.5/5/9/0", Stage("index"));
        Assert.Contains("经开/10/12/1 开区/11/13/1", Stage("grams"));
        Assert.Equal(["normalized", "sentences", "smartcn", "segments", "index", "query", "grams"], stages.Select(stage => stage.Name));
    }
}
