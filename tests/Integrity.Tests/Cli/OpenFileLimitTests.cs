using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Cli;

/// <summary>A low limit of open files lowers the parallelism, with one note.</summary>
public sealed class OpenFileLimitTests
{
    private static readonly VerificationRequest Request = new()
    {
        Trail = Trail.Parse("arn:aws:cloudtrail:us-east-2:111122223333:trail/example-trail"),
        Places = [],
        Start = DateTimeOffset.UnixEpoch,
        End = DateTimeOffset.UnixEpoch,
        Concurrency = 128,
        ReadAhead = 32,
    };

    [Theory]
    [InlineData(100, 1, 0)]
    [InlineData(161, 1, 0)]
    [InlineData(200, 30, 10)]
    [InlineData(256, 72, 24)]
    public void Parallelism_is_lowered_to_fit_the_limit(int limit, int concurrency, int readAhead)
    {
        using var errors = new StringWriter();

        var lowered = OpenFileLimit.Fit(
            Request,
            limit,
            new Terminal(TextWriter.Null, errors, FixedClock.AfterTheVectors)
        );

        (lowered.Concurrency, lowered.ReadAhead).Should().Be((concurrency, readAhead));
        errors
            .ToString()
            .Should()
            .Be(
                $"note: the limit of open files is {limit}: checking {concurrency} log files in parallel "
                    + "instead of 128\nhint: raise the limit: ulimit -n 1024\n"
            );
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1_048_576)]
    [InlineData(null)]
    public void A_high_limit_changes_nothing(int? limit)
    {
        using var errors = new StringWriter();

        OpenFileLimit
            .Fit(Request, limit, new Terminal(TextWriter.Null, errors, FixedClock.AfterTheVectors))
            .Should()
            .BeSameAs(Request);
        errors.ToString().Should().BeEmpty();
    }

    [Fact]
    public void The_limit_of_this_process_is_known_on_Linux() =>
        (OpenFileLimit.Current() is > 0).Should().Be(OperatingSystem.IsLinux());
}
