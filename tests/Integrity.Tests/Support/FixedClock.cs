namespace Integrity.Tests.Support;

/// <summary>A clock that always shows the same time.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    /// <summary>A time after everything in the test vectors.</summary>
    public static FixedClock AfterTheVectors { get; } = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => now;
}
