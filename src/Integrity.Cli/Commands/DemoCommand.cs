using System.CommandLine;
using System.Globalization;
using Integrity.Cli.Demo;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Findings;
using Spectre.Console;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify demo</c>: attacks copies of a sample trail and shows what is detected.</summary>
internal sealed class DemoCommand(Terminal terminal)
{
    private readonly Argument<string?> _directory = new("DIR")
    {
        Description =
            "Empty or new directory for the files, which are kept (default: a temporary one, deleted at the end).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "demo",
            "Build a sample trail, verify it, then tamper with copies and show what is detected.",
            """
            Creates 24 hours of log files in two regions, signs their digests with new keys and verifies them. Then
            plays each attack on its own copy of the trail and verifies the copy. Uses no network.

            Example:
              ctverify demo ./playground
            """
        )
        {
            _directory,
        };
        command.SetAction(
            async (arguments, cancellationToken) =>
            {
                using var directory = DemoDirectory.Open(arguments.GetValue(_directory));
                return await RunAsync(directory, cancellationToken);
            }
        );
        return command;
    }

    private async Task<int> RunAsync(DemoDirectory directory, CancellationToken cancellationToken)
    {
        Print($"Building a sample trail in {directory.Path}");
        // Old enough that no digest can still be on the way, which would make a verdict undecided.
        var end = new DateTimeOffset(terminal.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-7);
        var trail = await DemoTrail.DeliverAsync(directory.Trail, directory.Keys, end, cancellationToken);
        Print($"  {trail.LogFileCount} log files delivered: 24 hours in two regions");
        var digests = await trail.BuildAsync(directory.Keys, terminal.Clock, cancellationToken);
        Print($"  {digests} digest files built: hourly, chained and signed with new keys");
        var (untouched, _) = await trail.VerifyAsync(terminal.Clock, cancellationToken);
        var (digestFiles, logFiles) = (untouched.Total.Digests, untouched.Total.LogFiles);
        Print(
            $"  {digestFiles.Valid}/{digestFiles.Total} digest files valid, "
                + $"{logFiles.Valid}/{logFiles.Total} log files valid"
        );
        Print($"\nPlaying {Attack.All.Count} attacks, each on its own copy of the trail:\n");
        var missed = 0;
        for (var number = 1; number <= Attack.All.Count; number++)
        {
            if (await PlayAsync(number, trail, directory, cancellationToken) == Verdict.Valid)
                missed++;
        }
        Print(
            missed == 0
                ? $"\nAll {Attack.All.Count} attacks were detected."
                : $"\n{missed} of {Attack.All.Count} attacks were NOT detected."
        );
        PrintNextSteps(directory, trail.Range);
        return untouched.Verdict == Verdict.Valid && missed == 0 ? ExitCode.Valid : ExitCode.Incomplete;
    }

    private async Task<Verdict> PlayAsync(
        int number,
        DemoTrail trail,
        DemoDirectory directory,
        CancellationToken cancellationToken
    )
    {
        var attack = Attack.All[number - 1];
        var copy = trail.CopyTo(directory.Attack(number));
        await attack.Play(copy);
        var (summary, findings) = await copy.VerifyAsync(terminal.Clock, cancellationToken);
        var label = number.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        PrintOutcome($"{label}  {attack.Name}".PadRight(62), summary.Verdict);
        foreach (var result in findings)
            Print($"    {FindingText.Of(result)}");
        return summary.Verdict;
    }

    private void PrintNextSteps(DemoDirectory directory, DigestPeriod range)
    {
        if (!directory.IsKept)
        {
            Print("The files were deleted. To keep them and look at each attack, run: ctverify demo ./playground");
            return;
        }
        Print(
            $"""
            The copies are in {directory.Attack(1)} to {directory.Attack(Attack.All.Count)}.
            The untouched trail is in {directory.Trail}.
            Verify a copy, for example that of attack 1:

              ctverify validate-logs --source {directory.Attack(1)} --keys {directory.Keys} \
                --trail-arn {DemoTrail.Trail.Arn} \
                --start-time {UtcTime.Format(range.Start)} --end-time {UtcTime.Format(range.End)}
            """
        );
    }

    private void PrintOutcome(string text, Verdict verdict)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(terminal.Output),
                Ansi = terminal.IsInteractive && terminal.Color != false ? AnsiSupport.Detect : AnsiSupport.No,
            }
        );
        terminal.Output.Write(text + "  ");
        console.Write(
            verdict switch
            {
                Verdict.Invalid => new Markup("[red]INVALID[/]"),
                Verdict.Incomplete => new Markup("[yellow]INCOMPLETE[/]"),
                _ => new Markup("[green]VALID[/]"),
            }
        );
        Print("");
    }

    /// <summary>Prints a line at once, also into a pipe, so that the output shows the progress.</summary>
    private void Print(string line)
    {
        terminal.Output.Write(line + "\n");
        terminal.Output.Flush();
    }
}
