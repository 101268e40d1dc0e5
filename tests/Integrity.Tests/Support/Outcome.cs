using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Tests.Support;

/// <summary>The results of a verification, with assertions on them.</summary>
internal sealed class Outcome
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Outcome(IReadOnlyList<CheckResult> results, VerificationSummary report) =>
        (Results, Summary) = (results, report);

    public IReadOnlyList<CheckResult> Results { get; }

    public VerificationSummary Summary { get; }

    public Verdict Verdict => Summary.Verdict;

    /// <summary>Each result as one line of text, for comparison and failure messages.</summary>
    public IEnumerable<string> Lines =>
        Results.Select(result =>
            $"{Subject(result)}: "
            + string.Join(", ", result.Findings.Select(finding => finding.Code + " " + finding.Message))
        );

    public IEnumerable<Expected> Findings =>
        Results.SelectMany(result => result.Findings.Select(finding => new Expected(finding.Code, Subject(result))));

    /// <summary>Verifies twice, sequentially and in parallel, and checks the <see cref="Invariants"/>.</summary>
    public static async Task<Outcome> OfAsync(
        MemoryStore store,
        IKeySource keys,
        VerificationRequest request,
        DateTimeOffset now
    )
    {
        var one = await OnceAsync(store, keys, request with { Concurrency = 1, ReadAhead = 0 }, now);
        Invariants.ShouldHaveSameResults(
            one,
            await OnceAsync(store, keys, request with { Concurrency = 8, ReadAhead = 5 }, now)
        );
        Invariants.ShouldBeValidOnlyIfProved(store, request, now, one);
        return one;
    }

    /// <summary>Verifies once. Fails if the verification throws or does not end.</summary>
    public static Task<Outcome> OnceAsync(
        IObjectReader store,
        IKeySource keys,
        VerificationRequest request,
        DateTimeOffset now
    ) =>
        Task.Run(async () =>
            {
                var report = new VerificationSummary(request.Trail, new DigestPeriod(request.Start, request.End));
                var results = new List<CheckResult>();
                await foreach (var result in new ChainVerifier(store, keys, new FixedClock(now)).VerifyAsync(request))
                {
                    results.Add(result);
                    report.Add(result);
                }
                return new Outcome(results, report);
            })
            .WaitAsync(Patience);

    public void ShouldBeValid()
    {
        Findings.Should().BeEmpty();
        Verdict.Should().Be(Verdict.Valid);
    }

    /// <summary>Expects the verdict Invalid with exactly these findings.</summary>
    public void ShouldBeInvalid(params Expected[] findings) => ShouldBe(Verdict.Invalid, findings);

    /// <summary>Expects the verdict Incomplete with exactly these findings.</summary>
    public void ShouldBeIncomplete(params Expected[] findings) => ShouldBe(Verdict.Incomplete, findings);

    private void ShouldBe(Verdict verdict, Expected[] findings)
    {
        Findings
            .Select(finding => finding.ToString())
            .Should()
            .BeEquivalentTo(findings.Select(finding => finding.ToString()));
        Verdict.Should().Be(verdict);
    }

    /// <summary>Expects that these log files were checked and found valid.</summary>
    public void ShouldConfirm(IEnumerable<SimulatedLogFile> files) =>
        Results
            .OfType<LogFileResult>()
            .Where(result => result.Verdict == Verdict.Valid)
            .Select(result => result.Entry.Location)
            .Should()
            .Contain(files.Select(file => file.Location));

    private static object Subject(CheckResult result) =>
        result switch
        {
            DigestResult digest => digest.Location,
            LogFileResult logFile => logFile.Entry.Location,
            UnlistedResult unlisted => unlisted.Location,
            RangeResult range => range.Range,
            _ => throw new InvalidOperationException("unknown kind of result"),
        };
}
