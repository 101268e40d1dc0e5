using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Integrity.Reporting;

namespace Integrity.Tests.Reporting;

/// <summary>Whoever writes to the bucket chooses the keys, and so what is printed. None of it may steer the terminal or forge a line.</summary>
public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("AWSLogs/111122223333/CloudTrail/x.json.gz")]
    [InlineData("with blank, ünïcode, 漢字 and \"quotes\" \\ and tab-free")]
    [InlineData("")]
    public void Harmless_text_comes_back_as_it_is(string text) => TerminalText.Escape(text).Should().BeSameAs(text);

    [Theory]
    [InlineData("\u001b[2J\u001b[1;1Hvalid", "\\u001b[2J\\u001b[1;1Hvalid")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u001b]0;title\u0007", "\\u001b]0;title\\u0007")]
    [InlineData("x\tvalid\nDigest file", "x\\u0009valid\\u000aDigest file")]
    [InlineData("x\rvalid", "x\\u000dvalid")]
    [InlineData("x\u2028valid\u2029", "x\\u2028valid\\u2029")]
    [InlineData("x\u0085valid", "x\\u0085valid")]
    [InlineData("\b\b\b\u007f\0", "\\u0008\\u0008\\u0008\\u007f\\u0000")]
    public void Escape_sequences_and_line_breaks_are_shown_not_obeyed(string text, string shown) => TerminalText.Escape(text).Should().Be(shown);

    [Theory]
    [InlineData('\u202e')]
    [InlineData('\u202d')]
    [InlineData('\u2066')]
    [InlineData('\u2069')]
    [InlineData('\u200f')]
    [InlineData('\u061c')]
    public void Marks_that_turn_the_direction_of_writing_are_shown(char mark) => TerminalText.Escape($"a{mark}b").Should().Be($"a\\u{(int)mark:x4}b");

    [Theory]
    [InlineData('\u200b')]
    [InlineData('\u200d')]
    [InlineData('\u00ad')]
    [InlineData('\ufeff')]
    public void Characters_that_cannot_be_seen_are_shown(char invisible) => TerminalText.Escape($"a{invisible}b").Should().Be($"a\\u{(int)invisible:x4}b");

    [Fact]
    public void Half_of_a_pair_is_shown_since_no_encoding_can_write_it() => TerminalText.Escape("a\ud800b").Should().Be("a\\ud800b");

    [Fact]
    public void No_text_leaves_anything_harmful_and_what_is_escaped_once_is_escaped_for_good() => Prop.ForAll(
        ArbMap.Default.ArbFor<char[]>(),
        characters =>
        {
            var escaped = TerminalText.Escape(new string(characters));
            return TerminalText.Escape(escaped) == escaped && escaped.All(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate));
        })
        .QuickCheckThrowOnFailure();
}
