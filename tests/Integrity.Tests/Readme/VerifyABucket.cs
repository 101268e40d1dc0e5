using Integrity;
using Integrity.Aws;
using Integrity.Digests;
using Integrity.Reporting.Html;

// Outside of Integrity.*, so that the usings are those a user needs.
namespace ReadmeExamples;

/// <summary>The S3 example of README.md and docs/library.md, compiled.</summary>
internal static class VerifyABucket
{
    public static async Task RunAsync(
        string arn,
        DateTimeOffset start,
        DateTimeOffset end,
        string path,
        TextWriter output
    )
    {
        // example
        using var trail = await AwsTrail.OpenAsync(Trail.Parse(arn), new AwsSettings(), TimeProvider.System);
        var request = trail.ToRequest(start, end);
        var verification = new TrailVerification(trail.Store, trail.Keys, TimeProvider.System, request);
        var outcome = await verification.RunAsync();
        await using var report = File.Create(path);
        HtmlReport.Write(outcome.Report, report);
        output.WriteLine(outcome.Verdict);
        // end of example
    }
}
