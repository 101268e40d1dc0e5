using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys rotate</c>: replaces the key that signs now by a new one.</summary>
internal sealed class KeysRotateCommand
{
    private const int DefaultOverlapHours = 24;

    private readonly Terminal _terminal;
    private readonly PassphraseOption _passphrase;
    private readonly NewKeyOptions _new;
    private readonly Option<string> _region = CommonOptions.Region("Region whose key to rotate.");
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "Directory of the keys, as created by ctverify keys generate.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<DateTimeOffset?> _at;
    private readonly Option<string?> _to = new("--to")
    {
        Description = "New key: a PEM file, or kms:ARN (default: create one).",
        HelpName = "KEY",
    };
    private readonly AwsOptions _aws = new();

    private readonly Option<int?> _overlap = new("--overlap-hours")
    {
        Description = "Number of hours that verifiers still accept the old key (default: 24).",
        HelpName = "HOURS",
    };

    public KeysRotateCommand(Terminal terminal)
    {
        _terminal = terminal;
        _passphrase = new PassphraseOption(terminal);
        _new = new NewKeyOptions(_passphrase);
        _at = CommonOptions.Time(terminal.Clock, "--at", "Time from which the new key signs (default: now).");
    }

    public Command ToCommand()
    {
        _region.Required = true;
        _overlap.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (>= 2 and <= 8760))
                result.AddError("--overlap-hours: use a number from 2 to 8760");
        });
        var command = new DocumentedCommand(
            "rotate",
            "Replace the signing key: the new key signs all digests that end after the rotation.",
            """
            Nothing is deleted. The old key still signs hours that ended before the rotation, even if they are built
            later. Once they are built, move its .private.pem file away. Keep its .json file, because verifiers need it
            as long as they verify its digests. To give verifiers the new .json file in advance, use a future --at.

            Examples:
              ctverify keys rotate --region us-east-2 --keys ./keys
              ctverify keys rotate --region us-east-2 --keys ./keys --at 2026-01-01 --encrypt
            """
        )
        {
            _region,
            _keys,
            _at,
            _overlap,
            _to,
        };
        foreach (var option in (Option[])[.. _new.Options, _aws.Profile, _aws.EndpointUrl])
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (region, now) = (arguments.GetValue(_region)!, _terminal.Clock.GetUtcNow());
        var at =
            arguments.GetValue(_at)
            ?? new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        if (at.Year > 9998)
            throw CommandException.Usage($"--at {UtcTime.Format(at)} is too late", "use a year before 9999");
        if (arguments.GetValue(_at) < now)
            throw CommandException.Usage(
                $"--at {UtcTime.Format(at)} is in the past",
                "pass a later time; the old key may already have signed digests after this one"
            );
        using var folder = new SigningKeyDirectory(arguments.GetValue(_keys)!);
        var old = KeyBefore(folder, region, at, arguments.GetValue(_keys)!);
        var passphrase = _new.Passphrase(arguments);
        using var key = arguments.GetValue(_to) is { } name
            ? await OpenAsync(name, arguments, cancellationToken)
            : NewKey.Generate(_new.Size(arguments));
        var until = Earlier(
            at.AddHours(arguments.GetValue(_overlap) ?? DefaultOverlapHours),
            old.PublicHalf?.ValidUntil
        );
        NewKey.Change(() =>
        {
            // Add the new key first: after a crash in between, both keys are valid and the newer one signs.
            key.AddTo(folder, region, at, null, passphrase, _terminal);
            SigningKeyDirectory.Retire(old, until);
        });
        _terminal.Output.Write(
            $"Signs from\t{UtcTime.Format(at)}\nOld key\t{old.Name}, accepted until {UtcTime.Format(until)}\n"
        );
        return ExitCode.Valid;
    }

    private static DateTimeOffset Earlier(DateTimeOffset wanted, DateTimeOffset? known) =>
        known < wanted ? known.Value : wanted;

    /// <summary>Returns the key that signs until <paramref name="at"/>.</summary>
    private static SigningKey KeyBefore(SigningKeyDirectory folder, string region, DateTimeOffset at, string path)
    {
        var keys = folder.List().Where(key => key.Region == region).ToList();
        if (keys.Find(key => key.PublicHalf?.ValidFrom >= at) is { PublicHalf.ValidFrom: { } from } next)
            throw CommandException.Usage(
                $"a rotation is already planned: {next.Name} signs from {UtcTime.Format(from)}",
                "rotate after that time, or move the files of that key away first"
            );
        return SigningKey.At(keys, at, Path.Combine(path, region))
            ?? throw CommandException.Usage(
                $"no key of {region} in {path} is valid at {UtcTime.Format(at)}, so there is nothing to rotate",
                $"create one with: ctverify keys generate --region {region} --out {path}"
            );
    }

    private Task<NewKey> OpenAsync(string name, ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = _aws.Settings(arguments);
        return NewKey.OpenAsync(name, _passphrase.Of(arguments), settings, cancellationToken);
    }
}
