using Integrity.Findings;

namespace Integrity.Reporting;

/// <summary>What a finding code means, for people who meet it in a report: no more than a sentence each.</summary>
/// <param name="Title">What is the matter.</param>
/// <param name="Meaning">What it says about the bucket.</param>
internal sealed record FindingDescription(string Title, string Meaning)
{
    /// <summary>What to do about a finding.</summary>
    public static string Advice(FindingCode code) => FindingWeight.Of(code) switch
    {
        Verdict.Invalid => "Treat it as tampering until the cause is known: keep the bucket as it is, look for who wrote or deleted the object (S3 server access logs, object versions, "
            + "CloudTrail data events of another account), and compare with a backup.",
        Verdict.Incomplete => "It is no evidence of tampering, and no proof of the contrary: remove the cause and verify again.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };

    /// <summary>The description of a code. There is no default: a new code does not compile without one.</summary>
    public static FindingDescription Of(FindingCode code) => code switch
    {
        FindingCode.DigestMissing => new("A digest file is missing.", "A verified digest file names it as its previous one, so it existed and was deleted or moved."),
        FindingCode.DigestMissingByRhythm => new("A digest file is missing, going by the hourly rhythm.", "Digest files come each hour; its neighbours on both sides show that it must have existed."),
        FindingCode.DigestUnreadable => new("A digest file could not be read.", "The store refused it or broke off; nothing is known of its content."),
        FindingCode.DigestFormat => new("A digest file is not of the form of a digest file.", "It is not gzip, not JSON, or lacks members that every delivered digest file has."),
        FindingCode.DigestTrailingData => new("Something follows the compressed content of a digest file.", "A delivered digest file ends with its gzip member; bytes were appended."),
        FindingCode.DigestTooLarge => new("A digest file is too large to be checked.", "It is larger than any genuine one is expected to be, and was not read to its end."),
        FindingCode.DigestMoved => new("A digest file does not lie where it was delivered.", "It names another bucket or key than the one it was found under: it was copied or replayed."),
        FindingCode.DigestPathMismatch => new("A digest file contradicts its own name.", "Its account or its end time is not the one that its object key tells."),
        FindingCode.DigestAlgorithm => new("A digest file declares an unknown signature algorithm.", "Genuine ones are signed with SHA256withRSA; nothing else is accepted."),
        FindingCode.SignatureMissing => new("A digest file has no signature.", "Its metadata holds none: the object was written anew by somebody without the signing key."),
        FindingCode.SignatureUnknown => new("The signature of a digest file is not known.", "It was copied without its metadata, and no newer digest file tells the signature."),
        FindingCode.SignatureWrong => new("The signature of a digest file or sign file is wrong.", "What it says, its place or its signature is not what the key signed."),
        FindingCode.KeyUnknown => new("A digest file or sign file is signed with a key that is not trusted.", "The key that it names is not among the public keys of its region in the key ring."),
        FindingCode.KeyUnreadable => new("The public key of a digest file or sign file cannot be read.", "What is published under the fingerprint is not an RSA public key, or is another key. Get the public keys again."),
        FindingCode.KeyAmbiguous => new("Two different public keys go by one fingerprint.", "MD5 fingerprints can be made to collide; neither key is used."),
        FindingCode.KeyOutsideValidity => new("A digest file or sign file is signed with a key that was not valid at that time.", "The key exists, but was not in use when the file says that it was signed."),
        FindingCode.KeysUnavailable => new("The public keys could not be looked up.", "Without them no signature of the region can be checked."),
        FindingCode.LinkHash => new("The hash of a digest file is not the one in the chain.", "The next newer digest file tells another hash: it was replaced, even if its own signature is good."),
        FindingCode.LinkSignature => new("The signature of a digest file is not the one in the chain.", "The next newer digest file tells another signature: it was replaced, even if its own signature is good."),
        FindingCode.LinkForeign => new("A digest file is linked to one of another chain.", "Its previous digest file belongs to another trail, account, region or chain."),
        FindingCode.LinkOrder => new("A digest file is linked to one that is not older.", "The chain runs in a circle or forward in time, which no genuine one does."),
        FindingCode.PeriodOverlap => new("The periods of two digest files overlap.", "Periods of one chain follow one another; the same hour was signed twice."),
        FindingCode.CheckpointGone => new("A digest file that was verified before is no longer in the chain.", "The checkpoint of an earlier verification names it: the chain was cut, rewritten or rolled back since."),
        FindingCode.CheckpointMismatch => new("A digest file is not the one that was verified before.", "The checkpoint of an earlier verification tells another one in its place: the chain was rewritten since."),
        FindingCode.ProofChain => new("The digest files of a proof do not form a chain.", "One of them is not the one that the next newer one names: the proof was put together from others."),
        FindingCode.ProofCheckpoint => new("A proof does not reach to the checkpoint.", "The digest file of the checkpoint is not among those in the proof, so it is not known whether they are of one chain."),
        FindingCode.ProofNotListed => new("The digest file of a proof does not list its log file.", "The log file, or the place that the proof gives it, is not that of a delivered one."),
        FindingCode.ProofEvent => new("The log file of a proof does not hold its event.", "The log file is genuine; what the proof says of a record in it is not."),
        FindingCode.LogFileMissing => new("A log file is missing.", "A verified digest file lists it, so it was delivered, and was deleted or moved."),
        FindingCode.LogFileHash => new("A log file was modified.", "The hash of its content is not the one that its verified digest file tells."),
        FindingCode.LogFileFormat => new("A log file is not a gzip file.", "Log files are delivered compressed; its content was replaced or cut."),
        FindingCode.LogFileTrailingData => new("Something follows the compressed content of a log file.", "A delivered log file ends with its gzip member; bytes were appended."),
        FindingCode.LogFileAlgorithm => new("A log file is listed with an unknown hash algorithm.", "Its digest file is genuine but tells its hash in another algorithm than SHA-256."),
        FindingCode.LogFileTooLarge => new("A log file is too large to be checked.", "It inflates to more than the bounds allow and was not read to its end."),
        FindingCode.LogFileUnreadable => new("A log file could not be read.", "The store refused it or broke off; nothing is known of its content."),
        FindingCode.ListingUnreadable => new("Objects could not be listed.", "The store refused the listing or broke off; there may be objects that were not seen."),
        FindingCode.ListingTooLarge => new("There are more objects than the bounds allow.", "Those beyond the bound were not looked at."),
        FindingCode.NotCoveredBeforeOldest => new("No digest file covers the beginning of the range.", "Log file validation was off, or digest files were deleted; nothing tells which."),
        FindingCode.NotCoveredAfterNewest => new("No digest file covers the end of the range.", "The newest digest files were deleted, or none was made; nothing tells which."),
        FindingCode.NotCoveredRestart => new("No digest file covers the time before the chain was started anew.", "Validation was off, or digest files were deleted; nothing tells which."),
        FindingCode.NotCoveredGap => new("No digest file covers a gap between two digest files.", "The time between their periods is vouched for by nobody."),
        FindingCode.SignatureDisputed => new("Two implementations of RSA do not agree on a signature.", "One takes it for good, another does not: a fault in one of them, or a program that was tampered with. Neither is believed."),
        FindingCode.SignFileMissing => new("A sign file is missing.", "Nothing tells which query results were delivered: it was deleted or moved, or never lay there."),
        FindingCode.SignFileUnreadable => new("A sign file could not be read.", "The store refused it or broke off; nothing is known of the query results."),
        FindingCode.SignFileFormat => new("A sign file is not of the form of a sign file.", "It is not JSON, or lacks members that every delivered sign file has: it was replaced or cut."),
        FindingCode.SignFileTooLarge => new("A sign file is too large to be checked.", "It is larger than any genuine one is expected to be, and was not read to its end."),
        FindingCode.SignFileAlgorithm => new("A sign file declares an unknown algorithm.", "Genuine ones are made with SHA-256 and SHA256withRSA; nothing else is accepted."),
        FindingCode.SignFileEmpty => new("A sign file lists no file.", "Genuine ones list one file at least; its list was emptied."),
        FindingCode.ResultFileName => new("A sign file gives a name that leads out of its folder.", "Names in a sign file are not signed; this one was changed, and what it names was not opened."),
        FindingCode.ResultFileListedTwice => new("A sign file lists a result file twice.", "Names in a sign file are not signed; one of its files was given the name of another."),
        FindingCode.ResultFileMissing => new("A query result file is missing.", "A verified sign file lists it: it was deleted, moved or renamed."),
        FindingCode.ResultFileHash => new("A query result file was modified.", "The hash of the compressed file is not the one that is signed."),
        FindingCode.ResultFileUnreadable => new("A query result file could not be read.", "The store refused it or broke off; nothing is known of its content."),
        FindingCode.ResultFileUnlisted => new("A file lies among query results that was not delivered with them.", "The signature covers the whole list of result files, and this one is not in it."),
        FindingCode.NotCoveredAtAll => new("No digest file covers any of the range.", "All were deleted, or none was ever made, or region, account or prefix are not those of the trail."),
        FindingCode.LogFileUnlisted => new("No digest file lists a log file.", "Verified digest files cover its time and do not list it: somebody added it, or a trail without log file validation delivers to the same folder."),
        FindingCode.LogFileUndecided => new("No digest file lists a log file yet.", "One that is still to come, or that could not be checked, may list it."),
        FindingCode.LogFileMisplaced => new("A log file does not lie where log files of its name are delivered.", "It was copied or made up: its day, account, region or prefix is not that of its folder."),
        FindingCode.LogFileListedTwice => new("A log file is listed more than once.", "It is what was delivered; but each log file is listed once, so whoever signed the digest files made a mistake, or said something else than what was."),
        FindingCode.DigestOffChain => new("A digest file is not part of the chain.", "Verified digest files cover its time and link past it: somebody added it."),
        FindingCode.ObjectUnexpected => new("Something that is no log file or digest file lies in the trail's folders.", "Its name is none that CloudTrail gives: nobody vouches for it, and it can be read along with the log files."),
        FindingCode.LogListingUnreadable => new("Log folders could not be listed.", "Log files that no digest file lists were not looked for there."),
    };
}
