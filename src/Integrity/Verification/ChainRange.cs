using Integrity.Checkpoints;

namespace Integrity.Verification;

/// <summary>The time range in which one chain is verified.</summary>
/// <param name="Start">Start of the requested range, or the end of the checkpoint's digest if that is earlier.</param>
/// <param name="End">End of the requested range (exclusive).</param>
/// <param name="CoveredUntil">
/// End of the time that digests must cover. The digests of the last hours may not have been delivered yet.
/// </param>
internal sealed record ChainRange(DateTimeOffset Start, DateTimeOffset End, DateTimeOffset CoveredUntil)
{
    /// <summary>A digest that ends up to this long after the range can list log files of the range.</summary>
    private static readonly TimeSpan Overhang = TimeSpan.FromHours(1);

    /// <summary>The latest end of a digest that can list log files of the range.</summary>
    public DateTimeOffset LatestDigestEnd => AddTo(End, Overhang);

    /// <summary>The latest time at which a digest of the range can have been signed.</summary>
    public DateTimeOffset SignedUntil => AddTo(End, DigestChecker.SigningDelay);

    public static ChainRange Of(VerificationRequest request, CheckpointEntry? checkpoint, DateTimeOffset now)
    {
        var start = checkpoint?.Period.End < request.Start ? checkpoint.Period.End : request.Start;
        var delivered = now - ChainVerifier.DeliveryDelay;
        return new ChainRange(start, request.End, request.End < delivered ? request.End : delivered);
    }

    private static DateTimeOffset AddTo(DateTimeOffset time, TimeSpan delay) =>
        time > DateTimeOffset.MaxValue - delay ? DateTimeOffset.MaxValue : time + delay;
}
