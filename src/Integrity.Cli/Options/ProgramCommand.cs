using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>The program, with the options that all of its commands accept.</summary>
internal sealed class ProgramCommand : RootCommand
{
    public ProgramCommand(string description)
        : base(description) => GlobalOptions.AddTo(this);

    public GlobalOptions GlobalOptions { get; } = new();
}
