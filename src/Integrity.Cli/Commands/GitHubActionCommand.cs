using System.CommandLine;
using Integrity.Cli.GitHub;
using Integrity.Cli.Output;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify github-action</c>: validate-logs as the step of action.yml. Inputs come by the environment; outputs, summary, annotations and reports are left, whatever comes of it.</summary>
/// <param name="terminal">The log of the step.</param>
/// <param name="environment">Reads a variable.</param>
internal sealed class GitHubActionCommand(Terminal terminal, Func<string, string?> environment)
{
    public Command ToCommand()
    {
        // not for people: action.yml calls it
        var command = new Command(
            "github-action",
            "Runs validate-logs as the step of a workflow on GitHub: see action.yml."
        )
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

    private async Task<ActionOutcome> VerifyAsync(ActionInputs inputs, string stored)
    {
        // one stream, so that nothing overtakes the line that tells the runner not to listen
        var log = new Terminal(terminal.Output, terminal.Output, terminal.Clock);
        // what setting up .NET made the runner look for in the log could be in a name too
        await terminal.Output.WriteAsync("::remove-matcher owner=csc::\n");
        var (stop, resume) = WorkflowCommand.Pause();
        await terminal.Output.WriteAsync($"{stop}\n");
        try
        {
            // reports that an earlier step left must not pass for those of this one
            DeleteReports(inputs);
            var exitCode = await CtVerify.RunAsync([.. inputs.ToArguments(), $"--report={stored}"], log);
            return Leave(inputs, stored, exitCode, log);
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

    private static ActionOutcome Leave(ActionInputs inputs, string stored, int exitCode, Terminal log)
    {
        if (!File.Exists(stored))
            return new ActionOutcome(exitCode, null, [], log.LastError);
        using var file = File.OpenRead(stored);
        var document = JsonReport.Read(file);
        try
        {
            Directory.CreateDirectory(inputs.ReportFolder);
            ReportFiles.Write(document, inputs.ReportPaths());
            return new ActionOutcome(exitCode, document, inputs.ReportPaths(), log.LastError);
        }
        catch (Exception e) when (e is CommandException or IOException or UnauthorizedAccessException)
        {
            log.Error(
                $"the reports cannot be written: {e.Message}",
                "give a folder in which files can be written: report-folder"
            );
            return new ActionOutcome(
                exitCode == ExitCode.Invalid ? exitCode : ExitCode.Incomplete,
                document,
                [],
                log.LastError
            );
        }
    }
}
