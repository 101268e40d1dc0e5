namespace Integrity.Reporting;

/// <summary>Saved results of a CloudTrail Lake query. Region and time are as the verified sign file tells them: its signature does not cover them.</summary>
/// <param name="Folder">Where they lie: <c>s3://bucket/prefix/</c>, or a folder as a <c>file:</c> URI.</param>
/// <param name="Region">The region; <c>null</c> when there is no verified sign file.</param>
/// <param name="CompletedAt">When the query was complete, UTC; <c>null</c> when there is no verified sign file.</param>
public sealed record ReportQueryResults(string Folder, string? Region = null, DateTimeOffset? CompletedAt = null);
