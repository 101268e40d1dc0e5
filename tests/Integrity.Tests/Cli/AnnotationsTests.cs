using Integrity.Cli.GitHub;
using Integrity.Findings;
using Integrity.Tests.Reporting;

namespace Integrity.Tests.Cli;

/// <summary>
/// An annotation shows on GitHub what was written, line by line, and a name from a bucket adds nothing to it.
/// </summary>
public sealed class AnnotationsTests
{
    [Fact]
    public void The_hint_of_an_error_stands_on_a_line_of_its_own()
    {
        var shown = Shown(
            new ActionOutcome(
                2,
                null,
                [],
                ("cannot read keys.json: it is not JSON", "create it with: aws cloudtrail list-public-keys")
            )
        );

        shown
            .Should()
            .Equal(
                (
                    "error",
                    "Nothing was verified",
                    "cannot read keys.json: it is not JSON\ncreate it with: aws cloudtrail list-public-keys"
                )
            );
    }

    [Fact]
    public void The_hint_of_a_finding_stands_on_a_line_of_its_own()
    {
        var finding = Documents.LogFile("a", FindingCode.LogFileUnreadable, "access denied (403)") with
        {
            Hint = "allow s3:GetObject",
        };

        Shown(new ActionOutcome(3, Documents.Of(finding), [], null))
            .Should()
            .Equal(
                (
                    "warning",
                    "Log file not proved",
                    $"access denied (403): s3://{Documents.Bucket}/a\nallow s3:GetObject"
                )
            );
    }

    [Fact]
    public void What_a_name_holds_is_shown_escaped_and_stays_on_its_line()
    {
        var finding = Documents.LogFile("x\n::error::forged\r50%0A\u202e") with { Hint = "a\nb" };

        Shown(new ActionOutcome(1, Documents.Of(finding), [], null))
            .Should()
            .Equal(
                (
                    "error",
                    "Log file invalid",
                    $"hash value doesn't match: s3://{Documents.Bucket}/x\\u000a::error::forged\\u000d50%0A\\u202e\na\\u000ab"
                )
            );
    }

    [Fact]
    public void A_long_name_does_not_push_out_the_hint()
    {
        var finding = Documents.LogFile(new string('k', 5_000)) with { Hint = "look" };

        Shown(new ActionOutcome(1, Documents.Of(finding), [], null)).Single().Text.Should().EndWith("…\nlook");
    }

    private static IEnumerable<(string Kind, string Title, string Text)> Shown(ActionOutcome outcome) =>
        Annotations.Of(outcome).Select(Shown);

    /// <summary>As GitHub's runner reads the command (ActionCommand.cs).</summary>
    private static (string Kind, string Title, string Text) Shown(string line)
    {
        line.Should().NotContainAny("\n", "\r");
        var end = line.IndexOf("::", 2, StringComparison.Ordinal);
        var head = line[2..end].Split(" title=", 2);
        return (
            head[0],
            Unescape(
                head[1].Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)
            ),
            Unescape(line[(end + 2)..])
        );
    }

    private static string Unescape(string text) =>
        text.Replace("%0D", "\r", StringComparison.Ordinal)
            .Replace("%0A", "\n", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal);
}
