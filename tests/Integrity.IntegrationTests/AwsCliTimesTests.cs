using System.Globalization;
using Integrity.Cli.Options;
using Integrity.IntegrationTests.Support;

namespace Integrity.IntegrationTests;

/// <summary>
/// ctverify and the AWS CLI's parser (its bundled python-dateutil) read the same time from every notation.
/// </summary>
public sealed class AwsCliTimesTests
{
    private const string Script = """
        import sys, datetime
        from dateutil import parser, tz
        for text in sys.argv[1:]:
            time = parser.parse(text, default=datetime.datetime(2025, 6, 1))
            if time.tzinfo: time = time.astimezone(tz.UTC).replace(tzinfo=None)
            print(time.isoformat(timespec='microseconds'))
        """;

    private static readonly ExternalProgram Python = new("/usr/bin/python3", "awscli");

    private static readonly string[] Texts =
    [
        "2025-05-04",
        "2025-05-04T10",
        "2025-05-04T10:00",
        "2025-05-04T10:00:00Z",
        "2025-05-04t10:00:00z",
        "2025-05-04T10:00:00.123456Z",
        "2025-05-04T10:00:00,5Z",
        "20160129T19:00:00Z",
        "20250504",
        "202505041030",
        "20250504103015",
        "20250504T100000Z",
        "20250504T1030",
        "250504",
        "2025-05-04 10:00:30 PM",
        "2025-05-04 10:30",
        "2025/05/04 10:00",
        "2025.05.04",
        "05/04/2025",
        "13/04/2025",
        "5/4/25 10am",
        "31-12-2024",
        "May 4 2025",
        "May 4, 2025 10:00 a.m.",
        "4 May 2025 10:00 UTC",
        "4th of May 2025",
        "4-May-2025",
        "May-04-2025",
        "4May2025",
        "Sept 4 2025",
        "Jan of 25",
        "Sun, 04 May 2025 10:00:00 GMT",
        "Sun May  4 10:00:00 UTC 2025",
        "Sun, 04 May 2025 10:00:00 -0500 (EST)",
        "2025-05-04 10h30m15s",
        "2025-05-04 10h04",
        "12 am May 4 2025",
        "2024-02",
        "2025",
        "99",
        "May",
        "10:00",
        "10:30:15.25",
        "10pm",
        "Friday",
        "2025-05-04T10:00:00+09:00",
        "2025-05-04T10:00:00 +0900",
        "2025-05-04T10:00:00-5",
        "2025-05-04 10.5h",
    ];

    [Fact]
    public async Task Every_notation_has_the_same_meaning()
    {
        var expected = (await Python.RunAsync(["-c", Script, .. Texts])).Output.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

        expected.Should().HaveCount(Texts.Length);
        for (var i = 0; i < Texts.Length; i++)
            Read(Texts[i]).Should().Be(expected[i], "the AWS CLI reads {0} like this", Texts[i]);
    }

    private static string Read(string text) =>
        TimeText.TryParse(text, new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero), out var time, out _)
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
            : "no time";
}
