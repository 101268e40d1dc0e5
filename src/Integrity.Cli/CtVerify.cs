using System.CommandLine;
using System.CommandLine.Help;
using Integrity.Aws;
using Integrity.Building;
using Integrity.Cli.Commands;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Fetching;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Cli;

/// <summary>The program: parses the command line, runs a command, and turns whatever happens into an exit code.</summary>
internal static class CtVerify
{
    /// <summary>How long a command may take to sum up after Ctrl-C, before it is ended without.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>No argument names a file of further arguments: <c>@name</c> can be the name of a log file.</summary>
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] arguments, Terminal terminal)
    {
        var exitCode = ExitCode.Incomplete;
        try
        {
            exitCode = await TryRunAsync(arguments, terminal);
            await terminal.Output.FlushAsync();
            return exitCode;
        }
        catch (OutputException e)
        {
            // a full disk: what was found is lost, so it must not look like success
            const string Hint = "hint: make room where it goes, and run it again";
            await TryWriteAsync(terminal.Errors, $"ctverify: the output cannot be written: {e.Message}\n{Hint}\n");
            return exitCode == ExitCode.Invalid ? exitCode : ExitCode.Incomplete;
        }
    }

    private static async Task TryWriteAsync(TextWriter errors, string text)
    {
        try
        {
            await errors.WriteAsync(text);
        }
        catch (OutputException)
        {
            // standard error is closed too: the exit code is all that is left
        }
    }

    private static async Task<int> TryRunAsync(string[] arguments, Terminal terminal)
    {
        try
        {
            var program = CreateProgram(terminal);
            var words = LeadingOptions.Move(arguments, program);
            var parsed = program.Parse(words, Parsing);
            MissingValues.Refuse(parsed, words);
            if (parsed.Errors.Count > 0)
                throw UsageErrors.Of(parsed);
            program.GlobalOptions.Refuse(parsed);
            program.GlobalOptions.Apply(parsed, terminal);
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Patience,
            };
            return await parsed.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            terminal.Error(terminal.Interruption.Message, terminal.Interruption.Hint);
            return ExitCode.Incomplete;
        }
        catch (Exception e) when (Explain(e) is { } known)
        {
            terminal.Error(known.Message, known.Hint);
            if (terminal.IsDebugging)
                TellCauses(e, terminal);
            return known.ExitCode;
        }
        catch (Exception e) when (e is not OutputException)
        {
            // a fault of this program must be seen as one, and never be taken for an integrity failure (exit 1) or for success
            terminal.Error(
                $"internal error: {e.GetType().Name}: {e.Message}",
                "please report this, with the command line and what follows"
            );
            foreach (var line in Redaction.Apply(e.ToString()).Split('\n'))
                terminal.Note(line);
            return ExitCode.Incomplete;
        }
    }

    /// <summary>The exceptions behind an error, outermost first. Their texts stay out: they could quote a URL with a password.</summary>
    private static void TellCauses(Exception e, Terminal terminal)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            terminal.Note($"debug: {cause.GetType().FullName}");
            foreach (var line in (cause.StackTrace ?? "").Split('\n'))
                terminal.Note($"debug:{line}");
        }
    }

    /// <summary>Any failure in words, for what goes on after it.</summary>
    public static (string Message, string? Hint) Describe(Exception e) =>
        Explain(e) is { } known
            ? (Redaction.Apply(known.Message), known.Hint)
            : (Redaction.Apply($"internal error: {e.GetType().Name}: {e.Message}"), "please report this");

    /// <summary>What a failure that is foreseen means for whoever runs the program; <c>null</c> for one that is not.</summary>
    private static (string Message, string? Hint, int ExitCode)? Explain(Exception e) =>
        e switch
        {
            CommandException command => (command.Message, command.Hint, command.ExitCode),
            KeyFileException keys => (keys.Message, keys.Hint, ExitCode.Usage),
            AwsConfigurationException aws => (aws.Message, aws.Hint, ExitCode.Usage),
            BuildException build => (build.Message, build.Hint, ExitCode.Incomplete),
            FetchException fetch => (fetch.Message, fetch.Hint, ExitCode.Incomplete),
            StoreException store => (store.Message, store.Hint, ExitCode.Incomplete),
            OperationCanceledException => ("interrupted", "run it again to finish", ExitCode.Incomplete),
            _ => null,
        };

    internal static ProgramCommand CreateProgram(Terminal terminal)
    {
        var program = new ProgramCommand(
            "Proves that log files are what was delivered: verifies and builds digest chains in the format of AWS CloudTrail."
        )
        {
            new ValidateLogsCommand(terminal).ToCommand(),
            new VerifyQueryResultsCommand(terminal).ToCommand(),
            new FetchCommand(terminal).ToCommand(),
            new ReportCommand().ToCommand(),
            new BundleCommand(terminal).ToCommand(),
            new ProveCommand(terminal).ToCommand(),
            new InspectCommand(terminal).ToCommand(),
            new DeliverCommand(terminal).ToCommand(),
            new BuildCommand(terminal).ToCommand(),
            new KeysCommand(terminal).ToCommand(),
            new DemoCommand(terminal).ToCommand(),
            new CompletionCommand(terminal).ToCommand(),
            new ManCommand(terminal).ToCommand(),
            new GitHubActionCommand(terminal, Environment.GetEnvironmentVariable).ToCommand(),
        };
        var help = program.Options.OfType<HelpOption>().Single();
        help.Action = new DocumentedCommand.HelpWithDetails((HelpAction)help.Action!);
        InterruptibleAction.In(program, terminal, Patience);
        return program;
    }
}
