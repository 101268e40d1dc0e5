using System.Security.Cryptography;
using Integrity.Findings;
using Integrity.Verification;

namespace Integrity.Tests.Support;

/// <summary>Properties of every verification, checked without the code under test.</summary>
internal static class Invariants
{
    /// <summary>
    /// If the verdict is Valid, verified digests cover every second of the range, and every listed log file exists and
    /// has the listed hash.
    /// </summary>
    public static void ShouldBeValidOnlyIfProved(
        MemoryStore store,
        VerificationRequest request,
        DateTimeOffset now,
        Outcome outcome
    )
    {
        if (outcome.Verdict != Verdict.Valid)
            return;
        outcome.Results.Should().NotBeEmpty("checking nothing is not valid");
        foreach (var chain in outcome.Results.GroupBy(result => result.Chain))
            EverySecondIsCovered(chain, request.Start, Earlier(request.End, now.AddHours(-2)));
        EveryListedLogFileIsRight(store, outcome);
    }

    /// <summary>Two verifications of the same bucket return the same results in the same order.</summary>
    public static void ShouldHaveSameResults(Outcome one, Outcome other) =>
        other.Lines.Should().Equal(one.Lines, "concurrency and read-ahead only affect speed");

    private static void EverySecondIsCovered(IEnumerable<CheckResult> chain, DateTimeOffset start, DateTimeOffset until)
    {
        var from = until;
        var periods = chain
            .OfType<DigestResult>()
            .Where(digest => !digest.IsBackfill)
            .Select(digest => digest.Verified!.Period);
        foreach (var period in periods.OrderByDescending(period => period.End).TakeWhile(period => period.End >= from))
            from = Earlier(from, period.Start);
        from.Should().BeOnOrBefore(start, "every second of a valid range lies in the period of a verified digest");
    }

    private static void EveryListedLogFileIsRight(MemoryStore store, Outcome outcome)
    {
        var listed = outcome.Results.OfType<DigestResult>().SelectMany(digest => digest.Verified!.LogFiles).ToList();
        outcome
            .Results.OfType<LogFileResult>()
            .Select(result => result.Entry)
            .Should()
            .Equal(listed, "every listed log file is checked");
        foreach (var entry in listed)
            Convert
                .ToHexStringLower(SHA256.HashData(GzipBytes.Inflate(store[entry.Location])))
                .Should()
                .Be(entry.Hash.ToString());
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
