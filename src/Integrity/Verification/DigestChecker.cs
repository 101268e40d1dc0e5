using System.Globalization;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;

namespace Integrity.Verification;

/// <summary>The signature of a digest, or the reason why there is none.</summary>
internal sealed record FoundSignature(Signature? Signature, Finding? Problem);

/// <summary>The first and last time at which something can have been signed.</summary>
internal sealed record SigningTime(DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// Checks one digest by itself: that it is at its original location, and that a trusted key, valid at the time, signed
/// it. Pure. Checks in the order of the AWS CLI, so that the first finding is the one that the AWS CLI prints.
/// </summary>
internal static class DigestChecker
{
    /// <summary>A key can be rotated after the end of the period, before the digest is signed.</summary>
    public static readonly TimeSpan SigningDelay = TimeSpan.FromHours(2);

    /// <summary>The metadata name of the time at which a backfill digest was generated.</summary>
    public const string GenerationTime = "backfill-generation-timestamp";

    private static readonly TimeSpan BackfillTolerance = TimeSpan.FromHours(1);

    /// <summary>Returns why the digest is not authentic; empty if it is.</summary>
    /// <param name="fetched">The digest.</param>
    /// <param name="keys">The trusted keys.</param>
    /// <param name="recordedSignature">
    /// The signature that the next newer digest records. That digest may be unverified, because a signature proves
    /// itself.
    /// </param>
    public static IReadOnlyList<Finding> Check(FetchedDigest fetched, KeyRing keys, Signature? recordedSignature)
    {
        var (signature, problem) = SignatureOf(fetched, recordedSignature);
        if (problem is not null)
            return [problem];
        var recorded = fetched.Digest.Location;
        if (recorded != fetched.Location)
            return [Finding.DigestMoved(fetched.Location, recorded, OriginalOf(fetched, keys, signature!))];
        var finding = CheckPath(fetched) ?? CheckSignature(fetched, keys, signature!);
        return finding is null ? [] : [finding];
    }

    /// <summary>
    /// Returns the signature to verify: the one in the metadata, or without metadata the one that the next newer digest
    /// records.
    /// </summary>
    public static FoundSignature SignatureOf(FetchedDigest fetched, Signature? recordedSignature)
    {
        if (fetched.Metadata is not { } metadata)
            return new FoundSignature(
                recordedSignature,
                recordedSignature is null ? Finding.SignatureUnknown(fetched.MetadataProblem) : null
            );
        if (
            !metadata.TryGetValue("signature", out var hex)
            || !metadata.TryGetValue("signature-algorithm", out var algorithm)
        )
            return new FoundSignature(null, Finding.SignatureMissing());
        if (fetched.Path.IsBackfill && !metadata.ContainsKey(GenerationTime))
            return new FoundSignature(null, Finding.GenerationTimeMissing());
        if (algorithm != Algorithms.Sha256WithRsa)
            return new FoundSignature(null, Finding.DigestAlgorithm(algorithm));
        return Signature.TryParse(hex, out var signature)
            ? new FoundSignature(signature, null)
            : new FoundSignature(null, Finding.SignatureWrong());
    }

    /// <summary>
    /// Returns when the digest can have been signed. A backfill digest is signed long after its period, and its
    /// signature does not cover its generation time. The validity of its key therefore only proves that the key was
    /// trusted at some time.
    /// </summary>
    public static SigningTime SigningTimeOf(FetchedDigest fetched)
    {
        var end = fetched.Digest.Period.End;
        if (!fetched.Path.IsBackfill)
            return new SigningTime(end, end + SigningDelay);
        return
            fetched.Metadata is not null
            && DateTimeOffset.TryParse(
                fetched.Metadata[GenerationTime],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var generated
            )
            && generated > DateTimeOffset.MinValue + BackfillTolerance
            && generated < DateTimeOffset.MaxValue - BackfillTolerance
            ? new SigningTime(generated - BackfillTolerance, generated + BackfillTolerance)
            : new SigningTime(end, DateTimeOffset.MaxValue);
    }

    /// <summary>Checks that the content of the digest matches its object path.</summary>
    private static Finding? CheckPath(FetchedDigest fetched)
    {
        var (digest, path) = (fetched.Digest, fetched.Path);
        if (digest.AccountId != path.Chain.AccountId)
            return Finding.DigestAccount(path.Chain.AccountId, digest.AccountId);
        return digest.Period.End == path.End ? null : Finding.DigestEnd(path.End, digest.Period.End);
    }

    private static Finding? CheckSignature(FetchedDigest fetched, KeyRing keys, Signature signature)
    {
        var digest = fetched.Digest;
        if (digest.SignatureAlgorithm != Algorithms.Sha256WithRsa)
            return Finding.DigestAlgorithm(digest.SignatureAlgorithm);
        var (from, until) = SigningTimeOf(fetched);
        var text = SigningString.Of(digest, fetched.ContentHash);
        var signed = new SignedText(fetched.Path.Chain.Region, digest.Fingerprint, from, until, text, signature);
        return SignatureChecker.Check(keys, signed);
    }

    /// <summary>
    /// Returns the trail location of which a moved digest can be a copy: the paths differ only in bucket and prefix,
    /// and the signature, which covers the location, is valid. Returns <c>null</c> otherwise, because a location that
    /// nobody signed must not be suggested.
    /// </summary>
    private static TrailLocation? OriginalOf(FetchedDigest fetched, KeyRing keys, Signature signature)
    {
        var location = fetched.Digest.Location;
        if (
            !DigestPath.TryParse(location.Path, out var original)
            || original with { Prefix = fetched.Path.Prefix } != fetched.Path
        )
            return null;
        return CheckPath(fetched) is null && CheckSignature(fetched, keys, signature) is null
            ? new TrailLocation(location.Bucket, original.Prefix)
            : null;
    }
}
