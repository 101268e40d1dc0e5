namespace Integrity.Digests;

/// <summary>
/// The time that a digest covers, from <see cref="Start"/> (inclusive) to <see cref="End"/> (exclusive), in terms of when log files were delivered.
/// Normally one hour; a starting digest, or a late one, can be of another length.
/// </summary>
public sealed record DigestPeriod
{
    /// <summary>Makes a period; its times are turned into UTC.</summary>
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

    /// <summary>The first moment of the period, UTC.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The first moment after the period, UTC.</summary>
    public DateTimeOffset End { get; }

    /// <summary>How long the period is.</summary>
    public TimeSpan Duration => End - Start;

    /// <summary><c>2025-05-04T12:00:00Z to 2025-05-04T14:00:00Z</c>.</summary>
    public override string ToString() => $"{UtcTime.Format(Start)} to {UtcTime.Format(End)}";
}
