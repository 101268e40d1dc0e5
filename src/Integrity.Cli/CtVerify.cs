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

/// <summary>The program: parses the command line, runs the command and returns its exit code.</summary>
internal static class CtVerify
{
    /// <summary>Time a command has to summarize after Ctrl-C before it is stopped.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Response files are off, because <c>@name</c> can be the name of a log file.</summary>
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
            // For example a full disk. The results are lost, so this must not look like success.
            const string Hint = "hint: free disk space or redirect the output elsewhere, then run the command again";
            await TryWriteAsync(terminal.Errors, $"ctverify: cannot write the output: {e.Message}\n{Hint}\n");
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
            // Standard error is closed too, so only the exit code is left.
        }
    }

    private static async Task<int> TryRunAsync(string[] arguments, Terminal terminal)
    {
        try
        {
            var program = CreateProgram(terminal);
            var words = LeadingOptions.Move(arguments, program);
            var parsed = program.Parse(words, Parsing);
            if (words.Length == 0)
            {
                new HelpText(terminal.Output).Write(program);
                // A script that lost its arguments must not pass for a valid verification.
                return ExitCode.Usage;
            }
            MissingValues.Reject(parsed, words);
            if (parsed.Errors.Count > 0)
                throw UsageErrors.Of(parsed);
            program.GlobalOptions.RejectUnsupported(parsed);
            program.GlobalOptions.Apply(parsed, terminal);
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = ShutdownTimeout,
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
                PrintCauses(e, terminal);
            return known.ExitCode;
        }
        catch (Exception e) when (e is not OutputException)
        {
            // A bug must look like a bug, never like an integrity failure (exit code 1) or like success.
            terminal.Error(
                $"internal error: {e.GetType().Name}: {e.Message}",
                "please report this with the command line and the stack trace below"
            );
            foreach (var line in Redaction.Apply(e.ToString()).Split('\n'))
                terminal.Problem(line);
            return ExitCode.Incomplete;
        }
    }

    /// <summary>
    /// Prints the types and stack traces of an error and its causes, outermost first. Messages are left out, because
    /// they can quote a URL with a password.
    /// </summary>
    private static void PrintCauses(Exception e, Terminal terminal)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            terminal.Problem($"debug: {cause.GetType().FullName}");
            foreach (var line in (cause.StackTrace ?? "").Split('\n'))
                terminal.Problem($"debug:{line}");
        }
    }

    /// <summary>Returns message and hint of any failure, for a caller that continues after it.</summary>
    public static (string Message, string? Hint) Describe(Exception e) =>
        Explain(e) is { } known
            ? (Redaction.Apply(known.Message), known.Hint)
            : (Redaction.Apply($"internal error: {e.GetType().Name}: {e.Message}"), "please report this error");

    /// <summary>Returns message, hint and exit code of an expected failure, or <c>null</c> for a bug.</summary>
    private static (string Message, string? Hint, int ExitCode)? Explain(Exception e) =>
        e switch
        {
            CommandException command => (command.Message, command.Hint, command.ExitCode),
            KeyFileException keys => (keys.Message, HintWords.Of(keys.Hint), ExitCode.Usage),
            AwsConfigurationException aws => (SettingWords.Of(aws), HintWords.Of(aws.Hint), ExitCode.Usage),
            BuildException build => (build.Message, HintWords.Of(build.Hint), ExitCode.Incomplete),
            FetchException fetch => (fetch.Message, HintWords.Of(fetch.Hint), ExitCode.Incomplete),
            StoreException store => (store.Message, HintWords.Of(store.Hint), ExitCode.Incomplete),
            OperationCanceledException => ("interrupted", "run the command again to finish", ExitCode.Incomplete),
            _ => null,
        };

    internal static ProgramCommand CreateProgram(Terminal terminal)
    {
        var program = new ProgramCommand(
            "Detects log files that were changed, deleted or forged: verifies and builds digest chains in the "
                + "AWS CloudTrail format."
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
        help.Description = "Show this help.";
        help.Action = new DocumentedCommand.Help();
        InterruptibleAction.Wrap(program, terminal, ShutdownTimeout);
        return program;
    }
}
