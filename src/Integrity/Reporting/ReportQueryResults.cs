namespace Integrity.Reporting;

/// <summary>
/// Saved results of a CloudTrail Lake query. Region and time come from the verified sign file, but are not signed.
/// </summary>
/// <param name="Folder">The location: <c>s3://bucket/prefix/</c>, or a directory as a <c>file:</c> URI.</param>
/// <param name="Region">The region; <c>null</c> without a verified sign file.</param>
/// <param name="CompletedAt">When the query completed, UTC; <c>null</c> without a verified sign file.</param>
public sealed record ReportQueryResults(string Folder, string? Region = null, DateTimeOffset? CompletedAt = null);
