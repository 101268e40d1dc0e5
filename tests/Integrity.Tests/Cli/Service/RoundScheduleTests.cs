using Integrity.Cli.Service;

namespace Integrity.Tests.Cli.Service;

public class RoundScheduleTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Noon = new(2025, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(4.9, 5)]
    [InlineData(5, 65)]
    [InlineData(59, 65)]
    public void The_next_round_is_shortly_after_the_hour(double minutesAfterNoon, double expected) =>
        RoundSchedule.Next(Noon.AddMinutes(minutesAfterNoon), Grace, [Noon], 0).Should().Be(Noon.AddMinutes(expected));

    [Fact]
    public void A_chain_with_other_hour_limits_is_built_when_it_is_due() =>
        RoundSchedule.Next(Noon.AddMinutes(6), Grace, [Noon, Noon.AddMinutes(-29)], 0).Should().Be(Noon.AddMinutes(36));

    [Fact]
    public void An_overdue_chain_does_not_shorten_the_pause() =>
        RoundSchedule.Next(Noon.AddMinutes(6), Grace, [Noon.AddDays(-9)], 0).Should().Be(Noon.AddMinutes(65));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(6, 160)]
    [InlineData(7, 300)]
    [InlineData(1_000_000, 300)]
    public void After_failures_the_pauses_grow_up_to_five_minutes(int failures, double seconds) =>
        RoundSchedule.Next(Noon.AddMinutes(6), Grace, [], failures).Should().Be(Noon.AddMinutes(6).AddSeconds(seconds));
}
