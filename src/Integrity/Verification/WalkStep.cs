using Integrity.Digests;
using Integrity.Findings;

namespace Integrity.Verification;

/// <summary>One step of a walk: a known result, or a log file to check.</summary>
internal readonly record struct WalkStep
{
    private WalkStep(CheckResult? result, ChainId? chain, LogFileEntry? logFile, bool isBackfill, Finding? finding) =>
        (Result, Chain, LogFile, IsBackfill, Finding) = (result, chain, logFile, isBackfill, finding);

    /// <summary>The result; <c>null</c> for a log file to check.</summary>
    public CheckResult? Result { get; }

    public ChainId? Chain { get; }

    public LogFileEntry? LogFile { get; }

    public bool IsBackfill { get; }

    /// <summary>A problem of the log file that is known before it is checked, or <c>null</c>.</summary>
    public Finding? Finding { get; }

    public static WalkStep Known(CheckResult result) => new(result, null, null, result.IsBackfill, null);

    public static WalkStep ToCheck(ChainId chain, LogFileEntry logFile, bool isBackfill, Finding? finding) =>
        new(null, chain, logFile, isBackfill, finding);
}
