namespace Integrity.Reporting;

/// <summary>An object that differs between a fetched copy and the store.</summary>
/// <param name="Location">The object as <c>s3://bucket/path</c>, not URL-encoded.</param>
/// <param name="IsChanged">Whether it changed after the fetch. Otherwise, it could not be fetched.</param>
/// <param name="Message">The reason, lower case.</param>
public sealed record ReportFetchProblem(string Location, bool IsChanged, string Message)
{
    /// <summary>The problem in words. The message of a changed object is complete by itself.</summary>
    internal string Words => IsChanged ? Message : $"could not be fetched: {Message}";
}
