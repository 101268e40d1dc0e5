using Integrity.Digests;

namespace Integrity.Verification;

/// <summary>One step of a walk: something that is already known, or a log file that is yet to be checked.</summary>
internal readonly record struct WalkStep
{
    private WalkStep(CheckResult? result, ChainId? chain, LogFileEntry? logFile, bool isBackfill) =>
        (Result, Chain, LogFile, IsBackfill) = (result, chain, logFile, isBackfill);

    public CheckResult? Result { get; }

    public ChainId? Chain { get; }

    public LogFileEntry? LogFile { get; }

    public bool IsBackfill { get; }

    public static WalkStep Known(CheckResult result) => new(result, null, null, result.IsBackfill);

    public static WalkStep ToCheck(ChainId chain, LogFileEntry logFile, bool isBackfill) => new(null, chain, logFile, isBackfill);
}
