using BenchmarkDotNet.Attributes;
using Lucene.Net.Analysis;
using Search.Analysis;

namespace Search.Benchmarks.Tokens;

/// <summary>Analysis of one paragraph with its allocations: <c>micro --filter *Tokens*</c>.</summary>
[MemoryDiagnoser]
public class TokensMicroBenchmark
{
    // Our own sentences; long enough that the cost of starting a stream does not hide the cost of its tokens.
    internal static readonly string Paragraph = string.Concat(Enumerable.Repeat(
        "云岫区管委会昨日召开春季项目推进会，二十三个重点工程集中开工，总投资3.5亿元。工程师李望舒说：“今年汛期前一定完工！”", 10));

    private Analyzer analyzer = null!;

    [Params("smartcn", "index", "query", "grams")]
    public string Mode { get; set; } = "smartcn";

    [GlobalSetup]
    public void Load()
    {
        ChineseAnalysis analysis = Dictionaries.Load();
        analyzer = TokensCommand.Pick(analysis, Mode);
    }

    [Benchmark]
    public int Analyze()
    {
        int tokens = 0;
        using TokenStream stream = analyzer.GetTokenStream("f", Paragraph);
        stream.Reset();
        while (stream.IncrementToken())
            tokens++;
        stream.End();
        return tokens;
    }
}
