namespace Integrity.Reporting;

/// <summary>One object that is not in a fetched folder as it is in the store.</summary>
/// <param name="Location">The object, as <c>s3://bucket/key</c>, the key as it is in the bucket, not encoded.</param>
/// <param name="IsChanged">Whether it was changed since it was fetched; else it could not be fetched.</param>
/// <param name="Message">Why, in words, lower case.</param>
public sealed record ReportFetchProblem(string Location, bool IsChanged, string Message)
{
    /// <summary>What is wrong; that it was changed, the message says itself.</summary>
    internal string Words => IsChanged ? Message : $"could not be fetched: {Message}";
}
