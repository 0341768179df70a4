namespace Search.Engine.Tests.Generations;

public sealed class BackgroundThreadTests
{
    [Fact]
    public void Work_runs_on_threads_that_give_way_and_so_do_those_they_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells");
        int before = NiceOfThisThread(), inside = 0, started = 0;
        BackgroundThread.Run("test", () =>
        {
            inside = NiceOfThisThread();
            Thread child = new(() => started = NiceOfThisThread());
            child.Start();
            child.Join();
        });
        Assert.True(inside > before || inside == 19, $"{inside} is not nicer than {before}");
        Assert.Equal(inside, started);
        Assert.Equal(before, NiceOfThisThread());
    }

    [Fact]
    public void All_works_are_done_and_a_failure_is_thrown_where_it_is_waited_for()
    {
        int[] done = new int[5];
        BackgroundThread.RunAll("test", done.Length, i => Interlocked.Increment(ref done[i]));
        Assert.All(done, count => Assert.Equal(1, count));

        int others = 0;
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => BackgroundThread.RunAll("test", 3, i =>
        {
            if (i == 1) throw new InvalidOperationException("the second failed");
            Interlocked.Increment(ref others);
        }));
        Assert.Equal("the second failed", thrown.Message);
        Assert.Equal(2, others);
    }

    /// <summary>The 19th value of the thread's line in proc, the 17th behind the name.</summary>
    private static int NiceOfThisThread()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }
}
