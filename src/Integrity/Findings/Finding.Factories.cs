using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Findings;

/// <summary>The named factories of findings, and so all texts of findings. Where the AWS CLI has a message for the same fault, it is used to the letter.</summary>
public sealed partial record Finding
{
    private const string NotCompressed = "its content is intact, but it is not compressed";

    private const string CompressAgain = "a tool decompressed intact files: copy them again without decompressing them, or compress them with gzip -n";

    internal static Finding DigestMissing() => new(FindingCode.DigestMissing, "not found");

    internal static Finding DigestMissingByRhythm() => new(FindingCode.DigestMissingByRhythm, "not found, inferred from the hourly rhythm of its neighbours");

    internal static Finding DigestUnreadable(StoreException e) => new(FindingCode.DigestUnreadable, e.Message, hint: e.Hint);

    internal static Finding DigestFormat(string detail) => new(FindingCode.DigestFormat, "invalid format", actual: detail);

    internal static Finding DigestNotCompressed() =>
        new(FindingCode.DigestFormat, "invalid format", actual: NotCompressed, hint: CompressAgain) { Note = NotCompressed };

    internal static Finding DigestTrailingData() => new(FindingCode.DigestTrailingData, "unexpected data after end of compressed stream");

    internal static Finding DigestTooLarge(string detail) => new(FindingCode.DigestTooLarge, $"too large to be checked: {detail}");

    /// <param name="actual">Where it lies.</param>
    /// <param name="claimed">Where it says that it was delivered.</param>
    /// <param name="original">The place of which it can be a copy, by the word of a good signature; <c>null</c> when none says so.</param>
    internal static Finding DigestMoved(ObjectLocation actual, ObjectLocation claimed, TrailLocation? original) => new(
        FindingCode.DigestMoved,
        "has been moved from its original location",
        claimed.ToString(),
        actual.ToString(),
        original is null ? null : $"if what is verified is a copy of {original}, say so: --relocated-from {original}");

    internal static Finding DigestAccount(string expected, string actual) =>
        new(FindingCode.DigestPathMismatch, "its account is not that of its key", expected, actual);

    internal static Finding DigestEnd(DateTimeOffset expected, DateTimeOffset actual) =>
        new(FindingCode.DigestPathMismatch, "its end time is not that of its key", UtcTime.Format(expected), UtcTime.Format(actual));

    internal static Finding DigestAlgorithm(string actual) =>
        new(FindingCode.DigestAlgorithm, $"unknown signature algorithm {actual}", Algorithms.Sha256WithRsa, actual);

    internal static Finding SignatureMissing() => new(FindingCode.SignatureMissing, "signature verification failed", actual: "its metadata holds no signature");

    internal static Finding GenerationTimeMissing() => new(FindingCode.DigestFormat, "invalid format", actual: "its metadata holds no backfill-generation-timestamp");

    internal static Finding SignatureUnknown(string? metadataProblem = null) => new(
        FindingCode.SignatureUnknown,
        $"its signature is not known: {metadataProblem ?? "it was copied without its metadata"}, and no newer digest file tells it",
        hint: "keep its metadata beside it: aws s3api head-object --bucket BUCKET --key KEY --query Metadata --output json > KEY.meta.json; or copy the digest files of an hour more");

    internal static Finding SignatureWrong() => new(FindingCode.SignatureWrong, "signature verification failed");

    internal static Finding SignatureDisputed() => new(
        FindingCode.SignatureDisputed,
        DisputedSignature.Message,
        hint: DisputedSignature.Hint);

    internal static Finding KeyUnknown(string region, KeyFingerprint fingerprint) =>
        new(FindingCode.KeyUnknown, $"public key not found in region {region} for fingerprint {fingerprint}", actual: fingerprint.Hex);

    internal static Finding KeyUnreadable(KeyFingerprint fingerprint, UnreadableKey key) =>
        new(FindingCode.KeyUnreadable, $"Unable to load PKCS #1 key with fingerprint {fingerprint}", actual: key.Problem);

    internal static Finding KeyUndecided(string region, KeyFingerprint fingerprint, UnreadableKey key) => new(
        FindingCode.KeysUnavailable,
        $"public key not found in region {region} for fingerprint {fingerprint}, but not all public keys can be read ({key})",
        hint: "replace or remove the public keys that cannot be read");

