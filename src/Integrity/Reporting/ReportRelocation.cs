using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>A relocated copy that was verified instead of the original.</summary>
/// <param name="Original">
/// Where the signatures state that log files were delivered: <c>s3://bucket/prefix/</c>. The report uses these
/// locations.
/// </param>
/// <param name="Copy">Where files were read: <c>s3://bucket/prefix/</c>.</param>
public sealed record ReportRelocation(string Original, string Copy)
{
    /// <summary>Describes the copy in a sentence.</summary>
    internal string Sentence => $"Read from the copy in {Copy}, instead of {Original}";

    /// <summary>What the copy leaves unproved.</summary>
    internal string NotProved => $"That {Original} is intact: the copy in {Copy} was verified instead.";

    internal static ReportRelocation? Of(VerificationSummary report) =>
        report.Relocation is { } relocation
            ? new ReportRelocation(relocation.Original.ToString(), relocation.Copy.ToString())
            : null;
}
