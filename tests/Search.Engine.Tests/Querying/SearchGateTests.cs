namespace Search.Engine.Tests.Querying;

public sealed class SearchGateTests
{
    private readonly SteppedClock clock = new();

    [Fact]
    public async Task While_searches_are_slow_few_may_wait_and_more_are_refused_at_once()
    {
        using SearchGate gate = new(2, TimeSpan.FromMilliseconds(25), clock);
        await LearnAsync(gate, TimeSpan.FromSeconds(1));
        SearchGate.Pass[] running = [await gate.EnterAsync(default), await gate.EnterAsync(default)];
        // However slow, two may wait for each place.
        Task<SearchGate.Pass>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => gate.EnterAsync(default).AsTask())];

        EngineException refused = await Assert.ThrowsAsync<EngineException>(async () => await gate.EnterAsync(default));

        Assert.Equal(EngineFailure.Overloaded, refused.Failure);
        Assert.Equal((2, 4, 1), (gate.Running, gate.Waiting, gate.Shed));
        await EndAsync(running, waiting);
        Assert.Equal((0, 0), (gate.Running, gate.Waiting));
        (await gate.EnterAsync(default)).Dispose();
    }

    [Fact]
    public async Task While_searches_are_fast_as_many_may_wait_as_get_their_place_in_time()
    {
        using SearchGate gate = new(2, TimeSpan.FromMilliseconds(25), clock);
        await LearnAsync(gate, TimeSpan.FromMilliseconds(1));
        SearchGate.Pass[] running = [await gate.EnterAsync(default), await gate.EnterAsync(default)];
        // Two at once, 1 ms each: the fiftieth waits 25 ms.
        Task<SearchGate.Pass>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => gate.EnterAsync(default).AsTask())];

        await Assert.ThrowsAsync<EngineException>(async () => await gate.EnterAsync(default));

        Assert.Equal((50, 1), (gate.Waiting, gate.Shed));
        await EndAsync(running, waiting);
    }

    [Fact]
    public async Task However_fast_searches_are_the_waiting_ones_are_bounded()
    {
        using SearchGate gate = new(1, TimeSpan.FromMilliseconds(25), clock);
        await LearnAsync(gate, TimeSpan.FromTicks(1));
        SearchGate.Pass[] running = [await gate.EnterAsync(default)];
        Task<SearchGate.Pass>[] waiting = [.. Enumerable.Range(0, 64).Select(_ => gate.EnterAsync(default).AsTask())];

        await Assert.ThrowsAsync<EngineException>(async () => await gate.EnterAsync(default));

        await EndAsync(running, waiting);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_leaves_the_queue()
    {
        using SearchGate gate = new(1, TimeSpan.FromMilliseconds(25), clock);
        using CancellationTokenSource deadline = new();
        SearchGate.Pass running = await gate.EnterAsync(default);
        Task<SearchGate.Pass> waiting = gate.EnterAsync(deadline.Token).AsTask();
        Assert.Equal(1, gate.Waiting);

        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, gate.Waiting);
        running.Dispose();
        (await gate.EnterAsync(default)).Dispose();
    }

    private async Task LearnAsync(SearchGate gate, TimeSpan took)
    {
        for (int i = 0; i < 3; i++)
        {
            using (await gate.EnterAsync(default)) clock.Advance(took);
        }
    }

    private static async Task EndAsync(SearchGate.Pass[] running, Task<SearchGate.Pass>[] waiting)
    {
        foreach (SearchGate.Pass pass in running) pass.Dispose();
        foreach (Task<SearchGate.Pass> pass in waiting) (await pass).Dispose();
    }

    /// <summary>Stands still until it is told to go on.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
