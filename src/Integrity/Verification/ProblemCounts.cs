using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>
/// Counts the log files and digests that failed, by the finding that decides, so that a summary can name what happened
/// to them. Not thread-safe.
/// </summary>
internal sealed class ProblemCounts
{
    private readonly Dictionary<FindingCode, int> _logFiles = [];
    private readonly Dictionary<FindingCode, int> _digests = [];

    /// <summary>Returns the number of invalid log files with one of these codes.</summary>
    public int LogFiles(params ReadOnlySpan<FindingCode> codes) => Sum(_logFiles, codes);

    /// <summary>Returns the number of invalid digests with one of these codes.</summary>
    public int Digests(params ReadOnlySpan<FindingCode> codes) => Sum(_digests, codes);

    public void Add(CheckResult result)
    {
        if (result.Verdict != Verdict.Invalid || result is not (LogFileResult or DigestResult))
            return;
        var code = result.Findings.First(finding => finding.Severity == Verdict.Invalid).Code;
        var counts = result is LogFileResult ? _logFiles : _digests;
        counts[code] = counts.GetValueOrDefault(code) + 1;
    }

    private static int Sum(Dictionary<FindingCode, int> counts, ReadOnlySpan<FindingCode> codes)
    {
        var sum = 0;
        foreach (var code in codes)
            sum += counts.GetValueOrDefault(code);
        return sum;
    }
}
