using Integrity.Digests;

namespace Integrity.Tests.Digests;

public sealed class DigestPeriodTests
{
    private static readonly DateTimeOffset Ten = new(2025, 5, 4, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Times_are_stored_in_UTC()
    {
        var period = new DigestPeriod(Ten.ToOffset(TimeSpan.FromHours(9)), Ten.AddHours(2));

        period.Start.Offset.Should().Be(TimeSpan.Zero);
        period.Duration.Should().Be(TimeSpan.FromHours(2));
        period.ToString().Should().Be("2025-05-04T10:00:00Z to 2025-05-04T12:00:00Z");
    }

    [Fact]
    public void A_period_can_be_empty() => new DigestPeriod(Ten, Ten).Duration.Should().Be(TimeSpan.Zero);

    [Fact]
    public void A_period_cannot_end_before_it_starts()
    {
        var make = () => new DigestPeriod(Ten.AddSeconds(1), Ten);

        make.Should()
            .Throw<ArgumentException>()
            .WithMessage("a period cannot start (2025-05-04T10:00:01Z) after its end (2025-05-04T10:00:00Z)*");
    }
}
