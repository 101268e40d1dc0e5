using System.Globalization;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Keys;

namespace Integrity.Verification;

/// <summary>
/// Checks one digest by itself: that it lies where it was delivered, and that a trusted key, valid at the time, signed it. Pure.
/// The order of the checks is that of the AWS CLI, so that the first finding is the one that it prints.
/// </summary>
internal static class DigestChecker
{
    /// <summary>A key can rotate just after the end of the period, before the digest is signed.</summary>
    public static readonly TimeSpan SigningDelay = TimeSpan.FromHours(2);

    /// <summary>The metadata of a backfill digest that tells when it was made.</summary>
    public const string GenerationTime = "backfill-generation-timestamp";

    private static readonly TimeSpan BackfillTolerance = TimeSpan.FromHours(1);

    /// <summary>Why the digest is not authentic; empty when it is.</summary>
    /// <param name="fetched">The digest.</param>
    /// <param name="keys">The keys to trust.</param>
    /// <param name="toldSignature">Its signature as the next newer digest tells it. It proves itself, so it may come from a digest that is not verified.</param>
    public static IReadOnlyList<Finding> Check(FetchedDigest fetched, KeyRing keys, Signature? toldSignature)
    {
        var (signature, problem) = SignatureOf(fetched, toldSignature);
        if (problem is not null)
            return [problem];
        if (fetched.Digest.Location != fetched.Location)
            return
            [
                Finding.DigestMoved(fetched.Location, fetched.Digest.Location, OriginalOf(fetched, keys, signature!)),
            ];
        var finding = CheckKey(fetched) ?? CheckSignature(fetched, keys, signature!);
        return finding is null ? [] : [finding];
    }

    private static Finding? CheckSignature(FetchedDigest fetched, KeyRing keys, Signature signature)
    {
        var digest = fetched.Digest;
        if (digest.SignatureAlgorithm != Algorithms.Sha256WithRsa)
            return Finding.DigestAlgorithm(digest.SignatureAlgorithm);
        var (from, until) = SigningTime(fetched);
        return SignatureChecker.Check(
            keys,
            new SignedText(
                fetched.Path.Chain.Region,
                digest.Fingerprint,
                from,
                until,
                SigningString.Of(digest, fetched.ContentHash),
                signature
            )
        );
    }

    /// <summary>
    /// The place of which a digest that lies elsewhere can be a copy: its name is the same but for bucket and prefix, and its signature, which covers the location, is good. Else
    /// <c>null</c>: what nobody signed is not to be recommended.
    /// </summary>
    private static TrailLocation? OriginalOf(FetchedDigest fetched, KeyRing keys, Signature signature)
    {
        var location = fetched.Digest.Location;
        if (
            !DigestPath.TryParse(location.Path, out var original)
            || original with { Prefix = fetched.Path.Prefix } != fetched.Path
        )
            return null;
        return CheckKey(fetched) is null && CheckSignature(fetched, keys, signature) is null
            ? new TrailLocation(location.Bucket, original.Prefix)
            : null;
    }

    /// <summary>The signature to verify. The one in the metadata counts wherever there is metadata; without any, the one that the next newer digest tells.</summary>
    public static (Signature? Signature, Finding? Problem) SignatureOf(FetchedDigest fetched, Signature? toldSignature)
    {
        if (fetched.Metadata is not { } metadata)
            return (toldSignature, toldSignature is null ? Finding.SignatureUnknown(fetched.MetadataProblem) : null);
        if (
            !metadata.TryGetValue("signature", out var hex)
            || !metadata.TryGetValue("signature-algorithm", out var algorithm)
        )
            return (null, Finding.SignatureMissing());
        if (fetched.Path.IsBackfill && !metadata.ContainsKey(GenerationTime))
            return (null, Finding.GenerationTimeMissing());
        if (algorithm != Algorithms.Sha256WithRsa)
            return (null, Finding.DigestAlgorithm(algorithm));
        return Signature.TryParse(hex, out var signature) ? (signature, null) : (null, Finding.SignatureWrong());
    }

    /// <summary>Whether the digest says what its path says.</summary>
    private static Finding? CheckKey(FetchedDigest fetched)
    {
        var (digest, digestPath) = (fetched.Digest, fetched.Path);
        if (digest.AccountId != digestPath.Chain.AccountId)
            return Finding.DigestAccount(digestPath.Chain.AccountId, digest.AccountId);
        return digest.Period.End == digestPath.End ? null : Finding.DigestEnd(digestPath.End, digest.Period.End);
    }

    /// <summary>
    /// When the digest can have been signed, from first to last moment. A backfill digest is signed long after its period; its generation time is not covered by the signature,
    /// so for a backfill digest the validity of the key proves no more than that the key was once trusted.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset Until) SigningTime(FetchedDigest fetched)
    {
        var end = fetched.Digest.Period.End;
        if (!fetched.Path.IsBackfill)
            return (end, end + SigningDelay);
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
            ? (generated - BackfillTolerance, generated + BackfillTolerance)
            : (end, DateTimeOffset.MaxValue);
    }
}
