namespace Integrity.Findings;

/// <summary>How much a finding weighs.</summary>
public static class FindingWeight
{
    /// <summary>The verdict that a finding forces on what it was found on. There is no default: a new code does not compile without its weight.</summary>
    public static Verdict Of(FindingCode code) => code switch
    {
        FindingCode.DigestMissing => Verdict.Invalid,
        FindingCode.DigestMissingByRhythm => Verdict.Invalid,
        FindingCode.DigestUnreadable => Verdict.Incomplete,
        FindingCode.DigestFormat => Verdict.Invalid,
        FindingCode.DigestTrailingData => Verdict.Invalid,
        FindingCode.DigestTooLarge => Verdict.Incomplete,
        FindingCode.DigestMoved => Verdict.Invalid,
        FindingCode.DigestPathMismatch => Verdict.Invalid,
        FindingCode.DigestAlgorithm => Verdict.Invalid,
        FindingCode.SignatureMissing => Verdict.Invalid,
        FindingCode.SignatureUnknown => Verdict.Incomplete,
        FindingCode.SignatureWrong => Verdict.Invalid,
        FindingCode.KeyUnknown => Verdict.Invalid,
        FindingCode.KeyUnreadable => Verdict.Invalid,
        FindingCode.KeyAmbiguous => Verdict.Incomplete,
        FindingCode.KeyOutsideValidity => Verdict.Invalid,
        FindingCode.KeysUnavailable => Verdict.Incomplete,
        FindingCode.LinkHash => Verdict.Invalid,
        FindingCode.LinkSignature => Verdict.Invalid,
        FindingCode.LinkForeign => Verdict.Invalid,
        FindingCode.LinkOrder => Verdict.Invalid,
        FindingCode.PeriodOverlap => Verdict.Invalid,
        FindingCode.CheckpointGone => Verdict.Invalid,
        FindingCode.CheckpointMismatch => Verdict.Invalid,
        FindingCode.ProofChain => Verdict.Invalid,
        FindingCode.ProofCheckpoint => Verdict.Incomplete,
        FindingCode.ProofNotListed => Verdict.Invalid,
        FindingCode.ProofEvent => Verdict.Invalid,
        FindingCode.LogFileMissing => Verdict.Invalid,
        FindingCode.LogFileHash => Verdict.Invalid,
        FindingCode.LogFileFormat => Verdict.Invalid,
        FindingCode.LogFileTrailingData => Verdict.Invalid,
        FindingCode.LogFileAlgorithm => Verdict.Incomplete,
        FindingCode.LogFileTooLarge => Verdict.Incomplete,
        FindingCode.LogFileUnreadable => Verdict.Incomplete,
        FindingCode.ListingUnreadable => Verdict.Incomplete,
        FindingCode.ListingTooLarge => Verdict.Incomplete,
        FindingCode.NotCoveredBeforeOldest => Verdict.Incomplete,
        FindingCode.NotCoveredAfterNewest => Verdict.Incomplete,
        FindingCode.NotCoveredRestart => Verdict.Incomplete,
        FindingCode.NotCoveredGap => Verdict.Incomplete,
        FindingCode.NotCoveredAtAll => Verdict.Incomplete,
        FindingCode.SignatureDisputed => Verdict.Incomplete,
        FindingCode.SignFileMissing => Verdict.Incomplete,
        FindingCode.SignFileUnreadable => Verdict.Incomplete,
        FindingCode.SignFileFormat => Verdict.Invalid,
        FindingCode.SignFileTooLarge => Verdict.Incomplete,
        FindingCode.SignFileAlgorithm => Verdict.Invalid,
        FindingCode.SignFileEmpty => Verdict.Invalid,
        FindingCode.ResultFileName => Verdict.Invalid,
        FindingCode.ResultFileListedTwice => Verdict.Invalid,
        FindingCode.ResultFileMissing => Verdict.Invalid,
        FindingCode.ResultFileHash => Verdict.Invalid,
        FindingCode.ResultFileUnreadable => Verdict.Incomplete,
        FindingCode.ResultFileUnlisted => Verdict.Invalid,
        FindingCode.LogFileUnlisted => Verdict.Invalid,
        FindingCode.LogFileUndecided => Verdict.Incomplete,
        FindingCode.LogFileMisplaced => Verdict.Invalid,
        // it is what was delivered: only whoever signs can list it twice, and nothing is hidden by it
        FindingCode.LogFileListedTwice => Verdict.Incomplete,
        FindingCode.DigestOffChain => Verdict.Invalid,
        // it passes for nothing, and is more often left over than planted
        FindingCode.ObjectUnexpected => Verdict.Incomplete,
        FindingCode.LogListingUnreadable => Verdict.Incomplete,
    };

    /// <summary>The verdict of something on which these findings were made: the worst of their weights, valid without any.</summary>
    public static Verdict Of(IReadOnlyCollection<Finding> findings)
    {
        var worst = Verdict.Valid;
        foreach (var finding in findings) worst = Of(finding.Code) < worst ? Of(finding.Code) : worst;
        return worst;
    }
}
