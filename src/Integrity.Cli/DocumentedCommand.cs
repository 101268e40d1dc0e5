using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Integrity.Cli;

/// <summary>A command whose summary is shown in lists, and whose details (examples, exit codes) only in its own help.</summary>
internal sealed class DocumentedCommand(string name, string summary, string details) : Command(name, summary)
{
    public string Details => details;

    /// <summary>Shows the details behind the help that the library shows.</summary>
    internal sealed class HelpWithDetails(HelpAction help) : SynchronousCommandLineAction
    {
        /// <summary>Who asks for help need not give what is required.</summary>
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
