using Integrity.Building.Delivery;
using Integrity.Digests;

namespace Integrity.Tests.Building.Delivery;

/// <summary>Dates that log rotation writes into file names.</summary>
public sealed class FileNameTimeTests
{
    [Theory]
    [InlineData("access.log-20240131", "2024-01-31T00:00:00Z")]
    [InlineData("access.log-20240131.gz", "2024-01-31T00:00:00Z")]
    [InlineData("app.2024-01-31.log", "2024-01-31T00:00:00Z")]
    [InlineData("app-2024-01-31T13-05.log", "2024-01-31T13:05:00Z")]
    [InlineData("app_2024-01-31_13.05.59.log", "2024-01-31T13:05:59Z")]
    [InlineData("app 2024-01-31 13:05:59.log", "2024-01-31T13:05:59Z")]
    [InlineData("access.2024013113.gz", "2024-01-31T13:00:00Z")]
    [InlineData("access-20240131-13.log", "2024-01-31T13:00:00Z")]
    [InlineData("20240131130559.log", "2024-01-31T13:05:59Z")]
    [InlineData("access.log-1706659200", "2024-01-31T00:00:00Z")]
    [InlineData("access.log-20240131-1706662800", "2024-01-31T01:00:00Z")]
    [InlineData("111122223333_CloudTrail_us-east-2_20250504T1005Z_9xsHd4kz5uZMh1bQ.json.gz", "2025-05-04T10:05:00Z")]
    [InlineData("dump-2024-02-29-2024-02-29.log", "2024-02-29T00:00:00Z")]
    public void The_time_in_a_name_is_found(string name, string expected) =>
        UtcTime.Format(FileNameTime.Of(name)).Should().Be(expected);

    [Theory]
    [InlineData("access.log")]
    [InlineData("access.log.1")]
    [InlineData("20241301.log")]
    [InlineData("app-2023-02-29.log")]
    [InlineData("id-120240131.log")]
    [InlineData("2024-0131.log")]
    [InlineData("")]
    public void A_name_without_a_date_has_no_time(string name) =>
        Of(name).Should().Throw<NotDeliveredException>().WithMessage("its name contains no date");

    [Fact]
    public void A_name_with_two_dates_has_no_time() =>
        Of("2024-01-01_to_2024-01-31.log")
            .Should()
            .Throw<NotDeliveredException>()
            .WithMessage("its name contains several dates");

    private static Action Of(string name) => () => FileNameTime.Of(name);
}
