using System.CommandLine;
using Integrity.Bundles;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Fetching;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify bundle</c>: packs evidence, reports and public keys into one signed archive.</summary>
internal sealed class BundleCommand(Terminal terminal)
{
    private readonly Argument<string> _directory = new("DIR")
    {
        Description = "Evidence directory, as for validate-logs --source. Public keys in DIR/keys are included.",
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "Bundle to write (a tar archive).",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string[]> _reports = new("--report")
    {
        Description = "Report to include. Repeatable.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _signingKey = new("--signing-key")
    {
        Description = "Your RSA private key (PEM), to sign the bundle's manifest.",
        HelpName = "FILE",
    };
    private readonly PassphraseOption _passphrase = new(terminal);
    private readonly Option<bool> _unsigned = new("--unsigned")
    {
        Description = "Write the bundle without a signature.",
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "bundle",
            "Pack evidence, reports and public keys into one archive with a signed manifest.",
            """
            The same files and the same key always produce the same bundle, byte for byte.

            Examples:
              ctverify bundle ./evidence --out case-42.tar --report may.html --report may.json \
                --signing-key seal.private.pem
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 \
                --source case-42.tar --bundle-key seal.pem --keys ./keys

            To create a signing key:
              openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 \
                -out seal.private.pem
              openssl pkey -in seal.private.pem -pubout -out seal.pem
            """
        )
        {
            _directory,
            _out,
            _reports,
            _signingKey,
            _passphrase.Option,
            _unsigned,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (directory, path, reports) = (
            arguments.GetValue(_directory)!,
            arguments.GetValue(_out)!,
            arguments.GetValue(_reports) ?? []
        );
        CheckPaths(directory, path, reports);
        using var signer = LoadSigner(arguments);
        var isFetched = FetchedStore.Find(directory) is not null;
        using var status = new BundleStatus(terminal, "looking for files", "bundled");
        var contents = await BundleContents.FindAsync(directory, isFetched, reports, cancellationToken);
        if (!contents.HasEvidence && !isFetched)
            throw CommandException.Usage(
                $"no AWSLogs directory in {directory}",
                "pass a directory laid out as DIR/BUCKET/[prefix/]AWSLogs/… or DIR/[prefix/]AWSLogs/…"
            );
        status.Begin(contents.Progress, contents.Count);
        var count = 0;
        await OutputFile.WriteAsync(
            path,
            "--out",
            async file => count = await BundleWriter.WriteAsync(contents, signer, file, cancellationToken)
        );
        status.Dispose();
        terminal.Output.Write(
            $"Bundle\t{path}\twritten, {count} {(count == 1 ? "file" : "files")}, "
                + $"{(signer is null ? "not signed" : $"signed with the key {signer.PublicKey.Fingerprint}")}\n"
        );
        terminal.Output.Flush();
        if (!contents.HasKeys)
            terminal.Note(
                "the bundle contains no public keys, because the directory has no subdirectory keys; "
                    + "recipients need them from another source"
            );
        return ExitCode.Valid;
    }

    private RsaDigestSigner? LoadSigner(ParseResult arguments)
    {
        var (key, isUnsigned) = (arguments.GetValue(_signingKey), arguments.GetValue(_unsigned));
        if (key is not null && isUnsigned)
            throw CommandException.Usage("--signing-key and --unsigned cannot be combined", "remove one of them");
        if (key is null && !isUnsigned)
            throw CommandException.Usage(
                "option '--signing-key' is required",
                "pass your private key with --signing-key, or add --unsigned"
            );
        return key is null ? null : SigningKeyDirectory.LoadFile(key, _passphrase.Of(arguments));
    }

    private static void CheckPaths(string directory, string path, string[] reports)
    {
        if (!Directory.Exists(directory))
            throw CommandException.Usage(
                $"no such directory: {directory}",
                "pass a directory laid out as DIR/BUCKET/[prefix/]AWSLogs/…"
            );
        if (reports.FirstOrDefault(report => !File.Exists(report)) is { } missing)
            throw CommandException.Usage(
                $"--report: no such file: {missing}",
                "create it with: ctverify validate-logs … --report FILE"
            );
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw CommandException.Usage($"--out: {path} is a directory", "pass a file name");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw CommandException.Usage(
                $"--out: no such directory: {Path.GetDirectoryName(target)}",
                "create the directory, or choose another one"
            );
        if (
            target.StartsWith(
                Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            )
        )
            throw CommandException.Usage(
                $"--out: {path} is inside the directory to bundle",
                "choose a file outside of it"
            );
    }
}