    internal static Finding KeyAmbiguous(string region, KeyFingerprint fingerprint) =>
        new(FindingCode.KeyAmbiguous, $"two different public keys of region {region} go by the fingerprint {fingerprint}", actual: fingerprint.Hex);

    internal static Finding KeyOutsideValidity(TrustedKey key, DateTimeOffset time) => new(
        FindingCode.KeyOutsideValidity,
        $"public key with fingerprint {key.Key.Fingerprint} was not valid at {UtcTime.Format(time)}",
        $"{Bound(key.ValidFrom)} to {Bound(key.ValidUntil)}",
        UtcTime.Format(time));

    internal static Finding KeysUnavailable(string region, StoreException e) =>
        new(FindingCode.KeysUnavailable, $"the public keys of region {region} could not be looked up: {e.Message}", hint: e.Hint);

    internal static Finding LinkHash(Sha256Hash expected, Sha256Hash actual) =>
        new(FindingCode.LinkHash, "hash is not the one that the next newer digest file tells", expected.ToString(), actual.ToString());

    internal static Finding LinkHashAlgorithm(string actual) =>
        new(FindingCode.LinkHash, "the next newer digest file tells its hash in an unknown algorithm", Algorithms.Sha256, actual);

    internal static Finding LinkSignature(Signature expected, Signature actual) =>
        new(FindingCode.LinkSignature, "signature is not the one that the next newer digest file tells", expected.Hex, actual.Hex);

    internal static Finding LinkForeign(ObjectLocation actual) =>
        new(FindingCode.LinkForeign, "names as its previous digest file one of another chain", actual: actual.ToString());

    internal static Finding LinkOrder(ObjectLocation actual) =>
        new(FindingCode.LinkOrder, "names as its previous digest file one that is not older", actual: actual.ToString());

    internal static Finding PeriodOverlap(DateTimeOffset expected, DateTimeOffset actual) => new(
        FindingCode.PeriodOverlap, "its period overlaps that of the next newer digest file", $"an end at {UtcTime.Format(expected)}", UtcTime.Format(actual));

    internal static Finding CheckpointGone(DateTimeOffset end) =>
        new(FindingCode.CheckpointGone, $"was verified before, and is no longer in the chain: it was cut, rewritten or rolled back since ({UtcTime.Format(end)})");

    internal static Finding CheckpointMismatch(string expected, string actual) =>
        new(FindingCode.CheckpointMismatch, "is not the digest file that was verified before: the chain was rewritten since", expected, actual);

    internal static Finding ProofChain(ObjectLocation newer) =>
        new(FindingCode.ProofChain, "is not the one that the next newer digest file in the proof names as its previous one", actual: newer.ToString());

    internal static Finding ProofCheckpoint(ObjectLocation checkpoint) => new(
        FindingCode.ProofCheckpoint, "the digest file of the checkpoint is not in the proof, so nothing says that this one is of the same chain", checkpoint.ToString(), hint: "make the proof with the same --checkpoint");

    internal static Finding ProofNotListed() => new(FindingCode.ProofNotListed, "is not listed by the digest file in the proof");

    internal static Finding ProofEvent(string detail) => new(FindingCode.ProofEvent, $"does not hold the event as the proof says: {detail}");

    internal static Finding LogFileMissing() => new(FindingCode.LogFileMissing, "not found");

    internal static Finding LogFileHash(Sha256Hash expected, Sha256Hash actual) =>
        new(FindingCode.LogFileHash, "hash value doesn't match", expected.ToString(), actual.ToString());

    internal static Finding LogFileFormat(string detail) => new(FindingCode.LogFileFormat, "invalid format", actual: detail);

    internal static Finding LogFileNotCompressed() =>
        new(FindingCode.LogFileFormat, "invalid format", actual: NotCompressed, hint: CompressAgain) { Note = NotCompressed };

    internal static Finding LogFileTrailingData() => new(FindingCode.LogFileTrailingData, "unexpected data after end of compressed stream");

    internal static Finding LogFileAlgorithm(string actual) =>
        new(FindingCode.LogFileAlgorithm, $"unknown hash algorithm {actual}", Algorithms.Sha256, actual);

    internal static Finding LogFileHollow() =>
        new(FindingCode.LogFileTooLarge, "too large to be checked: its gzip stream holds almost nothing");

    internal static Finding LogFileTooLarge(long maxBytes) => new(FindingCode.LogFileTooLarge, $"too large to be checked: it inflates to more than {maxBytes} bytes");

