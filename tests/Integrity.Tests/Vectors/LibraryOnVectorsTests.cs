using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage.Local;
using Integrity.Tests.Support;
using Integrity.Verification;

namespace Integrity.Tests.Vectors;

/// <summary>
/// Verifies the vectors with the library and checks the findings on each object and the overall verdict.
/// </summary>
public sealed class LibraryOnVectorsTests
{
    /// <summary>
    /// The expected findings of each vector. The subject is the distinguishing end of an object path, or a time range.
    /// In a vector without findings, every object is valid.
    /// </summary>
    private static readonly Dictionary<string, Expectation> Expectations = new(StringComparer.Ordinal)
    {
        ["backfill"] = new(Verdict.Valid, Digests: 6, LogFiles: 14),
        ["bucket-changed"] = new(Verdict.Valid, Digests: 6, LogFiles: 12),
        ["bucket-changed-digest-deleted"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T120000Z.json.gz", FindingCode.DigestMissing)
        ),
        ["chain-restarted"] = new(
            Verdict.Incomplete,
            Digests: 4,
            LogFiles: 8,
            ("2025-05-04T12:00:00Z to 2025-05-04T14:00:00Z", FindingCode.NotCoveredRestart)
        ),
        ["digest-bad-signature"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T140000Z.json.gz", FindingCode.SignatureWrong)
        ),
        ["digest-deleted"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T140000Z.json.gz", FindingCode.DigestMissing)
        ),
        ["digest-moved"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T140000Z.json.gz", FindingCode.DigestMoved)
        ),
        ["digest-no-metadata"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T140000Z.json.gz", FindingCode.SignatureMissing)
        ),
        ["digest-not-gzip"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T140000Z.json.gz", FindingCode.DigestFormat)
        ),
        ["digest-unknown-key"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 10,
            ("20250504T140000Z.json.gz", FindingCode.KeyUnknown)
        ),
        ["empty-hours"] = new(Verdict.Valid, Digests: 6, LogFiles: 8),
        ["keys-rotated"] = new(Verdict.Valid, Digests: 6, LogFiles: 12),
        ["log-deleted"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 12,
            ("20250504T1355Z_AzKOwsuMccYnSeMN.json.gz", FindingCode.LogFileMissing)
        ),
        ["log-modified"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 12,
            ("20250504T1355Z_AzKOwsuMccYnSeMN.json.gz", FindingCode.LogFileHash)
        ),
        ["log-not-gzip"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 12,
            ("20250504T1355Z_AzKOwsuMccYnSeMN.json.gz", FindingCode.LogFileFormat)
        ),
        ["log-trailing-data"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 12,
            ("20250504T1355Z_AzKOwsuMccYnSeMN.json.gz", FindingCode.LogFileTrailingData)
        ),
        ["newest-digests-missing"] = new(
            Verdict.Incomplete,
            Digests: 4,
            LogFiles: 8,
            ("2025-05-04T14:00:00Z to 2025-05-04T16:00:00Z", FindingCode.NotCoveredAfterNewest)
        ),
        ["prefix"] = new(Verdict.Valid, Digests: 6, LogFiles: 12),
        ["public-key-unreadable"] = new(
            Verdict.Invalid,
            Digests: 6,
            LogFiles: 8,
            ("20250504T120000Z.json.gz", FindingCode.KeyUnreadable),
            ("20250504T110000Z.json.gz", FindingCode.KeyUnreadable)
        ),
        ["public-key-unused-unreadable"] = new(Verdict.Valid, Digests: 6, LogFiles: 12),
        ["valid"] = new(Verdict.Valid, Digests: 6, LogFiles: 12),
        ["valid-quiet"] = new(Verdict.Valid, Digests: 6, LogFiles: 12),
    };

    /// <summary>All codes that are found on some vector.</summary>
    internal static IEnumerable<FindingCode> ExpectedCodes =>
        Expectations.Values.SelectMany(expected => expected.Findings).Select(finding => finding.Code);

    public static TheoryData<string> Vectors => new(Vector.AllNames);

    [Fact]
    public void Every_vector_has_an_expectation() =>
        Expectations
            .Keys.Should()
            .BeEquivalentTo(
                Vector.AllNames,
                "a vector without an expectation tests nothing: add it to the table above"
            );

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Each_object_has_exactly_the_expected_findings(string name)
    {
        var expected = Expectations[name];

        var (results, report) = await VerifyAsync(new Vector(name));

        results
            .SelectMany(result => result.Findings.Select(finding => (Subject(result), finding.Code)))
            .Should()
            .Equal(expected.Findings);
        report.Verdict.Should().Be(expected.Verdict);
        (report.Total.Digests.Total, report.Total.LogFiles.Total).Should().Be((expected.Digests, expected.LogFiles));
    }

    [Fact]
    public async Task Backfill_digests_are_counted_separately()
    {
        var (_, report) = await VerifyAsync(new Vector("backfill"));

        (report.Total.Digests.Valid, report.Total.BackfillDigests.Valid, report.Total.BackfillDigests.Total)
            .Should()
            .Be((6, 2, 2));
    }

    [Fact]
    public async Task Log_files_are_reported_only_after_the_verified_digest_that_lists_them()
    {
        var (results, _) = await VerifyAsync(new Vector("digest-bad-signature"));

        var digest = default(DigestResult);
        foreach (var result in results)
        {
            if (result is LogFileResult logFile)
                digest!.Verified!.LogFiles.Should().Contain(logFile.Entry);
            digest = result as DigestResult ?? digest;
        }
        results
            .OfType<DigestResult>()
            .Single(result => result.Findings.Count > 0)
            .Verified.Should()
            .BeNull("the list of a digest without a valid signature is not trusted");
    }

    private static async Task<(IReadOnlyList<CheckResult> Results, VerificationSummary Report)> VerifyAsync(
        Vector vector
    )
    {
        var layout = await LocalLayout.FindAsync(vector.Buckets, default);
        var verifier = new ChainVerifier(layout.Store, KeyRingFile.Load(vector.PublicKeys), FixedClock.AfterTheVectors);
        var request = new VerificationRequest
        {
            Trail = vector.Trail,
            Places = layout.Places,
            Start = vector.Range.Start,
            End = vector.Range.End,
        };
        var report = new VerificationSummary(vector.Trail, vector.Range);
        var results = new List<CheckResult>();
        await foreach (var result in verifier.VerifyAsync(request))
        {
            results.Add(result);
            report.Add(result);
        }
        return (results, report);
    }

    private static string Subject(CheckResult result) =>
        result switch
        {
            DigestResult digest => EndOf(digest.Location, "_us-east-2_example-trail_us-east-2_"),
            LogFileResult logFile => EndOf(logFile.Entry.Location, "_CloudTrail_us-east-2_"),
            RangeResult range => range.Range.ToString(),
            _ => throw new InvalidOperationException(result.GetType().Name),
        };

    private static string EndOf(ObjectLocation location, string separator) =>
        location.Path[(location.Path.LastIndexOf(separator, StringComparison.Ordinal) + separator.Length)..];

    private sealed record Expectation(
        Verdict Verdict,
        int Digests,
        int LogFiles,
        params (string Subject, FindingCode Code)[] Findings
    );
}
