using Integrity.Cli.Output;

namespace Integrity.Tests.Cli;

/// <summary>Escape sequences are only used on terminals that understand them.</summary>
public sealed class TerminalKindTests
{
    [Theory]
    [InlineData("xterm-256color", true)]
    [InlineData("screen", true)]
    [InlineData("dumb", false)]
    public void A_dumb_terminal_does_not_understand_escape_sequences(string kind, bool understands) =>
        Terminal.UnderstandsEscapes(kind).Should().Be(understands);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void On_Unix_an_unset_kind_does_not_understand_escape_sequences(string? kind) =>
        Terminal.UnderstandsEscapes(kind).Should().Be(OperatingSystem.IsWindows());
}
