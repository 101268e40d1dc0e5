using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>One step of a walk: something that is already known, or a log file that is yet to be checked.</summary>
internal readonly record struct WalkStep
{
    private WalkStep(CheckResult? result, ChainId? chain, LogFileEntry? logFile, bool isBackfill, Finding? finding) =>
        (Result, Chain, LogFile, IsBackfill, Finding) = (result, chain, logFile, isBackfill, finding);

    public CheckResult? Result { get; }

    public ChainId? Chain { get; }

    public LogFileEntry? LogFile { get; }

    public bool IsBackfill { get; }

    /// <summary>What is known of the log file before it is checked.</summary>
    public Finding? Finding { get; }

    public static WalkStep Known(CheckResult result) => new(result, null, null, result.IsBackfill, null);

    public static WalkStep ToCheck(ChainId chain, LogFileEntry logFile, bool isBackfill, Finding? finding) =>
        new(null, chain, logFile, isBackfill, finding);
}
