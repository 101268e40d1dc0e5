namespace Integrity.Digests;

/// <summary>
/// The period of a digest, from <see cref="Start"/> (inclusive) to <see cref="End"/> (exclusive), by delivery time.
/// Usually one hour. A starting digest or a late digest can have another length.
/// </summary>
public sealed record DigestPeriod
{
    /// <summary>Creates a period. Times are converted to UTC.</summary>
    /// <exception cref="ArgumentException"><paramref name="start"/> is later than <paramref name="end"/>.</exception>
    public DigestPeriod(DateTimeOffset start, DateTimeOffset end)
    {
        if (start > end)
            throw new ArgumentException(
                $"a period cannot start ({UtcTime.Format(start)}) after its end ({UtcTime.Format(end)})",
                nameof(start)
            );
        (Start, End) = (start.ToUniversalTime(), end.ToUniversalTime());
    }

    /// <summary>Start of the period (inclusive), UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>End of the period (exclusive), UTC.</summary>
    public DateTimeOffset End { get; }

    /// <summary>The length of the period.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary>Returns <c>2025-05-04T12:00:00Z to 2025-05-04T14:00:00Z</c>, for example.</summary>
    public override string ToString() => $"{UtcTime.Format(Start)} to {UtcTime.Format(End)}";
}
