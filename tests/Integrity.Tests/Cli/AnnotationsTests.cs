using Integrity.Cli.GitHub;
using Integrity.Findings;
using Integrity.Tests.Reporting;

namespace Integrity.Tests.Cli;

/// <summary>
/// Annotations appear on GitHub line by line as written, and names from a bucket cannot add anything.
/// </summary>
public sealed class AnnotationsTests
{
    [Fact]
    public void The_hint_of_an_error_is_on_a_separate_line()
    {
        var shown = Shown(
            new ActionOutcome(
                2,
                null,
                [],
                ("cannot read keys.json: it is not valid JSON", "create it with: aws cloudtrail list-public-keys")
            )
        );

        shown
            .Should()
            .Equal(
                (
                    "error",
                    "Nothing was verified",
                    "cannot read keys.json: it is not valid JSON\ncreate it with: aws cloudtrail list-public-keys"
                )
            );
    }

    [Fact]
    public void The_hint_of_a_finding_is_on_a_separate_line()
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
    public void Names_are_escaped_and_stay_on_one_line()
    {
        var finding = Documents.LogFile("x\n::error::forged\r50%0A\u202e") with { Hint = "a\nb" };

        Shown(new ActionOutcome(1, Documents.Of(finding), [], null))
            .Should()
            .Equal(
                (
                    "error",
                    "Log file invalid",
                    "hash value doesn't match: "
                        + $"s3://{Documents.Bucket}/x\\u000a::error::forged\\u000d50%0A\\u202e\na\\u000ab"
                )
            );
    }

    [Fact]
    public void A_long_name_does_not_displace_the_hint()
    {
        var finding = Documents.LogFile(new string('k', 5_000)) with { Hint = "look" };

        Shown(new ActionOutcome(1, Documents.Of(finding), [], null)).Single().Text.Should().EndWith("…\nlook");
    }

    private static IEnumerable<(string Kind, string Title, string Text)> Shown(ActionOutcome outcome) =>
        Annotations.Of(outcome).Select(Shown);

    /// <summary>Reads a command as GitHub's runner does (ActionCommand.cs).</summary>
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
