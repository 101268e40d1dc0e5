using Integrity;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage.Local;
using Integrity.Verification;

// Outside of Integrity.*, so that the usings are those a user needs.
namespace ReadmeExamples;

/// <summary>The directory example of README.md and docs/library.md, compiled.</summary>
internal static class VerifyADirectory
{
    public static async Task RunAsync(
        string directory,
        string keys,
        string arn,
        DateTimeOffset start,
        DateTimeOffset end,
        TextWriter output
    )
    {
        // example
        var source = await LocalLayout.FindAsync(directory);
        var request = new VerificationRequest
        {
            Trail = Trail.Parse(arn),
            Places = source.Places,
            Unexamined = source.Unexamined,
            Start = start,
            End = end,
        };
        var verification = new TrailVerification(source.Store, KeyRingFile.Load(keys), TimeProvider.System, request);
        var outcome = await verification.RunAsync();
        foreach (var finding in outcome.Report.Findings)
            output.WriteLine($"{finding.Code}: {finding.Message}");
        output.WriteLine(outcome.Verdict);
        // end of example
    }
}
