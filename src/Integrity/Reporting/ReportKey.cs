namespace Integrity.Reporting;

/// <summary>A public key that signed digests.</summary>
/// <param name="Region">The region.</param>
/// <param name="Fingerprint">The fingerprint, in hexadecimal.</param>
public sealed record ReportKey(string Region, string Fingerprint);
