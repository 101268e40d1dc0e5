using Integrity.Aws;
using Integrity.Aws.CloudTrail;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Reporting;
using Integrity.Verification;

namespace Integrity.IntegrationTests.S3;

/// <summary>Runs a verification with shorter retries and time-outs than the program offers.</summary>
internal static class FastFailingRun
{
    /// <summary>A time-out that is long enough for a busy machine and short enough for a test.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    public static async Task<CliRun> OfAsync(Vector vector, string url)
    {
        using var session = new AwsSession(
            new AwsSettings
            {
                EndpointUrl = url,
                Region = vector.Region,
                MaxAttempts = 3,
                FirstDelay = TimeSpan.FromMilliseconds(1),
                MaxDelay = TimeSpan.FromMilliseconds(5),
                Timeout = Timeout,
            }
        );
        var trail = Trail.Parse(vector.Trails[0]!["TrailARN"]!.GetValue<string>());
        var request = new VerificationRequest
        {
            Trail = trail,
            Places = [new TrailLocation(vector.Bucket, vector.Prefix ?? "")],
            Start = new DateTimeOffset(2025, 5, 4, 10, 0, 0, TimeSpan.Zero),
            End = new DateTimeOffset(2025, 5, 4, 16, 0, 0, TimeSpan.Zero),
            Concurrency = 16,
            ReadAhead = 8,
        };
        var verifier = new ChainVerifier(
            new S3Store(session, TimeProvider.System),
            new CloudTrailKeys(new CloudTrailClient(session, TimeProvider.System)),
            TimeProvider.System
        );
        return await ReportAsync(verifier, request);
    }

    private static async Task<CliRun> ReportAsync(ChainVerifier verifier, VerificationRequest request)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var report = new VerificationSummary(request.Trail, new DigestPeriod(request.Start, request.End));
        var text = new TextReport(output, errors, isVerbose: true);
        text.Begin(report);
        await foreach (var result in verifier.VerifyAsync(request))
        {
            report.Add(result);
            text.Write(result);
        }
        text.End(report);
        return new CliRun(
            report.Verdict switch
            {
                Verdict.Valid => 0,
                Verdict.Incomplete => 3,
                _ => 1,
            },
            output.ToString(),
            errors.ToString()
        );
    }
}
