using Integrity.Findings;
using Integrity.Hints;
using Integrity.QueryResults;

namespace Integrity.Reporting;

/// <summary>Collects the results on query results into a <see cref="ReportDocument"/>. Not thread-safe.</summary>
/// <param name="report">The summary of the same results.</param>
/// <param name="request">The request that was verified.</param>
/// <param name="localFolder">The local directory; <c>null</c> for query results in a bucket.</param>
public sealed class QueryResultsCollector(QueryResultsSummary report, QueryResultsRequest request, string? localFolder)
{
    private readonly string _folder = localFolder is null
        ? $"s3://{request.Bucket}/{request.Prefix}"
        : new Uri(Path.GetFullPath(localFolder).TrimEnd('/') + "/").AbsoluteUri;
    private readonly List<ReportFinding> _findings = [];
    private SignFile? _verified;
    private long _leftOut;

    /// <summary>Words hints; by default with their text.</summary>
    internal Func<Hint, string> WordHint { get; init; } = hint => hint.Text;

    /// <summary>Adds a result.</summary>
    public void Add(QueryFileResult result)
    {
        _verified ??= result.Verified;
        foreach (var finding in result.Findings)
        {
            if (_findings.Count < ReportCollector.MaxFindings)
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
            QueryResults = new ReportQueryResults(_folder, _verified?.Region, _verified?.CompletedAt),
            IsInterrupted = report.IsInterrupted,
            Verdict = report.Verdict,
            Summary = VerdictSentence.Of(report).ToString(),
            Total = new ReportCounts(
                ReportTally.None,
                ReportTally.None,
                ReportTally.None,
                ReportTally.None,
                0,
                0,
                ReportTally.Of(report.SignFiles),
                ReportTally.Of(report.ResultFiles)
            ),
            Chains = [],
            Findings = _findings,
            FindingsLeftOut = _leftOut,
            Keys = _verified is null
                ? []
                : [new ReportKey(request.Region ?? _verified.Region, _verified.Fingerprint.Hex)],
            NotProved = QueryResultsVerifier.NotProved,
        };

    private ReportFinding ToFinding(QueryFileResult result, Finding finding) =>
        new()
        {
            Code = finding.Code,
            Severity = finding.Severity,
            Subject = result.Kind switch
            {
                QueryFileKind.SignFile => ReportSubject.SignFile,
                QueryFileKind.ResultFile => ReportSubject.ResultFile,
                QueryFileKind.Folder => ReportSubject.Folder,
                _ => throw new ArgumentOutOfRangeException(nameof(result), result.Kind, null),
            },
            AccountId = "",
            Region = "",
            Location = _folder + (localFolder is null ? result.Name : Uri.EscapeDataString(result.Name)),
            Message = finding.Message,
            Expected = finding.Expected,
            Actual = finding.Actual,
            Hint = finding.Hint is { } hint ? WordHint(hint) : null,
        };
}
