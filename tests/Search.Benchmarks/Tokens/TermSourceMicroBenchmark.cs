using BenchmarkDotNet.Attributes;
using Search.Analysis;

namespace Search.Benchmarks.Tokens;

/// <summary>The way indexing takes, with its allocations: <c>micro --filter *TermSource*</c>.</summary>
[MemoryDiagnoser]
public class TermSourceMicroBenchmark
{
    private TermSource source = null!;

    private struct Counted : ITermSink
    {
        internal int Terms;

        public void Add(scoped ReadOnlySpan<char> term, int start, int end, int positionIncrement) => Terms++;
    }

    [GlobalSetup]
    public void Load() => source = Dictionaries.Load().CreateTermSource(AnalysisMode.Index);

    [Benchmark]
    public int Words()
    {
        var sink = new Counted();
        source.GiveWords(TokensMicroBenchmark.Paragraph, ref sink);
        return sink.Terms;
    }

    [Benchmark]
    public int Grams()
    {
        var sink = new Counted();
        source.GiveGrams(TokensMicroBenchmark.Paragraph, ref sink);
        return sink.Terms;
    }
}
