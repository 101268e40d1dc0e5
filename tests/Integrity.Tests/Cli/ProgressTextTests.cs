using Integrity.Aws;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Cli;

/// <summary>The progress of a verification, from the search for accounts to the last chain.</summary>
public class ProgressTextTests
{
    private static readonly DigestPeriod Range = new(TrailSimulator.Start, TrailSimulator.Start.AddHours(10));

    private readonly VerificationProgress _progress = new();
    private readonly RequestTraffic _traffic = new();

    [Fact]
    public void Before_the_accounts_are_known_the_requests_are_shown()
    {
        for (var i = 0; i < 20; i++)
            _traffic.AddRequest();

        Text().Describe(2).Should().Be("looking for chains, 2 s, 10 requests/s");
    }

    [Fact]
    public void While_accounts_are_searched_their_number_is_shown()
    {
        _progress.SetAccounts(1_000);

        Text().Describe(2).Should().Be("looking for chains in 1,000 accounts, 2 s, 0 requests/s");
    }

    [Fact]
    public void While_more_chains_may_be_found_no_percentage_is_claimed()
    {
        _progress.SetAccounts(2);
        _progress.AddSearchedAccount(chains: 17);

        Text().Describe(2).Should().Be("0/17+ chains, 0 digest files, 0 log files, 4.0 MB/s, 0 requests/s, 2 accounts");
    }

    [Fact]
    public void When_all_chains_are_known_the_line_starts_with_the_percentage_and_the_time_left()
    {
        _progress.SetAccounts(2);
        _progress.AddSearchedAccount(chains: 17);
        _progress.AddSearchedAccount(chains: 3);
        for (var i = 0; i < 5; i++)
            _progress.AddChainDone();
        _traffic.AddRetry();

        Text()
            .Describe(10)
            .Should()
            .Be(
                "25%, 0:30 left: 5/20 chains, 0 digest files, 0 log files, 0.8 MB/s, 0 requests/s, 1 retried request, "
                    + "2 accounts"
            );
    }

    [Fact]
    public void Local_evidence_needs_no_requests()
    {
        _progress.SetAccounts(1);
        _progress.AddSearchedAccount(chains: 1);

        new ProgressText(_progress, Range, () => 0, traffic: null)
            .Describe(1)
            .Should()
            .Be("0%: 0 digest files, 0 log files, 0.0 MB/s");
    }

    [Fact]
    public void In_a_pipe_each_tick_of_the_timer_prints_one_line_until_the_end()
    {
        var (clock, errors) = (new ManualClock(), new StringWriter());
        var terminal = new Terminal(new StringWriter(), errors, clock);
        using (new ProgressLog(terminal, Text()))
        {
            errors.ToString().Should().BeEmpty();
            clock.Tick();
            clock.Tick();
        }
        clock.Tick();

        errors
            .ToString()
            .Should()
            .Be("progress: looking for chains, 1 s, 0 requests/s\nprogress: looking for chains, 2 s, 0 requests/s\n");
    }

    private ProgressText Text() => new(_progress, Range, () => 8_000_000, _traffic);
}
