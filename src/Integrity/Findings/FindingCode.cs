namespace Integrity.Findings;

/// <summary>All that a verification can find. The names are part of the reports and never change their meaning.</summary>
public enum FindingCode
{
    /// <summary>A digest that a verified digest names does not exist.</summary>
    DigestMissing = 1,

    /// <summary>A digest that must have existed, going by the rhythm of its neighbours, does not exist.</summary>
    DigestMissingByRhythm,

    /// <summary>The store could not hand out a digest.</summary>
    DigestUnreadable,

    /// <summary>A digest is not gzip, not JSON or not of the form of a digest.</summary>
    DigestFormat,

    /// <summary>Something follows the gzip member of a digest.</summary>
    DigestTrailingData,

    /// <summary>A digest is larger than the bounds allow.</summary>
    DigestTooLarge,

    /// <summary>A digest does not lie where it was delivered.</summary>
    DigestMoved,

    /// <summary>A digest's account or end time is not that of its key.</summary>
    DigestPathMismatch,

    /// <summary>A digest or its metadata declares an algorithm that is not known.</summary>
    DigestAlgorithm,

    /// <summary>A digest's metadata holds no signature.</summary>
    SignatureMissing,

    /// <summary>The metadata of a digest is not known, and no newer digest tells its signature.</summary>
    SignatureUnknown,

    /// <summary>A digest's signature is not that of its content by the key that it names.</summary>
    SignatureWrong,

    /// <summary>The key that a digest names is not in the key ring.</summary>
    KeyUnknown,

    /// <summary>The name of the key that a digest names stands for two different keys.</summary>
    KeyAmbiguous,

    /// <summary>The key that a digest names was not valid when the digest was signed.</summary>
    KeyOutsideValidity,

    /// <summary>The public keys could not be looked up.</summary>
    KeysUnavailable,

    /// <summary>The hash of a digest is not the one that the next newer digest tells.</summary>
    LinkHash,

    /// <summary>The signature of a digest is not the one that the next newer digest tells.</summary>
    LinkSignature,

    /// <summary>A digest names as its previous one a digest of another chain.</summary>
    LinkForeign,

    /// <summary>A digest names as its previous one a digest that is not older (a cycle, or a chain that runs forward).</summary>
    LinkOrder,

    /// <summary>The period of a digest overlaps that of the next newer digest of its chain.</summary>
    PeriodOverlap,

    /// <summary>The digest of the checkpoint is no longer in the chain: it was cut, rewritten or rolled back.</summary>
    CheckpointGone,

    /// <summary>In the place of the checkpoint's digest there is another one: the chain was rewritten.</summary>
    CheckpointMismatch,

    /// <summary>A log file that a verified digest lists does not exist.</summary>
    LogFileMissing,

    /// <summary>The hash of a log file is not the one that its digest tells.</summary>
    LogFileHash,

    /// <summary>A log file is not a gzip file.</summary>
    LogFileFormat,

    /// <summary>Something follows the gzip member of a log file.</summary>
    LogFileTrailingData,

    /// <summary>A digest declares an algorithm that is not known for a log file.</summary>
    LogFileAlgorithm,

    /// <summary>A log file is larger than the bounds allow.</summary>
    LogFileTooLarge,

    /// <summary>The store could not hand out a log file.</summary>
    LogFileUnreadable,

    /// <summary>The store could not list the digests of a chain.</summary>
    ListingUnreadable,

    /// <summary>There are more digest objects in the range than the bounds allow.</summary>
    ListingTooLarge,

    /// <summary>No digest covers the range: it lies before the oldest digest.</summary>
    NotCoveredBeforeOldest,

    /// <summary>No digest covers the range: it lies behind the newest digest.</summary>
    NotCoveredAfterNewest,

    /// <summary>No digest covers the range: the chain was started anew behind it.</summary>
    NotCoveredRestart,

    /// <summary>No digest covers the range: it lies between two digests of the chain.</summary>
    NotCoveredGap,

    /// <summary>The chain has no digest in the range at all.</summary>
    NotCoveredAtAll,

    /// <summary>Two implementations of RSA do not agree on a signature, so neither is believed.</summary>
    SignatureDisputed,

    /// <summary>A folder of query results has no sign file.</summary>
    SignFileMissing,

    /// <summary>The store could not hand out a sign file.</summary>
    SignFileUnreadable,

    /// <summary>A sign file is not JSON or not of the form of a sign file.</summary>
    SignFileFormat,

    /// <summary>A sign file is larger than the bounds allow.</summary>
    SignFileTooLarge,

    /// <summary>A sign file declares an algorithm that is not known.</summary>
    SignFileAlgorithm,

    /// <summary>A sign file lists no result file.</summary>
    SignFileEmpty,

    /// <summary>A sign file names a result file in a way that no file in its folder can be named.</summary>
    ResultFileName,

    /// <summary>A sign file lists a name twice.</summary>
    ResultFileListedTwice,

    /// <summary>A result file that a verified sign file lists does not exist.</summary>
    ResultFileMissing,

    /// <summary>The hash of a result file is not the one that its sign file tells.</summary>
    ResultFileHash,

    /// <summary>The store could not hand out a result file.</summary>
    ResultFileUnreadable,

    /// <summary>A file is named like a result file, and the verified sign file does not list it.</summary>
    ResultFileUnlisted,

    /// <summary>No verified digest lists a log file, although verified digests cover the time of its delivery.</summary>
    LogFileUnlisted,

    /// <summary>No verified digest lists a log file, and it cannot be told yet whether one should.</summary>
    LogFileUndecided,

    /// <summary>An object with the name of a log file lies where no log file of that name is delivered.</summary>
    LogFileMisplaced,

    /// <summary>Two verified digests list the same log file, or one lists it twice.</summary>
    LogFileListedTwice,

    /// <summary>A digest object lies within the time of a chain, and the links of the chain pass it over.</summary>
    DigestOffChain,

    /// <summary>An object in a log folder or a digest folder has a name that CloudTrail never gives.</summary>
    ObjectUnexpected,

    /// <summary>The store could not list log folders.</summary>
    LogListingUnreadable,

    /// <summary>The digests of a proof are not linked to one another.</summary>
    ProofChain,

    /// <summary>The digests of a proof do not reach to that of the checkpoint.</summary>
    ProofCheckpoint,

    /// <summary>The digest of a proof does not list the proof's log file.</summary>
    ProofNotListed,

    /// <summary>The log file of a proof does not hold the proof's event, or not as the proof says.</summary>
    ProofEvent,

    /// <summary>The key that a digest names is among the public keys, and cannot be read.</summary>
    KeyUnreadable,
}
