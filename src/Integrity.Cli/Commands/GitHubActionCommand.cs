using System.CommandLine;
using Integrity.Cli.GitHub;
using Integrity.Cli.Output;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary>
/// <c>ctverify github-action</c>: runs validate-logs as the step of <c>action.yml</c>. Reads inputs from the
/// environment; always writes outputs, summary, annotations and reports.
/// </summary>
/// <param name="terminal">Writes the log of the step.</param>
/// <param name="environment">Returns the value of an environment variable, or <c>null</c>.</param>
internal sealed class GitHubActionCommand(Terminal terminal, Func<string, string?> environment)
{
    public Command ToCommand()
    {
        // Hidden, because only action.yml calls it.
        var command = new Command("github-action", "Run validate-logs as a GitHub Actions step (see action.yml).")
        {
            Hidden = true,
        };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private async Task<int> RunAsync()
    {
        var step = StepFiles.Find(environment);
        var scratch = Directory.CreateTempSubdirectory("ctverify-");
        try
        {
            var outcome = await VerifyAsync(
                new ActionInputs(environment),
                Path.Combine(scratch.FullName, "report.json")
            );
            step.Set(outcome.Outputs());
            step.Summarize(outcome);
            foreach (var line in Annotations.Of(outcome))
                await terminal.Output.WriteAsync($"{line}\n");
            return outcome.ExitCode;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private async Task<ActionOutcome> VerifyAsync(ActionInputs inputs, string reportPath)
    {
        // Use a single stream, so that no output overtakes the line that pauses workflow commands.
        var log = new Terminal(terminal.Output, terminal.Output, terminal.Clock);
        // setup-dotnet registers this problem matcher, and an object name could match it.
        await terminal.Output.WriteAsync("::remove-matcher owner=csc::\n");
        var (stop, resume) = WorkflowCommand.Pause();
        await terminal.Output.WriteAsync($"{stop}\n");
        try
        {
            // Reports of an earlier step must not be mistaken for those of this step.
            DeleteReports(inputs);
            var exitCode = await CtVerify.RunAsync([.. inputs.ToArguments(), $"--report={reportPath}"], log);
            return WriteReports(inputs, reportPath, exitCode, log);
        }
        catch (CommandException e)
        {
            log.Error(e.Message, e.Hint);
            return new ActionOutcome(e.ExitCode, null, [], log.LastError);
        }
        finally
        {
            await terminal.Output.WriteAsync($"\n{resume}\n");
        }
    }

    private static void DeleteReports(ActionInputs inputs)
    {
        foreach (var path in inputs.ReportPaths())
        {
            if (File.Exists(path))
                File.Delete(path);
        }
    }

    private static ActionOutcome WriteReports(ActionInputs inputs, string reportPath, int exitCode, Terminal log)
    {
        if (!File.Exists(reportPath))
            return new ActionOutcome(exitCode, null, [], log.LastError);
        using var file = File.OpenRead(reportPath);
        var document = JsonReport.Read(file);
        try
        {
            Directory.CreateDirectory(inputs.ReportFolder);
            ReportFiles.Write(document, inputs.ReportPaths());
            return new ActionOutcome(exitCode, document, inputs.ReportPaths(), log.LastError);
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            log.Error($"cannot write the reports: {e.Message}", "set report-folder to a writable directory");
            return new ActionOutcome(
                exitCode == ExitCode.Invalid ? exitCode : ExitCode.Incomplete,
                document,
                [],
                log.LastError
            );
        }
    }
}
