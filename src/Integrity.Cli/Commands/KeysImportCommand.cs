using System.CommandLine;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys import</c>: imports a key created elsewhere into a key directory.</summary>
internal sealed class KeysImportCommand
{
    private readonly Terminal _terminal;
    private readonly PassphraseOption _passphrase;
    private readonly Argument<string> _key = new("KEY")
    {
        Description =
            "Private RSA key in PEM (PKCS#1, or PKCS#8 with or without encryption), or kms:ARN for a key in AWS KMS.",
    };
    private readonly Option<string> _region = CommonOptions.Region("Region whose digests the key signs.");
    private readonly Option<string> _out = CommonOptions.KeyDirectoryToWrite();
    private readonly Option<DateTimeOffset?> _validFrom;
    private readonly Option<DateTimeOffset?> _validUntil;
    private readonly Option<bool> _decrypt = new("--decrypt")
    {
        Description =
            "Store an encrypted private key without encryption (default: encrypted with the same passphrase).",
    };
    private readonly AwsOptions _aws = new();

    public KeysImportCommand(Terminal terminal)
    {
        _terminal = terminal;
        _passphrase = new PassphraseOption(terminal);
        _validFrom = CommonOptions.ValidFrom(terminal.Clock);
        _validUntil = CommonOptions.ValidUntil(terminal.Clock);
    }

    public Command ToCommand()
    {
        _region.Required = true;
        var command = new DocumentedCommand(
            "import",
            "Import a key created by OpenSSL or in AWS KMS.",
            """
            Only the public half of a KMS key is imported. Sign with it using build --signer kms:ARN.

            Examples:
              ctverify keys import ./private.pem --region us-east-2 --out ./keys
              ctverify keys import --region us-east-2 --out ./keys \
                kms:arn:aws:kms:us-east-2:111122223333:key/KEY-ID
            """
        )
        {
            _key,
            _region,
            _out,
            _validFrom,
            _validUntil,
            _decrypt,
            _passphrase.Option,
            _aws.Profile,
            _aws.EndpointUrl,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        CommonOptions.RequireValidity(arguments.GetValue(_validFrom), arguments.GetValue(_validUntil));
        string? used = null;
        var passphraseOf = _passphrase.Of(arguments);
        var settings = _aws.Settings(arguments);
        using var key = await NewKey.OpenAsync(
            arguments.GetValue(_key)!,
            path => used = passphraseOf(path),
            settings,
            cancellationToken
        );
        using var folder = new SigningKeyDirectory(arguments.GetValue(_out)!);
        var passphrase = arguments.GetValue(_decrypt) ? null : used;
        NewKey.Change(() =>
            key.AddTo(
                folder,
                arguments.GetValue(_region)!,
                arguments.GetValue(_validFrom),
                arguments.GetValue(_validUntil),
                passphrase,
                _terminal
            )
        );
        return ExitCode.Valid;
    }
}
