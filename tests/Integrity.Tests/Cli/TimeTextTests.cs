using System.Globalization;
using Integrity.Cli.Options;

namespace Integrity.Tests.Cli;

/// <summary>Every time format of the AWS CLI has the same meaning here, except that offsets are respected.</summary>
public sealed class TimeTextTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2025-05-04", "2025-05-04T00:00:00")]
    [InlineData("2025-05-04T10", "2025-05-04T10:00:00")]
    [InlineData("2025-05-04T10:00", "2025-05-04T10:00:00")]
    [InlineData("2025-05-04T10:00:00Z", "2025-05-04T10:00:00")]
    [InlineData("2025-05-04t10:00:00z", "2025-05-04T10:00:00")]
    [InlineData("2025-05-04T10:00:00.1234567Z", "2025-05-04T10:00:00.1234567")]
    [InlineData("2025-05-04T10:00:00,5Z", "2025-05-04T10:00:00.5")]
    [InlineData("2025-05-04 10:00", "2025-05-04T10:00:00")]
    [InlineData("2025-05-04 10:00:30 PM", "2025-05-04T22:00:30")]
    [InlineData("20250504", "2025-05-04T00:00:00")]
    [InlineData("202505041030", "2025-05-04T10:30:00")]
    [InlineData("20250504103015", "2025-05-04T10:30:15")]
    [InlineData("20250504T1030Z", "2025-05-04T10:30:00")]
    [InlineData("20160129T19:00:00Z", "2016-01-29T19:00:00")]
    [InlineData("20250504T100000Z", "2025-05-04T10:00:00")]
    [InlineData("2025/05/04 10:00", "2025-05-04T10:00:00")]
    [InlineData("2025.05.04", "2025-05-04T00:00:00")]
    [InlineData("05/04/2025", "2025-05-04T00:00:00")]
    [InlineData("13/04/2025", "2025-04-13T00:00:00")]
    [InlineData("5/4/25 10am", "2025-05-04T10:00:00")]
    [InlineData("May 4 2025", "2025-05-04T00:00:00")]
    [InlineData("May 4, 2025 10:00 a.m.", "2025-05-04T10:00:00")]
    [InlineData("4 May 2025 10:00 UTC", "2025-05-04T10:00:00")]
    [InlineData("4th of May 2025", "2025-05-04T00:00:00")]
    [InlineData("4-May-2025", "2025-05-04T00:00:00")]
    [InlineData("Sept 4 2025", "2025-09-04T00:00:00")]
    [InlineData("Sun, 04 May 2025 10:00:00 GMT", "2025-05-04T10:00:00")]
    [InlineData("Sun May  4 10:00:00 UTC 2025", "2025-05-04T10:00:00")]
    [InlineData("2025-05-04 10h30m15s", "2025-05-04T10:30:15")]
    [InlineData("12 am May 4 2025", "2025-05-04T00:00:00")]
    [InlineData("Jan of 25", "2025-01-01T00:00:00")]
    [InlineData("2024-02", "2024-02-01T00:00:00")]
    [InlineData("2025", "2025-06-01T00:00:00")]
    [InlineData("10:00", "2025-06-01T10:00:00")]
    [InlineData("Friday", "2025-06-06T00:00:00")]
    [InlineData("1746352800", "2025-05-04T10:00:00")]
    [InlineData("1746352800.25", "2025-05-04T10:00:00.25")]
    [InlineData("1746352800.0", "2025-05-04T10:00:00")]
    public void A_format_that_the_AWS_CLI_accepts(string text, string time)
    {
        TimeText.TryParse(text, Now, out var read, out _).Should().BeTrue();
        read.Should().Be(DateTimeOffset.Parse($"{time}Z", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2025-05-04T10:00:00+09:00", "2025-05-04T01:00:00")]
    [InlineData("2025-05-04T10:00:00 +0900", "2025-05-04T01:00:00")]
    [InlineData("2025-05-04T10:00:00-5", "2025-05-04T15:00:00")]
    [InlineData("Sun, 04 May 2025 10:00:00 -0500 (EST)", "2025-05-04T15:00:00")]
    [InlineData("2025-05-04 10:00 EST", "2025-05-04T15:00:00")]
    [InlineData("2025-05-04 10:00 PDT", "2025-05-04T17:00:00")]
    public void Offsets_are_respected_unlike_in_the_AWS_CLI(string text, string time) =>
        A_format_that_the_AWS_CLI_accepts(text, time);

    [Theory]
    [InlineData("2025-05-04 10:00 CEST", "unknown time zone CEST; write its offset, such as +02:00")]
    [InlineData("2025-05-04 10:00 IST", "unknown time zone IST; write its offset, such as +02:00")]
    [InlineData("2025-05-04 10:00 UTC+3", "UTC+3 is ambiguous; write only the offset, such as +02:00")]
    public void An_ambiguous_time_zone_is_rejected_unlike_in_the_AWS_CLI(string text, string problem)
    {
        TimeText.TryParse(text, Now, out _, out var told).Should().BeFalse();
        told.Should().Be(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("yesterday")]
    [InlineData("now")]
    [InlineData("2025-W18")]
    [InlineData("2025-02-29")]
    [InlineData("2025-05-04T24:00:00Z")]
    [InlineData("2025-05-04T10:60:00Z")]
    [InlineData("2025-05-04T10:00:60Z")]
    [InlineData("2025-05-04T10:00:00+24:00")]
    [InlineData("0")]
    [InlineData("1746352800000")]
    [InlineData("1e9")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("２０２５-05-04")]
    [InlineData("2025-05-04T10:00:00−09:00")]
    public void An_invalid_time(string text) => TimeText.TryParse(text, Now, out _, out _).Should().BeFalse();

    [Fact]
    public void Arbitrary_text_never_throws()
    {
        string[] pieces =
        [
            "2025",
            "5",
            "05",
            "31",
            "May",
            "Sun",
            "am",
            "T",
            "Z",
            "EST",
            "+",
            "-",
            ":",
            ".",
            ",",
            "/",
            " ",
            "h",
            "of",
            "(",
            "00",
            "1.5",
            "99999999",
            "x",
            "\0",
            "é",
        ];
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)])
            );

            var parse = () => TimeText.TryParse(text, Now, out _, out _);

            parse.Should().NotThrow("{0}", text);
        }
    }
}
