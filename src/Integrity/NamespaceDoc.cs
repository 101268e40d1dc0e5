using System.Runtime.CompilerServices;

namespace Integrity;

/// <summary>
/// Builds and verifies signed, chained digests for log files, in the format of AWS CloudTrail.
/// </summary>
/// <remarks>
/// <para>
/// Start with <see cref="TrailVerification"/>, which verifies a trail in one call. It reads a store
/// (<see cref="Storage.IObjectReader"/>: a directory, a bundle, or S3 with the package Integrity.Aws) and trusts only
/// the keys it is given (<see cref="Keys.IKeySource"/>).
/// </para>
/// <list type="bullet">
/// <item><c>Integrity.Verification</c>: chains, their results and counts.</item>
/// <item><c>Integrity.Findings</c>: finding codes, severity and verdict.</item>
/// <item><c>Integrity.Reporting</c>: text, JSON, SARIF, JUnit, HTML and Markdown reports.</item>
/// <item><c>Integrity.Checkpoints</c>: the newest verified digests, kept outside the bucket.</item>
/// <item><c>Integrity.Storage</c>: stores; directories are in <c>Integrity.Storage.Local</c>.</item>
/// <item><c>Integrity.Keys</c>: public keys, key rings and signers.</item>
/// <item><c>Integrity.Building</c>: delivers log files and builds digests.</item>
/// <item><c>Integrity.Bundles</c>, <c>Fetching</c>, <c>Proofs</c>, <c>QueryResults</c>: signed archives, downloads,
/// proofs of one log file, and saved query results.</item>
/// <item><c>Integrity.CloudTrail</c>, <c>Integrity.Digests</c>: the log format and its values.</item>
/// <item><c>Integrity.Hints</c>: what to do about a problem, as codes that a program can word.</item>
/// </list>
/// <para>
/// Results use three channels. A mistake of the caller is an <see cref="ArgumentException"/>. A store that cannot
/// answer is a <see cref="Storage.StoreException"/>, which a verification turns into a finding. Evidence is a
/// <see cref="Findings.Finding"/>.
/// </para>
/// <para>
/// Versions follow semantic versioning. Within a major version, no public member is removed or changed, and finding
/// codes keep their meaning and severity. A minor version can add members, finding codes and hint codes, so handle
/// unknown values. Messages and hints in words can change in any version. Before version 1.0, a minor version can
/// break code; the changelog lists each such change.
/// </para>
/// </remarks>
[CompilerGenerated]
internal static class NamespaceDoc;
