using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage.Local;
using Integrity.Verification;

namespace Integrity.Tests.Readme;

/// <summary>The example of the README, compiled.</summary>
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
        var source = await LocalLayout.FindAsync(directory, CancellationToken.None);
        var verifier = new ChainVerifier(source.Store, KeyRingFile.Load(keys), TimeProvider.System);
        var request = new VerificationRequest
        {
            Trail = Trail.Parse(arn),
            Places = source.Places,
            Unexamined = source.Unexamined,
            Start = start,
            End = end,
        };
        var summary = new VerificationSummary(request.Trail, new DigestPeriod(start, end));
        await foreach (var result in verifier.VerifyAsync(request))
        {
            summary.Add(result);
            foreach (var finding in result.Findings)
                output.WriteLine($"{finding.Code}: {finding.Message}");
        }
        output.WriteLine(summary.Verdict);
        // end of example
    }
}
