using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>The root command, with the options that every command accepts.</summary>
internal sealed class ProgramCommand : RootCommand
{
    public ProgramCommand(string description)
        : base(description) => GlobalOptions.AddTo(this);

    public GlobalOptions GlobalOptions { get; } = new();
}
