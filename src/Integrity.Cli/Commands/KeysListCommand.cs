using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Reporting;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys list</c>: lists the keys in a directory and shows which one signs now.</summary>
internal sealed class KeysListCommand(Terminal terminal)
{
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "Directory of the keys, with one subdirectory per region.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> _region = CommonOptions.Region("List only the keys of this region.");

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "list",
            "List the keys in a directory, with their validity, the state of the private key, and which one signs now.",
            """
            Example:
              ctverify keys list --keys ./keys
            """
        )
        {
            _keys,
            _region,
        };
        command.SetAction(List);
        return command;
    }

    private int List(ParseResult arguments)
    {
        var path = arguments.GetValue(_keys)!;
        using var folder = new SigningKeyDirectory(path);
        var keys = folder
            .List()
            .Where(key => arguments.GetValue(_region) is not { } region || key.Region == region)
            .ToList();
        foreach (var key in folder.FindUnreadable())
            terminal.Note($"{key}");
        if (keys.Count == 0)
            throw CommandException.Usage(
                $"--keys: no keys in {path}",
                "pass the directory created by ctverify keys generate (one subdirectory per region)"
            );
        string[][] rows =
        [
            ["REGION", "KEY", "VALID FROM", "VALID UNTIL", "PRIVATE KEY", "STATE"],
            .. keys.Select(key => Row(key, keys)),
        ];
        foreach (var row in rows)
            terminal.Output.Write(
                string.Join("  ", row.Select((cell, column) => cell.PadRight(rows.Max(r => r[column].Length))))
                    .TrimEnd() + "\n"
            );
        return ExitCode.Valid;
    }

    private string[] Row(SigningKey key, List<SigningKey> all) =>
        [
            key.Region,
            TerminalText.Escape(key.Name),
            Time(key.PublicHalf?.ValidFrom),
            Time(key.PublicHalf?.ValidUntil),
            key.PrivatePath is null ? "not here"
            : key.IsEncrypted ? "encrypted"
            : "here",
            StateOf(key, all.Where(other => other.Region == key.Region)),
        ];

    private string StateOf(SigningKey key, IEnumerable<SigningKey> ofRegion)
    {
        var now = terminal.Clock.GetUtcNow();
        if (key.PublicHalf?.ValidFrom > now)
            return "next";
        if (key.PublicHalf?.ValidUntil < now)
            return "retired";
        var isFollowed = ofRegion.Any(other =>
            other.PublicHalf is { ValidFrom: { } from } later
            && from <= now
            && !(later.ValidUntil < now)
            && (key.PublicHalf?.ValidFrom is not { } own || from > own)
        );
        return isFollowed ? "accepted" : "signs now";
    }

    private static string Time(DateTimeOffset? time) => time is { } known ? UtcTime.Format(known) : "-";
}