    internal static Finding LogFileUnreadable(StoreException e) => new(FindingCode.LogFileUnreadable, e.Message, hint: e.Hint);

    /// <param name="e">Why.</param>
    /// <param name="place">The place that could not be listed; <c>null</c> when there is only one.</param>
    internal static Finding ListingUnreadable(StoreException e, ObjectLocation? place = null) => new(
        FindingCode.ListingUnreadable,
        $"the digest files of the chain{(place is null ? "" : $" in {place}")} could not be listed: {e.Message}",
        hint: e.Hint);

    internal static Finding DigestFolderUnreadable(StoreException e) => new(
        FindingCode.ListingUnreadable,
        $"could not be listed, so digest files in it were not looked for: {e.Message}",
        hint: e.Hint);

    internal static Finding ListingTooLarge(int maxDigests) =>
        new(FindingCode.ListingTooLarge, $"there are more than {maxDigests} digest files, and those beyond were not looked at", hint: "verify a shorter range at a time");

    internal static Finding NotCoveredBeforeOldest() => new(FindingCode.NotCoveredBeforeOldest, "no digest file; no older one was found");

    internal static Finding NotCoveredAfterNewest(DateTimeOffset newestEnd) =>
        new(FindingCode.NotCoveredAfterNewest, $"no digest file; the newest one found ends at {UtcTime.Format(newestEnd)}: later ones were deleted, or never made");

    internal static Finding NotCoveredAfterBound(DateTimeOffset newestEnd) =>
        new(FindingCode.NotCoveredAfterNewest, $"the newest digest file that was looked at ends at {UtcTime.Format(newestEnd)}: later ones are beyond the bound");

    internal static Finding NotCoveredRestart(DateTimeOffset restart) => new(
        FindingCode.NotCoveredRestart, $"no digest file; the chain was started anew at {UtcTime.Format(restart)}: validation was off before, or digest files were deleted");

    internal static Finding NotCoveredGap() => new(FindingCode.NotCoveredGap, "no digest file was found between its neighbours in the chain");

    internal static Finding NotCoveredAtAll(ChainId chain) => new(
        FindingCode.NotCoveredAtAll,
        $"no digest file of the trail {chain.TrailName} for account {chain.AccountId} in {chain.Region} in this range: all were deleted, or none was ever made",
        hint: "check the region, the account and the prefix, and that log file validation is on for the trail");

    internal static Finding LogFileUnlisted() => new(
        FindingCode.LogFileUnlisted,
        "no digest file lists it, and verified digest files cover its time",
        hint: "a log file that no digest file lists was added by somebody; or by another trail without log file validation that delivers to the same folder, which cannot be told from it");

    internal static Finding LogFileUndecided(string reason, string? hint = null) => new(FindingCode.LogFileUndecided, $"no verified digest file lists it: {reason}", hint: hint);

    internal static Finding LogFileMisplaced() => new(FindingCode.LogFileMisplaced, "its name is that of a log file of another day, account, region or prefix, and no digest file lists it here");

    internal static Finding LogFileListedTwice() => new(FindingCode.LogFileListedTwice, "verified digest files list it more than once");

    internal static Finding DigestOffChain() => new(FindingCode.DigestOffChain, "the chain passes it over: no verified digest file links to it");

    internal static Finding ObjectUnexpected(string kind, long more = 0) => new(
        FindingCode.ObjectUnexpected,
        $"it is no {kind}, going by its name{(more > 0 ? $"; {more} more of this kind are not named" : "")}",
        hint: "move what does not belong to the trail out of its folders");

    internal static Finding LogListingUnreadable(StoreException e, int? days = null) => new(
        FindingCode.LogListingUnreadable,
        $"could not be listed{(days is { } number ? $" ({number} {(number == 1 ? "day" : "days")})" : "")}, so log files that no digest file lists were not looked for: {e.Message}",
        hint: $"{e.Hint ?? "allow s3:ListBucket on the bucket"}; or leave the log folders out with --no-unlisted");

    internal static Finding SourceFolderUnexamined(string problem, string? hint) =>
        new(FindingCode.LogListingUnreadable, $"was not searched, so a bucket in it was not verified: {problem}", hint: hint);

    private static string Bound(DateTimeOffset? time) => time is { } t ? UtcTime.Format(t) : "any time";
}
