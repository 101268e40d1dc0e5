using Integrity.Digests;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Findings;

/// <summary>The factories of findings about proofs, log files, listings and coverage.</summary>
public sealed partial record Finding
{
    internal static Finding ProofChain(ObjectLocation newer) =>
        new(
            FindingCode.ProofChain,
            "not the digest file that the next one in the proof links to",
            actual: newer.ToString()
        );

    internal static Finding ProofCheckpoint(ObjectLocation checkpoint) =>
        new(
            FindingCode.ProofCheckpoint,
            "the checkpoint's digest file is not in the proof, so this one may belong to another chain",
            checkpoint.ToString()
        );

    internal static Finding ProofNotListed() =>
        new(FindingCode.ProofNotListed, "the digest file in the proof does not list it");

    internal static Finding ProofEvent(string detail) =>
        new(FindingCode.ProofEvent, $"does not contain the event as the proof claims: {detail}");

    internal static Finding LogFileMissing() => new(FindingCode.LogFileMissing, "not found");

    internal static Finding LogFileHash(Sha256Hash expected, Sha256Hash actual) =>
        new(FindingCode.LogFileHash, "hash value doesn't match", expected.ToString(), actual.ToString());

    internal static Finding LogFileFormat(string detail) =>
        new(FindingCode.LogFileFormat, "invalid format", actual: detail);

    internal static Finding LogFileNotCompressed() =>
        new(FindingCode.LogFileFormat, "invalid format", actual: NotCompressed, hint: CompressAgain)
        {
            Note = NotCompressed,
        };

    internal static Finding LogFileTrailingData() =>
        new(FindingCode.LogFileTrailingData, "unexpected data after end of compressed stream");

    internal static Finding LogFileAlgorithm(string actual) =>
        new(FindingCode.LogFileAlgorithm, $"unknown hash algorithm {actual}", Algorithms.Sha256, actual);

    internal static Finding LogFileTooLarge(long maxBytes) =>
        new(FindingCode.LogFileTooLarge, $"too large to check: it decompresses to more than {maxBytes} bytes");

    internal static Finding LogFileHollow() =>
        new(FindingCode.LogFileTooLarge, "too large to check: its gzip stream contains almost nothing");

    internal static Finding LogFileUnreadable(StoreException e) =>
        new(FindingCode.LogFileUnreadable, e.Message, hint: e.Hint);

    /// <param name="e">Why the listing failed.</param>
    /// <param name="place">The location that could not be listed; <c>null</c> if there is only one.</param>
    internal static Finding ListingUnreadable(StoreException e, ObjectLocation? place = null) =>
        new(
            FindingCode.ListingUnreadable,
            $"cannot list the digest files of the chain{(place is null ? "" : $" in {place}")}: {e.Message}",
            hint: e.Hint
        );

    internal static Finding DigestFolderUnreadable(StoreException e) =>
        new(
            FindingCode.ListingUnreadable,
            $"could not be listed, so digest files in it could not be found: {e.Message}",
            hint: e.Hint
        );

    internal static Finding ListingTooLarge(int maxDigests) =>
        new(
            FindingCode.ListingTooLarge,
            $"more than {maxDigests} digest files; the rest were not checked",
            hint: "verify a shorter range"
        );

    internal static Finding NotCoveredBeforeOldest() =>
        new(FindingCode.NotCoveredBeforeOldest, "no digest file; no older one was found");

    internal static Finding NotCoveredAfterNewest(DateTimeOffset newestEnd) =>
        new(
            FindingCode.NotCoveredAfterNewest,
            $"no digest file; the newest one found ends at {UtcTime.Format(newestEnd)}: "
                + "later ones were deleted or never created"
        );

    internal static Finding NotCoveredAfterBound(DateTimeOffset newestEnd) =>
        new(
            FindingCode.NotCoveredAfterNewest,
            $"the newest digest file checked ends at {UtcTime.Format(newestEnd)}: later ones are beyond the limit"
        );

    internal static Finding NotCoveredRestart(DateTimeOffset restart) =>
        new(
            FindingCode.NotCoveredRestart,
            $"no digest file; the chain restarted at {UtcTime.Format(restart)}: "
                + "log file validation was off before, or digest files were deleted"
        );

    internal static Finding NotCoveredGap() =>
        new(FindingCode.NotCoveredGap, "no digest file was found between two neighbors in the chain");

    internal static Finding NotCoveredAtAll(ChainId chain) =>
        new(
            FindingCode.NotCoveredAtAll,
            $"no digest file of trail {chain.TrailName} for account {chain.AccountId} in {chain.Region} "
                + "in this range: all were deleted, or none was ever created"
        );

    internal static Finding LogFileUnlisted() =>
        new(FindingCode.LogFileUnlisted, "no digest file lists it, although verified digest files cover its time");

    internal static Finding LogFileUndecided(string reason, Hint? hint = null) =>
        new(FindingCode.LogFileUndecided, $"no verified digest file lists it: {reason}", hint: hint);

    internal static Finding LogFileMisplaced() =>
        new(
            FindingCode.LogFileMisplaced,
            "its name is that of another day, account, region or prefix, and no digest file lists it here"
        );

    internal static Finding LogFileListedTwice() =>
        new(FindingCode.LogFileListedTwice, "listed more than once in verified digest files");

    internal static Finding DigestOffChain() =>
        new(FindingCode.DigestOffChain, "not part of the chain: no verified digest file links to it");

    /// <param name="kind">What belongs into the folder: <c>log file</c> or <c>digest file</c>.</param>
    /// <param name="more">The number of further objects for which there is no finding.</param>
    internal static Finding ObjectUnexpected(string kind, long more = 0) =>
        new(
            FindingCode.ObjectUnexpected,
            $"its name is not that of a {kind}{(more > 0 ? $"; {more} more such objects are not shown" : "")}"
        );

    /// <param name="e">Why the listing failed.</param>
    /// <param name="days">The number of days that could not be listed; <c>null</c> for a whole folder.</param>
    internal static Finding LogListingUnreadable(StoreException e, int? days = null)
    {
        var extent = days is { } number ? $" ({number} {(number == 1 ? "day" : "days")})" : "";
        return new(
            FindingCode.LogListingUnreadable,
            $"could not be listed{extent}, so unlisted log files there could not be detected: {e.Message}",
            hint: Hint.Of(HintCode.SkipUnlisted, e.Hint ?? "allow s3:ListBucket on the bucket")
        );
    }

    internal static Finding SourceFolderUnexamined(string problem, Hint? hint) =>
        new(
            FindingCode.LogListingUnreadable,
            $"not searched, so a bucket in it was not verified: {problem}",
            hint: hint
        );
}
