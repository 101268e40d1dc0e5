using System.CommandLine;
using Integrity.Cli.Output;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys</c>: manages the keys that sign and verify digests.</summary>
internal sealed class KeysCommand(Terminal terminal)
{
    public Command ToCommand() =>
        new("keys", "Create, import, rotate, list, export, fetch and serve the keys that sign and verify digests.")
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
