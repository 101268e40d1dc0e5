using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys rotate</c>: lets a new key follow the one that signs now.</summary>
internal sealed class KeysRotateCommand
{
    private readonly Terminal _terminal;
    private readonly PassphraseOption _passphrase;
    private readonly NewKeyOptions _new;
    private readonly Option<string> _region = CommonOptions.Region("The region whose key rotates.");
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "The folder of the keys, as ctverify keys generate makes it.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<DateTimeOffset?> _at;
    private readonly Option<string?> _to = new("--to")
    {
        Description = "The new key: a PEM file, or kms:ARN. Default: one that is made.",
        HelpName = "KEY",
    };
    private readonly Option<string?> _profile = CommonOptions.Profile();
    private readonly Option<string?> _endpointUrl = CommonOptions.EndpointUrl();

    private readonly Option<int> _overlap = new("--overlap-hours")
    {
        Description = "For how many hours more verifiers accept the old key.",
        HelpName = "HOURS",
        DefaultValueFactory = _ => 24,
    };

    public KeysRotateCommand(Terminal terminal)
    {
        _terminal = terminal;
        _passphrase = new PassphraseOption(terminal);
        _new = new NewKeyOptions(_passphrase);
        _at = CommonOptions.Time(terminal.Clock, "--at", "When the new key takes over (default: now).");
    }

    public Command ToCommand()
    {
        _region.Required = true;
        _overlap.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (>= 2 and <= 8760))
                result.AddError("--overlap-hours: 2 to 8760");
        });
        var command = new DocumentedCommand(
            "rotate",
            "Lets a new key follow the one that signs now: digests that end from then on are signed by it.",
            """
            Nothing is deleted. Hours that end before are still signed by the old key, however late they are built; when they are, move its .private.pem away.
            Its .json stays: verifiers need it for as long as its digests. Rotate ahead (--at) to hand the new .json file to verifiers before it is used.

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
        foreach (var option in (Option[])[.. _new.Options, _profile, _endpointUrl])
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
            throw CommandException.Usage($"--at {UtcTime.Format(at)} is too late", "give a year up to 9998");
        if (arguments.GetValue(_at) < now)
            throw CommandException.Usage(
                $"--at {UtcTime.Format(at)} has passed",
                "digests that end later can be signed by the old key already, and verifiers would refuse them: give a later time"
            );
        using var folder = new SigningKeyDirectory(arguments.GetValue(_keys)!);
        var old = KeyBefore(folder, region, at, arguments.GetValue(_keys)!);
        var passphrase = _new.Passphrase(arguments);
        using var key = arguments.GetValue(_to) is { } name
            ? await OpenAsync(name, arguments, cancellationToken)
            : NewKey.Generate(_new.Size(arguments));
        var until = Earlier(at.AddHours(arguments.GetValue(_overlap)), old.PublicHalf?.ValidUntil);
        NewKey.Change(() =>
        {
            // the new key first: killed in between, both are valid, and the newer one signs
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

    /// <summary>The key that signs up to then.</summary>
    private static SigningKey KeyBefore(SigningKeyDirectory folder, string region, DateTimeOffset at, string path)
    {
        var keys = folder.List().Where(key => key.Region == region).ToList();
        if (keys.Find(key => key.PublicHalf?.ValidFrom >= at) is { PublicHalf.ValidFrom: { } from } next)
            throw CommandException.Usage(
                $"a key is to follow already: {next.Name}, from {UtcTime.Format(from)}",
                "rotate after that, or move its files away first"
            );
        return SigningKey.At(keys, at, Path.Combine(path, region))
            ?? throw CommandException.Usage(
                $"no key of {region} in {path} is valid at {UtcTime.Format(at)}, so there is none to follow",
                $"make one: ctverify keys generate --region {region} --out {path}"
            );
    }

    private Task<NewKey> OpenAsync(string name, ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = Settings(arguments);
        return NewKey.OpenAsync(name, _passphrase.Of(arguments), settings, cancellationToken);
    }

    private AwsSettings Settings(ParseResult arguments) =>
        GlobalOptions
            .Of(arguments)
            .Apply(
                arguments,
                new AwsSettings
                {
                    Profile = arguments.GetValue(_profile),
                    EndpointUrl = arguments.GetValue(_endpointUrl),
                }
            );
}
