using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys generate</c>: creates a signing key for a region.</summary>
internal sealed class KeysGenerateCommand(Terminal terminal)
{
    private readonly Option<string> _region = CommonOptions.Region("Region whose digests the key will sign.");
    private readonly Option<string> _out = CommonOptions.KeyDirectoryToWrite();
    private readonly Option<DateTimeOffset?> _validFrom = CommonOptions.ValidFrom(terminal.Clock);
    private readonly Option<DateTimeOffset?> _validUntil = CommonOptions.ValidUntil(terminal.Clock);
    private readonly Option<bool> _anyRegion = new("--allow-unknown-region")
    {
        Description = "Accept a region name that AWS does not have, for example for your own systems.",
    };
    private readonly NewKeyOptions _new = new(new PassphraseOption(terminal));

    public Command ToCommand()
    {
        _region.Required = true;
        var command = new DocumentedCommand(
            "generate",
            "Create an RSA key that signs the digests of one region.",
            """
            Examples:
              ctverify keys generate --region us-east-2 --out ./keys
              ctverify keys generate --region us-east-2 --out ./keys --encrypt --passphrase-file ./passphrase

            Keep the private key out of reach of anyone who can write to the bucket. Give the .json file to verifiers.
            """
        )
        {
            _region,
            _anyRegion,
            _out,
            _validFrom,
            _validUntil,
        };
        foreach (var option in _new.Options)
            command.Options.Add(option);
        command.SetAction(Generate);
        return command;
    }

    private int Generate(ParseResult arguments)
    {
        if (arguments.GetValue(_region) is { } region && !arguments.GetValue(_anyRegion) && !AwsRegions.IsKnown(region))
            throw CommandException.Usage(
                $"--region: not a known AWS region: {region}",
                $"{AwsRegions.HintFor(region)} (for your own systems or a new region, add --allow-unknown-region)"
            );
        CommonOptions.RequireValidity(arguments.GetValue(_validFrom), arguments.GetValue(_validUntil));
        var passphrase = _new.Passphrase(arguments);
        using var folder = new SigningKeyDirectory(arguments.GetValue(_out)!);
        using var key = NewKey.Generate(_new.Size(arguments));
        NewKey.Change(() =>
            key.AddTo(
                folder,
                arguments.GetValue(_region)!,
                arguments.GetValue(_validFrom),
                arguments.GetValue(_validUntil),
                passphrase,
                terminal
            )
        );
        return ExitCode.Valid;
    }
}
