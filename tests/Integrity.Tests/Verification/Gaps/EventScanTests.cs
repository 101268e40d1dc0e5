using System.Text;
using Integrity.Digests;
using Integrity.Verification.Gaps;

namespace Integrity.Tests.Verification.Gaps;

/// <summary>
/// Content arrives in pieces of any length. An event across a border is found, and the hash is that of the whole
/// content.
/// </summary>
public class EventScanTests
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(
        $"{{\"Records\":[{new string('x', 40)}\"eventName\":\"StopLogging\""
            + $"{new string('y', 40)}\"eventName\":\"UpdateTrail\"}}"
    );

    [Fact]
    public void An_event_is_found_wherever_the_content_is_split_in_two()
    {
        for (var cut = 0; cut <= Content.Length; cut++)
            Scan([Content[..cut], Content[cut..]]).Should().Equal("StopLogging", "UpdateTrail");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    public void An_event_is_found_in_pieces_of_any_length(int length) =>
        Scan(Content.Chunk(length)).Should().Equal("StopLogging", "UpdateTrail");

    [Theory]
    [InlineData("\"eventName\":\"StopLoggingX\"")]
    [InlineData("\"eventName\":\"PutObject\"")]
    [InlineData("StopLogging")]
    [InlineData("")]
    public void Other_events_and_other_mentions_are_ignored(string content) =>
        Scan([Encoding.ASCII.GetBytes(content)], content).Should().BeEmpty();

    private static IReadOnlyCollection<string> Scan(IEnumerable<byte[]> pieces, string? content = null)
    {
        var scan = new EventScan();
        foreach (var piece in pieces)
            scan.Append(piece);
        var (hash, events) = scan.Finish();
        hash.Should().Be(Sha256Hash.Of(content is null ? Content : Encoding.ASCII.GetBytes(content)));
        return events;
    }
}
