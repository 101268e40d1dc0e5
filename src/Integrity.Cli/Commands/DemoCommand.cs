using System.CommandLine;
using Integrity.Cli.Demo;
using Integrity.Cli.Output;
using Integrity.Findings;
using Integrity.Verification;
using Spectre.Console;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify demo</c>: builds a trail, verifies it, tampers with copies, and shows what is caught.</summary>
internal sealed class DemoCommand(Terminal terminal)
{
    private readonly Argument<string?> _folder = new("DIR")
    {
        Description = "An empty folder to play in. Default: a new one among the temporary files.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "demo",
            "Shows it all: builds a trail, verifies it, tampers with copies, and tells what was caught.",
            """
            Makes 24 hours of log files in two regions, signs their digests with new keys, verifies them, and plays attacks on copies.
            Everything stays in the folder, to look at.

            Example:
              ctverify demo ./playground
            """
        )
        {
            _folder,
        };
        command.SetAction(
            (arguments, cancellationToken) => RunAsync(ChooseFolder(arguments.GetValue(_folder)), cancellationToken)
        );
        return command;
    }

    private static string ChooseFolder(string? wanted)
    {
        if (wanted is null)
            return Directory.CreateTempSubdirectory("ctverify-demo-").FullName;
        var folder = Path.GetFullPath(wanted);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw CommandException.Usage(
                $"{folder} is not an empty folder",
                "give a folder that is empty or does not exist; the demo never writes over anything"
            );
        return folder;
    }

    private async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var keys = Path.Combine(folder, "keys");
        // what is so new that its digest could still be on the way would prove nothing
        var now = terminal.Clock.GetUtcNow();
        var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero).AddHours(-3);
        var trail = await DemoTrail.DeliverAsync(Path.Combine(folder, "trail"), keys, end, cancellationToken);
        Say(
            $"Delivered  24 hours of log files in two regions, as CloudTrail names and places them\n           {trail.Folder}"
        );
        var digests = await trail.BuildAsync(keys, terminal.Clock, cancellationToken);
        Say($"Built      {digests} digest files, hourly, chained and signed with new keys\n           {keys}");
        var (untouched, _) = await trail.VerifyAsync(terminal.Clock, cancellationToken);
        Say(
            $"Verified   {untouched.Total.Digests.Valid}/{untouched.Total.Digests.Total} digest files and {untouched.Total.LogFiles.Valid}/{untouched.Total.LogFiles.Total} log files valid: {untouched.Verdict}\n"
        );
        var outcomes = await PlayAsync(trail, Path.Combine(folder, "attacks"), cancellationToken);
        ShowTable(outcomes);
        var missed = outcomes.Count(outcome => outcome.Verdict == Verdict.Valid);
        Say(
            missed == 0
                ? $"\nAll {outcomes.Count} attacks were caught. Look for yourself:\n"
                : $"\n{missed} of {outcomes.Count} attacks were missed.\n"
        );
        Say(
            $"  ctverify validate-logs --trail-arn {DemoTrail.Trail.Arn} \\\n    --start-time {Digests.UtcTime.Format(trail.Range.Start)} --end-time {Digests.UtcTime.Format(trail.Range.End)} \\\n    --source {trail.Folder} --keys {keys}"
        );
        return untouched.Verdict == Verdict.Valid && missed == 0 ? ExitCode.Valid : ExitCode.Incomplete;
    }

    private async Task<List<Outcome>> PlayAsync(DemoTrail trail, string folder, CancellationToken cancellationToken)
    {
        var outcomes = new List<Outcome>();
        foreach (var attack in Attack.All)
        {
            var copy = trail.CopyTo(Path.Combine(folder, $"{outcomes.Count + 1:00}"));
            await attack.Play(copy);
            var (report, bad) = await copy.VerifyAsync(terminal.Clock, cancellationToken);
            outcomes.Add(new Outcome(attack.Name, bad, report.Verdict));
        }
        return outcomes;
    }

    private void ShowTable(List<Outcome> outcomes)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(terminal.Output),
                Ansi = terminal.IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            }
        );
        if (!terminal.IsInteractive)
            console.Profile.Width = 150;
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns(
                new TableColumn("").RightAligned(),
                new TableColumn("Attack"),
                new TableColumn("What was found"),
                new TableColumn("Verdict")
            );
        table.ShowRowSeparators = true;
        foreach (var (outcome, number) in outcomes.Select((outcome, i) => (outcome, i + 1)))
        {
            table.AddRow(
                new Text($"{number}"),
                new Text(outcome.Attack),
                new Text(string.Join('\n', outcome.Found.Select(FindingText.Of))),
                VerdictText(outcome.Verdict)
            );
        }
        console.Write(table);
    }

    private static Markup VerdictText(Verdict verdict) =>
        new(
            verdict switch
            {
                Verdict.Invalid => "[red]INVALID[/]",
                Verdict.Incomplete => "[yellow]INCOMPLETE[/]",
                _ => "[green]VALID[/]",
            }
        );

    private void Say(string text)
    {
        terminal.Output.Write(text + "\n");
        if (terminal.IsInteractive)
            terminal.Output.Flush();
    }

    private sealed record Outcome(string Attack, IReadOnlyList<CheckResult> Found, Verdict Verdict);
}
