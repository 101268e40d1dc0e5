using Integrity.Hints;

namespace Integrity.Findings;

/// <summary>Everything that a verification can find.</summary>
/// <remarks>
/// The names appear in reports and never change their meaning. The attribute of a code declares everything else:
/// severity, title, explanation and hint. A new finding is one entry here and one factory on <see cref="Finding"/>.
/// </remarks>
public enum FindingCode
{
    /// <summary>A digest that a verified digest links to does not exist.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file is missing.",
        "A verified digest file names it as the previous one, so it existed. It was deleted or moved."
    )]
    DigestMissing = 1,

    /// <summary>A digest is missing from the hourly sequence, although both neighbors exist.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file is missing from the hourly sequence.",
        "Digest files are hourly, and both neighbors exist. This one was deleted or moved."
    )]
    DigestMissingByRhythm,

    /// <summary>The store could not return a digest.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A digest file could not be read.",
        "The store denied access or the connection failed, so its content is unknown."
    )]
    DigestUnreadable,

    /// <summary>A digest is not valid gzip or JSON, or lacks required members.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file is malformed.",
        "It is not valid gzip or JSON, or lacks required members. It may have been replaced or truncated."
    )]
    DigestFormat,

    /// <summary>Data follows the gzip member of a digest.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file has extra data after its compressed content.",
        "A delivered digest file ends with its gzip data, so bytes were appended."
    )]
    DigestTrailingData,

    /// <summary>A digest exceeds the size limit.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A digest file is too large to check.",
        "It is larger than any genuine digest file should be, so it was not read to the end."
    )]
    DigestTooLarge,

    /// <summary>A digest is not at the location where it was delivered.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file is not at its original location.",
        "It records another bucket or object path. It was copied or replayed."
    )]
    DigestMoved,

    /// <summary>A digest's account or end time differs from its object path.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file contradicts its object path.",
        "Its account or end time differs from the one in its object path."
    )]
    DigestPathMismatch,

    /// <summary>A digest or its metadata declares an unknown algorithm.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file uses an unknown signature algorithm.",
        "Genuine digest files are signed with SHA256withRSA. No other algorithm is accepted."
    )]
    DigestAlgorithm,

    /// <summary>A digest's metadata contains no signature.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file has no signature.",
        "Its metadata contains none. Someone without the signing key rewrote the object."
    )]
    SignatureMissing,

    /// <summary>A digest's metadata is unavailable, and no later digest records its signature.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "The signature of a digest file is unknown.",
        "The file was copied without its metadata, and no later digest file records its signature.",
        HintCode = HintCode.KeepMetadata
    )]
    SignatureUnknown,

    /// <summary>A signature does not match the content and the key that the digest names.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The signature of a digest file or sign file is invalid.",
        "The content, location or signature differs from what was signed."
    )]
    SignatureWrong,

    /// <summary>The key that a digest names is not in the key ring.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file or sign file is signed with an untrusted key.",
        "The key that it names is not among the trusted public keys of its region."
    )]
    KeyUnknown,

    /// <summary>Two different keys have the fingerprint that a digest names.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "Two different public keys share one fingerprint.",
        "MD5 fingerprints can be made to collide, so neither key is used."
    )]
    KeyAmbiguous,

    /// <summary>The key that a digest names was not valid when the digest was signed.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file or sign file is signed with a key that was not valid at that time.",
        "The key is trusted, but was not in use at the time when the file claims to have been signed."
    )]
    KeyOutsideValidity,

    /// <summary>The public keys could not be retrieved.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "The public keys could not be retrieved.",
        "Without them, no signature in the region can be checked."
    )]
    KeysUnavailable,

    /// <summary>The hash of a digest does not match the one recorded in the next digest.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The hash of a digest file does not match the chain.",
        "The next digest file records a different hash. The file was replaced, even if its own signature is valid."
    )]
    LinkHash,

    /// <summary>The signature of a digest does not match the one recorded in the next digest.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The signature of a digest file does not match the chain.",
        "The next digest file records a different signature. The file was replaced, even if its own signature "
            + "is valid."
    )]
    LinkSignature,

    /// <summary>A digest links to a digest of another chain.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file links to a digest file of another chain.",
        "The previous digest file that it names belongs to another trail, account, region or chain."
    )]
    LinkForeign,

    /// <summary>A digest links to a digest that is not older: the chain loops or runs forward.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file links to one that is not older.",
        "The chain loops or runs forward in time. No genuine chain does."
    )]
    LinkOrder,

    /// <summary>The period of a digest overlaps that of the next digest in its chain.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The periods of two digest files overlap.",
        "Periods in a chain follow one another. Here, the same time was signed twice."
    )]
    PeriodOverlap,

    /// <summary>The checkpoint's digest is no longer in the chain: it was cut, rewritten or rolled back.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A previously verified digest file is no longer in the chain.",
        "The checkpoint of an earlier verification names it. The chain has since been cut, rewritten or rolled back."
    )]
    CheckpointGone,

    /// <summary>Another digest has replaced the checkpoint's digest: the chain was rewritten.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file is not the one verified before.",
        "The checkpoint of an earlier verification records a different digest file here. The chain has since "
            + "been rewritten."
    )]
    CheckpointMismatch,

    /// <summary>A log file that a verified digest lists does not exist.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A log file is missing.",
        "A verified digest file lists it, so it was delivered. It was deleted or moved."
    )]
    LogFileMissing,

    /// <summary>The hash of a log file does not match the one in its digest.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A log file was modified.",
        "The hash of its content does not match the one in its verified digest file."
    )]
    LogFileHash,

    /// <summary>A log file is not valid gzip.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A log file is not valid gzip.",
        "Log files are delivered compressed. Its content was replaced or truncated."
    )]
    LogFileFormat,

    /// <summary>Data follows the gzip member of a log file.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A log file has extra data after its compressed content.",
        "A delivered log file ends with its gzip data, so bytes were appended."
    )]
    LogFileTrailingData,

    /// <summary>A digest lists a log file with an unknown hash algorithm.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A log file is listed with an unknown hash algorithm.",
        "Its digest file is genuine, but does not record a SHA-256 hash."
    )]
    LogFileAlgorithm,

    /// <summary>A log file exceeds the size limit.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A log file is too large to check.",
        "It decompresses to more than the limit, so it was not read to the end."
    )]
    LogFileTooLarge,

    /// <summary>The store could not return a log file.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A log file could not be read.",
        "The store denied access or the connection failed, so its content is unknown."
    )]
    LogFileUnreadable,

    /// <summary>The store could not list the digests of a chain.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "Objects could not be listed.",
        "The store denied the listing or the connection failed. There may be objects that were not seen."
    )]
    ListingUnreadable,

    /// <summary>The range contains more digest objects than the limit.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "There are more objects than the limit.",
        "Objects beyond the limit were not checked."
    )]
    ListingTooLarge,

    /// <summary>No digest covers the time before the oldest digest.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "No digest file covers the start of the range.",
        "Log file validation was off, or digest files were deleted. Nothing shows which."
    )]
    NotCoveredBeforeOldest,

    /// <summary>No digest covers the time after the newest digest.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "No digest file covers the end of the range.",
        "The newest digest files were deleted or never created. Nothing shows which."
    )]
    NotCoveredAfterNewest,

    /// <summary>No digest covers the time before the chain restarted.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "No digest file covers the time before the chain restarted.",
        "Log file validation was off, or digest files were deleted. Nothing shows which."
    )]
    NotCoveredRestart,

    /// <summary>No digest covers the time between two digests of the chain.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "No digest file covers a gap between two digest files.",
        "Nothing in the chain covers the time between their periods."
    )]
    NotCoveredGap,

    /// <summary>The chain has no digest in the range.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "No digest file covers any of the range.",
        "All were deleted, none was ever created, or the region, account or prefix is not that of the trail.",
        Hint = "check the region, account and prefix, and that log file validation is on for the trail"
    )]
    NotCoveredAtAll,

    /// <summary>Two RSA implementations disagree on a signature, so neither result is used.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "Two RSA implementations disagree on a signature.",
        "One accepts the signature and the other rejects it. One of them is faulty, or the program was "
            + "tampered with. Neither result is used."
    )]
    SignatureDisputed,

    /// <summary>A folder of query results has no sign file.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A sign file is missing.",
        "Nothing shows which query results were delivered. The sign file was deleted, moved, or never existed."
    )]
    SignFileMissing,

    /// <summary>The store could not return a sign file.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A sign file could not be read.",
        "The store denied access or the connection failed, so the query results cannot be checked."
    )]
    SignFileUnreadable,

    /// <summary>A sign file is not valid JSON or lacks required members.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A sign file is malformed.",
        "It is not valid JSON or lacks required members. It may have been replaced or truncated."
    )]
    SignFileFormat,

    /// <summary>A sign file exceeds the size limit.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A sign file is too large to check.",
        "It is larger than any genuine sign file should be, so it was not read to the end."
    )]
    SignFileTooLarge,

    /// <summary>A sign file declares an unknown algorithm.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A sign file uses an unknown algorithm.",
        "Genuine sign files use SHA-256 and SHA256withRSA. No other algorithm is accepted."
    )]
    SignFileAlgorithm,

    /// <summary>A sign file lists no result files.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A sign file lists no files.",
        "Genuine sign files list at least one file, so the list was emptied."
    )]
    SignFileEmpty,

    /// <summary>A sign file contains a name that cannot be a file in its folder.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A sign file contains a name that points outside its folder.",
        "Names in a sign file are not signed. This one was changed, and the file it names was not opened."
    )]
    ResultFileName,

    /// <summary>A sign file lists a name twice.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A sign file lists a result file twice.",
        "Names in a sign file are not signed. One of its files was given the name of another."
    )]
    ResultFileListedTwice,

    /// <summary>A result file that a verified sign file lists does not exist.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A query result file is missing.",
        "A verified sign file lists it. It was deleted, moved or renamed."
    )]
    ResultFileMissing,

    /// <summary>The hash of a result file does not match the one in its sign file.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A query result file was modified.",
        "The hash of the compressed file does not match the signed one."
    )]
    ResultFileHash,

    /// <summary>The store could not return a result file.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A query result file could not be read.",
        "The store denied access or the connection failed, so its content is unknown."
    )]
    ResultFileUnreadable,

    /// <summary>A file is named like a result file, but the verified sign file does not list it.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A file among the query results was not delivered with them.",
        "The signature covers the complete list of result files, and this file is not in it.",
        Hint = "move files that do not belong to the query results out of their folder"
    )]
    ResultFileUnlisted,

    /// <summary>No verified digest lists a log file, although verified digests cover its time.</summary>
    [FindingRule(
        Verdict.Invalid,
        "No digest file lists a log file.",
        "Verified digest files cover its time and do not list it. Someone added it, or a trail without log "
            + "file validation delivers to the same folder.",
        Hint = "check who wrote the object; a trail without log file validation that delivers to the same "
            + "folder looks the same"
    )]
    LogFileUnlisted,

    /// <summary>No verified digest lists a log file so far, but one still may.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "No digest file lists a log file yet.",
        "A digest file that is still to come, or that could not be checked, may list it."
    )]
    LogFileUndecided,

    /// <summary>A log file is in a folder where log files of its name are never delivered.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A log file is in the wrong folder.",
        "It was copied or forged: its day, account, region or prefix is not that of its folder."
    )]
    LogFileMisplaced,

    /// <summary>Verified digests list the same log file more than once.</summary>
    // Only the signer can list a log file twice, and it hides nothing.
    [FindingRule(
        Verdict.Incomplete,
        "A log file is listed more than once.",
        "The log file is genuine, but each log file is listed only once. Whoever signed the digest files made "
            + "a mistake or a false statement."
    )]
    LogFileListedTwice,

    /// <summary>A digest falls into the time of a chain, but no verified digest links to it.</summary>
    [FindingRule(
        Verdict.Invalid,
        "A digest file is not part of the chain.",
        "Verified digest files cover its time, and none of them links to it. Someone added it."
    )]
    DigestOffChain,

    /// <summary>An object in a log or digest folder has a name that CloudTrail never uses.</summary>
    // It cannot pass for a log file, and is more often left over than planted.
    [FindingRule(
        Verdict.Incomplete,
        "A trail folder contains an object that is neither a log file nor a digest file.",
        "CloudTrail never uses this name. No digest file covers the object, but programs may read it along "
            + "with the log files.",
        Hint = "move objects that do not belong to the trail out of its folders"
    )]
    ObjectUnexpected,

    /// <summary>The store could not list log folders.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "Log folders could not be listed.",
        "Unlisted log files there could not be detected."
    )]
    LogListingUnreadable,

    /// <summary>The digests of a proof do not link to one another.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The digest files in a proof do not form a chain.",
        "One of them is not the digest file that the next one links to. The proof was assembled from other chains."
    )]
    ProofChain,

    /// <summary>The digests of a proof do not reach the checkpoint.</summary>
    [FindingRule(
        Verdict.Incomplete,
        "A proof does not reach the checkpoint.",
        "The checkpoint's digest file is not in the proof, so the proof may be of another chain.",
        HintCode = HintCode.UseSameCheckpoint
    )]
    ProofCheckpoint,

    /// <summary>The digest of a proof does not list the proof's log file.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The digest file in a proof does not list its log file.",
        "The log file was not delivered, or not at the location that the proof claims."
    )]
    ProofNotListed,

    /// <summary>The log file of a proof does not contain the event as claimed.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The log file in a proof does not contain its event.",
        "The log file is genuine. The record that the proof claims to be in it is not."
    )]
    ProofEvent,

    /// <summary>The key that a digest names is among the public keys but cannot be read.</summary>
    [FindingRule(
        Verdict.Invalid,
        "The public key of a digest file or sign file cannot be read.",
        "The key listed under the fingerprint is not an RSA public key, or is another key. Get the public keys again."
    )]
    KeyUnreadable,
}
