using Integrity.Verification;

namespace Integrity.Reporting;

/// <summary>A relocated copy that was verified in place of the original.</summary>
/// <param name="Original">Where the log files were delivered, as the signatures say: <c>s3://bucket/prefix/</c>. All locations in the report are in there.</param>
/// <param name="Copy">Where they were read: <c>s3://bucket/prefix/</c>.</param>
public sealed record ReportRelocation(string Original, string Copy)
{
    /// <summary>The same in words.</summary>
    internal string Sentence => $"Read from the copy in {Copy}, in place of {Original}";

    /// <summary>What is thereby not proved.</summary>
    internal string NotProved => $"Anything of {Original} itself: the copy in {Copy} was read in its place.";

    internal static ReportRelocation? Of(VerificationSummary report) =>
        report.Relocation is { } relocation ? new ReportRelocation(relocation.Original.ToString(), relocation.Copy.ToString()) : null;
}
