using Integrity.Hints;

namespace Integrity.Findings;

/// <summary>
/// A problem found with an object or a time range. Only the factories of this library create findings.
/// </summary>
public sealed partial record Finding
{
    internal Finding(
        FindingCode code,
        string message,
        string? expected = null,
        string? actual = null,
        Hint? hint = null
    ) => (Code, Message, Expected, Actual, Hint) = (code, message, expected, actual, hint ?? FindingRule.Of(code).Hint);

    /// <summary>The kind of problem.</summary>
    public FindingCode Code { get; }

    /// <summary>
    /// The problem in words, lower case. It can contain text from the bucket: escape it before showing it.
    /// </summary>
    public string Message { get; }

    /// <summary>The expected value; <c>null</c> if there is none.</summary>
    public string? Expected { get; }

    /// <summary>The value found instead; <c>null</c> if there is none.</summary>
    public string? Actual { get; }

    /// <summary>How to fix the cause; <c>null</c> if unknown.</summary>
    public Hint? Hint { get; }

    /// <summary>
    /// Explains a finding whose message must remain that of the AWS CLI; <c>null</c> for other findings.
    /// It contains no text from the bucket.
    /// </summary>
    internal string? Note { get; init; }

    /// <summary>The verdict that the finding forces.</summary>
    public Verdict Severity => FindingRule.Of(Code).Severity;

    /// <summary>
    /// Returns the verdict on something with these findings: the worst severity, or valid without any.
    /// </summary>
    public static Verdict VerdictOf(IReadOnlyCollection<Finding> findings)
    {
        var worst = Verdict.Valid;
        foreach (var finding in findings)
            worst = finding.Severity < worst ? finding.Severity : worst;
        return worst;
    }

    /// <summary>Returns a copy with more text at the end of its message.</summary>
    internal Finding Adding(string text) => new(Code, $"{Message}; {text}", Expected, Actual, Hint);

    /// <summary>Returns a copy with another hint.</summary>
    internal Finding WithHint(Hint hint) => new(Code, Message, Expected, Actual, hint);
}
