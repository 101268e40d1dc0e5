using Integrity.Cli.Output;

namespace Integrity.Tests.Cli;

/// <summary>Escape sequences are only for terminals that understand them.</summary>
public sealed class TerminalKindTests
{
    [Theory]
    [InlineData("xterm-256color", true)]
    [InlineData("screen", true)]
    [InlineData("dumb", false)]
    public void A_dumb_terminal_gets_none(string kind, bool understands) =>
        Terminal.UnderstandsEscapes(kind).Should().Be(understands);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void On_Unix_a_terminal_of_no_kind_gets_none(string? kind) =>
        Terminal.UnderstandsEscapes(kind).Should().Be(OperatingSystem.IsWindows());
}
