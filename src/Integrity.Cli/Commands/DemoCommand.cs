using System.CommandLine;
using Integrity.Cli.Output;

namespace Integrity.Cli.Commands;

internal sealed class DemoCommand(Terminal terminal)
{
    public Command ToCommand() => new("demo", terminal.GetType().Name);
}
