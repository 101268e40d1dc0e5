using Integrity.Digests;
using Integrity.Findings;
using Integrity.Hints;
using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>
/// Collects results into a <see cref="ReportDocument"/>. Memory depends on findings and digests, not on log files.
/// Not thread-safe.
/// </summary>
internal sealed class ReportCollector
{
    /// <summary>Maximum number of findings kept in full. Further ones are counted.</summary>
    public const int MaxFindings = 100_000;

    private const string UnlistedInOpenTime =
        "That log files outside the covered periods, or in the newest hours, are genuine: no digest file lists them.";
    private const string UnlistedAnywhere =
        "That no log file was added: log folders were not listed, so unlisted log files could not be detected.";

    private static readonly string[] NeverProved =
    [
        "That newer digest files were not deleted: once the newest are gone, nothing in the bucket shows that they "
            + "existed.",
        "That the content of events is true or complete: the signer could have written anything when signing.",
        "When a backfill digest file was created: its generation time is not signed.",
    ];

    private readonly VerificationSummary _report;
    private readonly Dictionary<ChainId, CoverageMap> _maps = [];
    private readonly List<ReportFinding> _findings = [];
    private readonly SortedSet<(string Region, string Fingerprint)> _keys = [];
    private readonly Dictionary<(ChainId Chain, bool IsBackfill), DigestPeriod> _listedIn = [];
    private long _leftOut;

    /// <summary>Creates a collector for a verification.</summary>
    /// <param name="report">The summary of the same results.</param>
    public ReportCollector(VerificationSummary report) => _report = report;

    /// <summary>
    /// Whether unlisted log files were searched for (<see cref="VerificationRequest.LooksForUnlisted"/>).
    /// </summary>
    public bool LooksForUnlisted { get; init; } = true;

    /// <summary>
    /// Further sentences on what the verification does not prove. They can contain text from key files.
    /// </summary>
    public IReadOnlyList<string> NotProved { get; set; } = [];

    /// <summary>The bundle that is verified; <c>null</c> if there is none.</summary>
    public ReportBundle? Bundle { get; init; }

    /// <summary>Words hints; by default with their text.</summary>
    public Func<Hint, string> WordHint { get; init; } = hint => hint.Text;

    /// <summary>Adds a result.</summary>
    public void Add(CheckResult result)
    {
        if (result is DigestResult { Verified: { } verified })
        {
            _keys.Add((result.Chain.Region, verified.Fingerprint.Hex));
            // Its log files follow.
            _listedIn[(result.Chain, result.IsBackfill)] = verified.Period;
        }
        if (!result.IsBackfill)
            MapOf(result.Chain).Add(result);
        foreach (var finding in result.Findings)
        {
            if (_findings.Count < MaxFindings)
                _findings.Add(ToFinding(result, finding));
            else
                _leftOut++;
        }
    }

    /// <summary>Creates the document of all added results.</summary>
    public ReportDocument ToDocument(ReportTool tool, DateTimeOffset verifiedAt) =>
        new()
        {
            Tool = tool,
            VerifiedAt = verifiedAt,
            TrailArn = _report.Trail.Arn,
            Requested = ToRange(_report.Requested),
            Relocation = ReportRelocation.Of(_report),
            Bundle = Bundle,
            Found = _report.Total.Found is { } found ? ToRange(found) : null,
            IsInterrupted = _report.IsInterrupted,
            Verdict = _report.Verdict,
            Summary = VerdictSentence.Of(_report).ToString(),
            Total = ToCounts(_report.Total),
            Chains = [.. _report.Chains.Select(chain => ToChain(chain.Chain, chain.Results))],
            Findings = _findings,
            FindingsLeftOut = _leftOut,
            Keys = [.. _keys.Select(key => new ReportKey(key.Region, key.Fingerprint))],
            NotProved =
            [
                LooksForUnlisted ? UnlistedInOpenTime : UnlistedAnywhere,
                .. NeverProved,
                .. ReportRelocation.Of(_report) is { } relocation ? [relocation.NotProved] : Array.Empty<string>(),
                .. Bundle?.NotProved ?? [],
                .. NotProved,
            ],
        };

    private ReportChain ToChain(ChainId chain, ResultSummary section) =>
        new()
        {
            AccountId = chain.AccountId,
            Region = chain.Region,
            Verdict = section.Verdict,
            Counts = ToCounts(section),
            Coverage = MapOf(chain).ToIntervals(),
        };

    private CoverageMap MapOf(ChainId chain)
    {
        if (!_maps.TryGetValue(chain, out var map))
            _maps.Add(chain, map = new CoverageMap(_report.Requested));
        return map;
    }

    private DigestPeriod? PeriodOf(CheckResult result) =>
        result is LogFileResult && _listedIn.TryGetValue((result.Chain, result.IsBackfill), out var period)
            ? period
            : CoverageMap.PeriodOf(result);

    private ReportFinding ToFinding(CheckResult result, Finding finding) =>
        new()
        {
            Code = finding.Code,
            Severity = finding.Severity,
            Subject = result switch
            {
                DigestResult => ReportSubject.DigestFile,
                LogFileResult => ReportSubject.LogFile,
                UnlistedResult { Kind: UnlistedKind.DigestFile } => ReportSubject.DigestFile,
                UnlistedResult => ReportSubject.LogFile,
                _ => ReportSubject.Range,
            },
            AccountId = result.Chain.AccountId,
            Region = result.Chain.Region,
            IsBackfill = result.IsBackfill,
            Location = LocationOf(result)?.ToString(),
            Range = PeriodOf(result) is { } period ? ToRange(period) : null,
            Message = finding.Message,
            Expected = finding.Expected,
            Actual = finding.Actual,
            Hint = finding.Hint is { } hint ? WordHint(hint) : null,
        };

    private static ObjectLocation? LocationOf(CheckResult result) =>
        result switch
        {
            DigestResult digest => digest.Location,
            LogFileResult logFile => logFile.Entry.Location,
            UnlistedResult unlisted => unlisted.Location,
            _ => null,
        };

    private static ReportRange ToRange(DigestPeriod period) => new(period.Start, period.End);

    private static ReportCounts ToCounts(ResultSummary section) =>
        new(
            ReportTally.Of(section.Digests),
            ReportTally.Of(section.BackfillDigests),
            ReportTally.Of(section.LogFiles),
            ReportTally.Of(section.Unlisted),
            section.Ranges,
            (long)section.NotCovered.TotalSeconds
        );
}
