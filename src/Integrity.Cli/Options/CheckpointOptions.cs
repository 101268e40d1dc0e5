using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>The options that say where a checkpoint is kept, and what signs it.</summary>
/// <param name="passphrase">Where the passphrase of an encrypted key comes from.</param>
/// <param name="use">What the command does with it.</param>
internal sealed class CheckpointOptions(
    PassphraseOption passphrase,
    string use = "The next run must connect to it, and may leave out --start-time."
)
{
    private readonly Option<string?> _place = new("--checkpoint")
    {
        Description =
            $"A file or s3://bucket/key, out of reach of who can write to the bucket, with the newest verified digest of each chain. {use}",
        HelpName = "PLACE",
    };

    private readonly Option<string?> _key = new("--checkpoint-key")
    {
        Description =
            "An RSA private key (.pem, see ctverify keys generate) that signs the checkpoint. One that is not signed by it is refused.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_place);
        command.Add(_key);
        command.Add(passphrase.Option);
    }

    /// <summary>The checkpoint that was asked for; <c>null</c> for none.</summary>
    /// <exception cref="CommandException">What was given cannot be used.</exception>
    /// <exception cref="KeyFileException">The key cannot be used.</exception>
    public KeptCheckpoint? Open(ParseResult arguments, AwsSettings settings, TimeProvider clock, ISignatureCheck check)
    {
        var keyFile = arguments.GetValue(_key);
        if (arguments.GetValue(_place) is not { } name)
            return keyFile is null
                ? null
                : throw CommandException.Usage(
                    "--checkpoint-key without --checkpoint",
                    "say with --checkpoint where the checkpoint is kept"
                );
        if (name.Length == 0)
            throw CommandException.Usage("--checkpoint: the name is empty", KeptCheckpoint.Hint);
        var location = S3Url.IsMeant(name) ? Locate(name) : null;
        var key = keyFile is null ? null : SigningKeyDirectory.LoadFile(keyFile, passphrase.Of(arguments));
        return new KeptCheckpoint(
            name,
            location is null ? new CheckpointInFile(name) : new CheckpointInS3(settings, location, clock),
            key,
            check
        );
    }

    private static ObjectLocation Locate(string name) =>
        S3Url.TryParseObject(name, out var location)
            ? location
            : throw CommandException.Usage(
                $"--checkpoint: not an object: {name}",
                "it looks like s3://bucket/folder/checkpoint.json"
            );
}
