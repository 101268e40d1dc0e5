using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Findings;

/// <summary>The factories of findings about digests and keys. Messages of the AWS CLI are kept verbatim.</summary>
public sealed partial record Finding
{
    private const string NotCompressed = "content is intact but not compressed";

    private const string CompressAgain =
        "copy the intact files again without decompressing them, or compress them with gzip -n";

    internal static Finding DigestMissing() => new(FindingCode.DigestMissing, "not found");

    internal static Finding DigestMissingByRhythm() =>
        new(
            FindingCode.DigestMissingByRhythm,
            "not found (expected: digest files are hourly, and both neighbors exist)"
        );

    internal static Finding DigestUnreadable(StoreException e) =>
        new(FindingCode.DigestUnreadable, e.Message, hint: e.Hint);

    internal static Finding DigestFormat(string detail) =>
        new(FindingCode.DigestFormat, "invalid format", actual: detail);

    internal static Finding DigestNotCompressed() =>
        new(FindingCode.DigestFormat, "invalid format", actual: NotCompressed, hint: CompressAgain)
        {
            Note = NotCompressed,
        };

    internal static Finding DigestTrailingData() =>
        new(FindingCode.DigestTrailingData, "unexpected data after end of compressed stream");

    internal static Finding DigestTooLarge(string detail) =>
        new(FindingCode.DigestTooLarge, $"too large to check: {detail}");

    /// <param name="actual">The location of the digest.</param>
    /// <param name="claimed">The location that the digest records.</param>
    /// <param name="original">
    /// The trail location of which it can be a copy, according to a valid signature; <c>null</c> if unknown.
    /// </param>
    internal static Finding DigestMoved(ObjectLocation actual, ObjectLocation claimed, TrailLocation? original) =>
        new(
            FindingCode.DigestMoved,
            "has been moved from its original location",
            claimed.ToString(),
            actual.ToString(),
            original is null ? null : Hint.Of(HintCode.NameOriginal, original.ToString())
        );

    internal static Finding DigestAccount(string expected, string actual) =>
        new(FindingCode.DigestPathMismatch, "account does not match its object path", expected, actual);

    internal static Finding DigestEnd(DateTimeOffset expected, DateTimeOffset actual) =>
        new(
            FindingCode.DigestPathMismatch,
            "end time does not match its object path",
            UtcTime.Format(expected),
            UtcTime.Format(actual)
        );

    internal static Finding DigestAlgorithm(string actual) =>
        new(FindingCode.DigestAlgorithm, $"unknown signature algorithm {actual}", Algorithms.Sha256WithRsa, actual);

    internal static Finding SignatureMissing() =>
        new(
            FindingCode.SignatureMissing,
            "signature verification failed",
            actual: "its metadata contains no signature"
        );

    internal static Finding GenerationTimeMissing() =>
        new(
            FindingCode.DigestFormat,
            "invalid format",
            actual: "its metadata contains no backfill-generation-timestamp"
        );

    internal static Finding SignatureUnknown(string? metadataProblem = null) =>
        new(
            FindingCode.SignatureUnknown,
            $"signature unknown: {metadataProblem ?? "it was copied without its metadata"}, "
                + "and no later digest file records it"
        );

    internal static Finding SignatureWrong() => new(FindingCode.SignatureWrong, "signature verification failed");

    internal static Finding SignatureDisputed() =>
        new(FindingCode.SignatureDisputed, DisputedSignature.Message, hint: DisputedSignature.Hint);

    internal static Finding KeyUnknown(string region, KeyFingerprint fingerprint) =>
        new(
            FindingCode.KeyUnknown,
            $"public key not found in region {region} for fingerprint {fingerprint}",
            actual: fingerprint.Hex
        );

    internal static Finding KeyUnreadable(KeyFingerprint fingerprint, UnreadableKey key) =>
        new(
            FindingCode.KeyUnreadable,
            $"Unable to load PKCS #1 key with fingerprint {fingerprint}",
            actual: key.Problem
        );

    internal static Finding KeyUndecided(string region, KeyFingerprint fingerprint, UnreadableKey key) =>
        new(
            FindingCode.KeysUnavailable,
            $"public key not found in region {region} for fingerprint {fingerprint}, but not all public keys can be "
                + $"read ({key})",
            hint: "replace or remove the public keys that cannot be read"
        );

    internal static Finding KeyAmbiguous(string region, KeyFingerprint fingerprint) =>
        new(
            FindingCode.KeyAmbiguous,
            $"two different public keys in region {region} have the fingerprint {fingerprint}",
            actual: fingerprint.Hex
        );

    internal static Finding KeyOutsideValidity(TrustedKey key, DateTimeOffset time) =>
        new(
            FindingCode.KeyOutsideValidity,
            $"public key with fingerprint {key.Key.Fingerprint} was not valid at {UtcTime.Format(time)}",
            $"{Bound(key.ValidFrom)} to {Bound(key.ValidUntil)}",
            UtcTime.Format(time)
        );

    internal static Finding KeysUnavailable(string region, StoreException e) =>
        new(
            FindingCode.KeysUnavailable,
            $"cannot retrieve the public keys of region {region}: {e.Message}",
            hint: e.Hint
        );

    internal static Finding LinkHash(Sha256Hash expected, Sha256Hash actual) =>
        new(
            FindingCode.LinkHash,
            "hash does not match the one recorded in the next digest file",
            expected.ToString(),
            actual.ToString()
        );

    internal static Finding LinkHashAlgorithm(string actual) =>
        new(
            FindingCode.LinkHash,
            "the next digest file records its hash with an unknown algorithm",
            Algorithms.Sha256,
            actual
        );

    internal static Finding LinkSignature(Signature expected, Signature actual) =>
        new(
            FindingCode.LinkSignature,
            "signature does not match the one recorded in the next digest file",
            expected.Hex,
            actual.Hex
        );

    internal static Finding LinkForeign(ObjectLocation actual) =>
        new(FindingCode.LinkForeign, "links to a digest file of another chain", actual: actual.ToString());

    internal static Finding LinkOrder(ObjectLocation actual) =>
        new(FindingCode.LinkOrder, "links to a digest file that is not older", actual: actual.ToString());

    internal static Finding PeriodOverlap(DateTimeOffset expected, DateTimeOffset actual) =>
        new(
            FindingCode.PeriodOverlap,
            "its period overlaps that of the next digest file",
            $"end time {UtcTime.Format(expected)}",
            UtcTime.Format(actual)
        );

    /// <param name="end">The end of the digest's period.</param>
    internal static Finding CheckpointGone(DateTimeOffset end) =>
        new(
            FindingCode.CheckpointGone,
            $"no longer in the chain, although verified before (period ending {UtcTime.Format(end)}): "
                + "the chain was cut, rewritten or rolled back"
        );

    internal static Finding CheckpointMismatch(string expected, string actual) =>
        new(
            FindingCode.CheckpointMismatch,
            "not the digest file that was verified before: the chain was rewritten",
            expected,
            actual
        );

    private static string Bound(DateTimeOffset? time) => time is { } t ? UtcTime.Format(t) : "any time";
}
