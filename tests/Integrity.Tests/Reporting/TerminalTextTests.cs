using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Integrity.Reporting;

namespace Integrity.Tests.Reporting;

/// <summary>
/// Whoever writes to the bucket chooses the object paths that are printed. They must not control the terminal or forge
/// a line.
/// </summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("AWSLogs/111122223333/CloudTrail/x.json.gz")]
    [InlineData("with blank, ünïcode, 漢字 and \"quotes\" \\ and tab-free")]
    [InlineData("")]
    public void Harmless_text_is_unchanged(string text) => TerminalText.Escape(text).Should().BeSameAs(text);

    [Theory]
    [InlineData("\u001b[2J\u001b[1;1Hvalid", "\\u001b[2J\\u001b[1;1Hvalid")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u001b]0;title\u0007", "\\u001b]0;title\\u0007")]
    [InlineData("x\tvalid\nDigest file", "x\\u0009valid\\u000aDigest file")]
    [InlineData("x\rvalid", "x\\u000dvalid")]
    [InlineData("x\u2028valid\u2029", "x\\u2028valid\\u2029")]
    [InlineData("x\u0085valid", "x\\u0085valid")]
    [InlineData("\b\b\b\u007f\0", "\\u0008\\u0008\\u0008\\u007f\\u0000")]
    public void Escape_sequences_and_line_breaks_are_spelled_out(string text, string shown) =>
        TerminalText.Escape(text).Should().Be(shown);

    [Theory]
    [InlineData('\u202e')]
    [InlineData('\u202d')]
    [InlineData('\u2066')]
    [InlineData('\u2069')]
    [InlineData('\u200f')]
    [InlineData('\u061c')]
    public void Direction_marks_are_spelled_out(char mark) =>
        TerminalText.Escape($"a{mark}b").Should().Be($"a\\u{(int)mark:x4}b");

    [Theory]
    [InlineData('\u200b')]
    [InlineData('\u200d')]
    [InlineData('\u00ad')]
    [InlineData('\ufeff')]
    public void Invisible_characters_are_spelled_out(char invisible) =>
        TerminalText.Escape($"a{invisible}b").Should().Be($"a\\u{(int)invisible:x4}b");

    [Fact]
    public void A_lone_surrogate_is_spelled_out_because_no_encoding_can_write_it() =>
        TerminalText.Escape("a\ud800b").Should().Be("a\\ud800b");

    [Fact]
    public void Escaped_text_contains_nothing_harmful_and_escaping_it_again_changes_nothing() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<char[]>(),
                characters =>
                {
                    var escaped = TerminalText.Escape(new string(characters));
                    return TerminalText.Escape(escaped) == escaped
                        && escaped.All(c =>
                            char.GetUnicodeCategory(c)
                                is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate)
                        );
                }
            )
            .QuickCheckThrowOnFailure();
}
