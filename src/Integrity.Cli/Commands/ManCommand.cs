using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify man</c>: prints the manual page.</summary>
internal sealed class ManCommand(Terminal terminal)
{
    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "man",
            "Print the manual page.",
            """
            Examples:
              ctverify man | man -l -
              ctverify man > /usr/local/share/man/man1/ctverify.1
            """
        );
        command.SetAction(arguments =>
        {
            var program = (RootCommand)arguments.RootCommandResult.Command;
            new ManPage(terminal.Output).Write(program, ReportOptions.Version);
            return ExitCode.Valid;
        });
        return command;
    }
}
