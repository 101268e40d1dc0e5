using System.CommandLine;
using Integrity.Cli.Output;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys</c>: the keys that sign digests, and those that verify them.</summary>
internal sealed class KeysCommand(Terminal terminal)
{
    public Command ToCommand() =>
        new("keys", "Makes, rotates, shows, hands out and serves the keys that sign and verify digests.")
        {
            new KeysGenerateCommand(terminal).ToCommand(),
            new KeysImportCommand(terminal).ToCommand(),
            new KeysRotateCommand(terminal).ToCommand(),
            new KeysListCommand(terminal).ToCommand(),
            new KeysExportCommand(terminal).ToCommand(),
            new KeysFetchCommand(terminal).ToCommand(),
            new KeysServeCommand(terminal).ToCommand(),
        };
}
