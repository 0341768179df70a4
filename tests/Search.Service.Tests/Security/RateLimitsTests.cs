using System.Threading.RateLimiting;
using Search.Service.Security;

namespace Search.Service.Tests.Security;

public class RateLimitsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(19)]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(1234)]
    public void A_bucket_is_filled_at_the_rate_that_is_configured(int requestsPerSecond)
    {
        TokenBucketRateLimiterOptions bucket = RateLimits.Bucket(requestsPerSecond);
        Assert.Equal(requestsPerSecond, bucket.TokensPerPeriod / bucket.ReplenishmentPeriod.TotalSeconds, tolerance: requestsPerSecond * 0.001);
    }
}
