using System.CommandLine;
using Integrity.Aws;
using Integrity.Cli.Stores;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>The options <c>--checkpoint</c> and <c>--checkpoint-key</c>.</summary>
/// <param name="passphrase">Supplies the passphrase of an encrypted key.</param>
/// <param name="use">How the command uses the checkpoint, for the help.</param>
internal sealed class CheckpointOptions(
    PassphraseOption passphrase,
    string use = "The next run must connect to it and does not need --start-time."
)
{
    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description =
            "File or s3://bucket/path with the newest verified digest of each chain, out of reach of anyone who can "
            + $"write to the bucket. {use}",
        HelpName = "FILE|s3://…",
    };

    private readonly Option<string?> _checkpointKey = new("--checkpoint-key")
    {
        Description =
            "RSA private key (.pem, see ctverify keys generate) that signs the checkpoint. A checkpoint without its "
            + "signature is rejected.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_checkpoint);
        command.Add(_checkpointKey);
        command.Add(passphrase.Option);
    }

    /// <summary>Opens the checkpoint given on the command line; <c>null</c> if there is none.</summary>
    /// <exception cref="CommandException">The options are not usable.</exception>
    /// <exception cref="KeyFileException">The key is not usable.</exception>
    public StoredCheckpoint? Open(
        ParseResult arguments,
        AwsSettings settings,
        TimeProvider clock,
        ISignatureCheck check
    )
    {
        var keyFile = arguments.GetValue(_checkpointKey);
        if (arguments.GetValue(_checkpoint) is not { } name)
            return keyFile is null
                ? null
                : throw CommandException.Usage(
                    "--checkpoint-key requires --checkpoint",
                    "pass the checkpoint with --checkpoint"
                );
        if (name.Length == 0)
            throw CommandException.Usage("--checkpoint: empty file name", StoredCheckpoint.Hint);
        var location = S3Url.IsS3Url(name) ? Locate(name) : null;
        var key = keyFile is null ? null : SigningKeyDirectory.LoadFile(keyFile, passphrase.Of(arguments));
        return new StoredCheckpoint(
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
                $"--checkpoint: not the URL of an object: {name}",
                "use the form s3://bucket/directory/checkpoint.json"
            );
}
