using CsCheck;
using Search.Ingestion.Feeding;

namespace Search.Ingestion.Tests.Feeding;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Retries_never_outnumber_the_budget_and_a_tenth_of_the_successes() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool.List[0, 400]).Sample((capacity, calls) =>
        {
            var budget = new RetryBudget(capacity);
            int retries = 0, successes = 0;
            foreach (bool success in calls)
            {
                if (success)
                {
                    budget.Earn();
                    successes++;
                }
                else if (budget.TrySpend()) retries++;
            }
            return retries <= capacity + successes / 10;
        });

    [Fact]
    public void Ten_successes_earn_one_retry()
    {
        var budget = new RetryBudget(1);
        Assert.True(budget.TrySpend());
        for (int i = 0; i < 9; i++) budget.Earn();
        Assert.False(budget.TrySpend());
        budget.Earn();
        Assert.True(budget.TrySpend());
    }
}
