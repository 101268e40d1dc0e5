using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Integrity.Cli;

/// <summary>
/// A command with details (examples, exit codes). Lists of commands show the summary; only the command's own help
/// shows the details.
/// </summary>
internal sealed class DocumentedCommand(string name, string summary, string details) : Command(name, summary)
{
    public string Details => details;

    /// <summary>Prints the help of the library, then the details.</summary>
    internal sealed class HelpWithDetails(HelpAction help) : SynchronousCommandLineAction
    {
        /// <summary>True, so that <c>--help</c> works without the required options.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var exitCode = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is DocumentedCommand command)
                parseResult.InvocationConfiguration.Output.Write(command.Details.TrimEnd() + "\n");
            return exitCode;
        }
    }
}
