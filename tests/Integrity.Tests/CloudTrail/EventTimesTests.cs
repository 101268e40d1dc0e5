using System.Text;
using Integrity.CloudTrail;
using Integrity.Tests.Building;
using Integrity.Tests.Support;

namespace Integrity.Tests.CloudTrail;

/// <summary>
/// The event times a digest lists for its log files. Only CloudTrail events have them, and no content stops a build.
/// </summary>
public class EventTimesTests
{
    private readonly BuilderFixture _fixture = new();

    [Fact]
    public async Task The_oldest_and_newest_event_times_are_listed_for_each_log_file_and_the_digest()
    {
        _fixture.Deliver(
            BuilderFixture.Start,
            """{"Records":[{"eventTime":"2025-05-04T09:58:00Z"},{"eventTime":"2025-05-04T09:51:00Z"}]}"""
        );
        _fixture.Deliver(BuilderFixture.Start, """{"Records":[{"eventTime":"2025-05-04T10:59:00Z"}]}""");

        var digest = (await _fixture.BuildAsync(BuilderFixture.Start.AddHours(1))).Single().Digest;

        digest
            .LogFiles.Select(file => (file.OldestEventTime, file.NewestEventTime))
            .Should()
            .Equal((Time(9, 51), Time(9, 58)), (Time(10, 59), Time(10, 59)));
        (digest.OldestEventTime, digest.NewestEventTime).Should().Be((Time(9, 51), Time(10, 59)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json at all")]
    [InlineData("""{"Records":[]}""")]
    [InlineData("""{"Other":[{"eventTime":"2025-05-04T09:58:00Z"}]}""")]
    [InlineData("""{"Records":[{"inner":{"eventTime":"2025-05-04T09:58:00Z"}}]}""")]
    [InlineData("""{"Records":[{"eventTime":"yesterday"}]}""")]
    [InlineData("""{"Records":[{"eventTime":17}]}""")]
    [InlineData("""{"Records":[],"Other":[{"eventTime":"2025-05-04T09:58:00Z"}]}""")]
    [InlineData("""{"Records":[{"a":"{\\","b":"\"eventTime\":\"2025-05-04T09:58:00Z\""}]}""")]
    [InlineData("""[{"eventTime":"2025-05-04T09:58:00Z"}]""")]
    [InlineData("""{"Records":[{"eventTime":"\ud800"}]}""")]
    [InlineData("""{"Records":[{"eventTi\ud800":0}]}""")]
    [InlineData("""{"Record\ud800":[]}""")]
    public async Task Other_content_has_no_event_times(string content)
    {
        _fixture.Deliver(BuilderFixture.Start, content);

        var digest = (await _fixture.BuildAsync(BuilderFixture.Start.AddHours(1))).Single().Digest;

        digest.LogFiles.Should().ContainSingle().Which.OldestEventTime.Should().BeNull();
        digest.NewestEventTime.Should().BeNull();
    }

    [Fact]
    public void Times_are_found_at_any_split_of_the_content()
    {
        var content = Encoding.UTF8.GetBytes(
            """{"Records":[{"eventName":"é\"eventTime\":","eventTime":"2025-05-04T09:58:00Z"},"""
                + """{"a":[{}],"eventTime":"2025-05-04T09:51:00Z"}]}"""
        );

        for (var cut = 0; cut <= content.Length; cut++)
        {
            var times = new EventTimes();
            times.Append(content.AsSpan(0, cut));
            times.Append(content.AsSpan(cut));
            times.Finish();
            (times.Oldest, times.Newest).Should().Be((Time(9, 51), Time(9, 58)), $"the content is split at {cut}");
        }
    }

    [Theory]
    [InlineData("127.0.0.1 - - [04/May/2025:10:00:25 +0000] \"GET / HTTP/1.1\" 200 612\n", null)]
    [InlineData(
        """{"Records":[{"eventTime":"2025-05-04T09:51:00Z"}],"Other":"x"}{"eventTime":"2025-05-04T09:58:00Z"}""",
        51
    )]
    public void Long_content_of_another_form_or_after_the_records_is_ignored(string content, int? minute)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(content, 10_000)));
        foreach (var size in new[] { 1, 100, 200, 5_000, text.Length })
        {
            var times = new EventTimes();
            for (var at = 0; at < text.Length; at += size)
                times.Append(text.AsSpan(at, Math.Min(size, text.Length - at)));
            times.Finish();
            var expected = minute is { } m ? Time(9, m) : null;
            (times.Oldest, times.Newest).Should().Be((expected, expected), $"the pieces have {size} bytes");
        }
    }

    /// <summary>
    /// Compares with a JSON parser on random texts, nested and with all kinds of strings, in pieces of random size.
    /// </summary>
    [Fact]
    public void Times_match_those_of_a_JSON_parser()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (text, expected) = RandomLogFile.Write(random);
            var times = new EventTimes();
            var rest = text.AsSpan();
            while (rest.Length > 0)
            {
                var piece = Math.Min(rest.Length, random.Next(1, random.Next(2, 700)));
                times.Append(rest[..piece]);
                rest = rest[piece..];
            }
            times.Finish();
            (times.Oldest, times.Newest)
                .Should()
                .Be((expected.Min(), expected.Max()), "seed {0}: {1}", seed, Encoding.UTF8.GetString(text));
        }
    }

    private static DateTimeOffset? Time(int hour, int minute) =>
        new DateTimeOffset(2025, 5, 4, hour, minute, 0, TimeSpan.Zero);
}
