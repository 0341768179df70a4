namespace Search.Engine.Tests.Generations;

/// <summary>A reindex that stands still in the analysis of its first article until it is let go.</summary>
internal sealed class HeldAnalysis : IDisposable
{
    private readonly ManualResetEventSlim entered = new();
    private readonly ManualResetEventSlim released = new();
    private volatile bool holds;

    public void BeforeAnalysis(Article article)
    {
        if (!holds) return;
        entered.Set();
        released.Wait();
    }

    /// <returns>The id of a reindex that waits.</returns>
    public async Task<string> BeginReindexAsync(EngineFixture fixture)
    {
        await fixture.ReadyAsync();
        PutReceipt put = await fixture.PutAsync("a-1", "大桥新闻", "云溪大桥昨日通车。");
        await fixture.Engine.WaitForSequenceAsync(put.Sequence, default);
        HoldNext();
        string begun = fixture.Engine.StartReindex(null).Id;
        WaitEntered();
        return begun;
    }

    /// <summary>What is analysed from now on waits.</summary>
    public void HoldNext() => holds = true;

    public void WaitEntered() => entered.Wait();

    public void LetGo()
    {
        holds = false;
        released.Set();
    }

    public void Dispose()
    {
        entered.Dispose();
        released.Dispose();
    }
}
