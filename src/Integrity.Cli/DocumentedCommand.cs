using System.CommandLine;
using System.CommandLine.Invocation;
using Integrity.Cli.Output;

namespace Integrity.Cli;

/// <summary>
/// A command with details (examples, exit codes). Lists of commands show the summary; only the command's own help
/// shows the details.
/// </summary>
internal sealed class DocumentedCommand(string name, string summary, string details) : Command(name, summary)
{
    public string Details => details;

    /// <summary>Prints the help of the command.</summary>
    internal sealed class Help : SynchronousCommandLineAction
    {
        /// <summary>True, so that <c>--help</c> works without the required options.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            new HelpText(parseResult.InvocationConfiguration.Output).Write(parseResult.CommandResult.Command);
            return ExitCode.Valid;
        }
    }
}
