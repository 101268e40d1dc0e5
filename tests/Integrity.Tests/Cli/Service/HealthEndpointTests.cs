using System.Net;
using Integrity.Cli.Http;
using Integrity.Cli.Service;
using Integrity.Digests;
using Integrity.Tests.Support;

namespace Integrity.Tests.Cli.Service;

/// <summary>Metrics and health over real HTTP.</summary>
public class HealthEndpointTests
{
    private static readonly DateTimeOffset Now = new(2025, 5, 4, 12, 6, 0, TimeSpan.Zero);

    private readonly ServiceStatus _status = new(
        Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail"),
        TimeSpan.FromMinutes(5),
        new FixedClock(Now)
    );

    [Fact]
    public async Task Metrics_of_each_chain_are_in_the_Prometheus_format()
    {
        _status.Set(
            new ChainStatus(Of("us-east-2"))
            {
                LastDigestEnd = Now.AddMinutes(-66),
                DigestsWritten = 7,
                LogFilesHashed = 1234,
                BytesRead = 5_000_000,
                Failures = 2,
            }
        );
        _status.Set(new ChainStatus(Of("eu-west-1")));

        var (code, text) = await GetAsync("/metrics");

        const string Labels = "{account=\"111122223333\",region=\"us-east-2\",trail=\"example-trail\"}";
        code.Should().Be(HttpStatusCode.OK);
        text.Should()
            .Contain($"\nctverify_build_last_digest_end_timestamp_seconds{Labels} 1746356400\n")
            .And.Contain($"\nctverify_build_lag_seconds{Labels} 60\n")
            .And.Contain($"\nctverify_build_log_files_hashed_total{Labels} 1234\n")
            .And.Contain($"\nctverify_build_failures_total{Labels} 2\n")
            .And.Contain(
                "\nctverify_build_failures_total{account=\"111122223333\","
                    + "region=\"eu-west-1\",trail=\"example-trail\"} 0\n"
            )
            .And.NotContain(
                "end_timestamp_seconds{account=\"111122223333\",region=\"eu-west-1\"",
                "the chain has no digest yet"
            );
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Should()
            .OnlyContain(line =>
                line.StartsWith("# ", StringComparison.Ordinal)
                || line.StartsWith("ctverify_build_", StringComparison.Ordinal)
            );
    }

    [Theory]
    [InlineData(-65, HttpStatusCode.OK)]
    [InlineData(-80, HttpStatusCode.OK)]
    [InlineData(-81.1, HttpStatusCode.ServiceUnavailable)]
    public async Task A_digest_more_than_15_minutes_late_is_unhealthy(double newestEnd, HttpStatusCode expected)
    {
        _status.Set(new ChainStatus(Of("us-east-2")) { LastDigestEnd = Now.AddMinutes(newestEnd) });

        (await GetAsync("/healthz")).Code.Should().Be(expected);
    }

    [Fact]
    public async Task Other_paths_are_not_found() => (await GetAsync("/")).Code.Should().Be(HttpStatusCode.NotFound);

    private ChainId Of(string region) => ChainId.Of(_status.Trail, region);

    private async Task<(HttpStatusCode Code, string Text)> GetAsync(string path)
    {
        await using var endpoint = await HttpEndpoint.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            new HealthEndpoint(_status).AnswerAsync,
            CancellationToken.None
        );
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(endpoint.Url, path));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
