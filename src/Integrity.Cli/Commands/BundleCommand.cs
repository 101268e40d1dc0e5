using System.CommandLine;
using Integrity.Bundles;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Fetching;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify bundle</c>: puts a folder of evidence, reports and keys into one signed archive.</summary>
internal sealed class BundleCommand(Terminal terminal)
{
    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "The folder, as validate-logs --source takes it. Public keys in DIR/keys come along.",
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "The bundle to write: a tar archive.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string[]> _reports = new("--report")
    {
        Description = "A report to put into the bundle; may be repeated.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _signingKey = new("--signing-key")
    {
        Description = "Your own RSA private key (PEM), to sign the list of all that is in the bundle.",
        HelpName = "FILE",
    };
    private readonly PassphraseOption _passphrase = new(terminal);
    private readonly Option<bool> _unsigned = new("--unsigned")
    {
        Description = "Make a bundle that nobody vouches for.",
    };

    public Command ToCommand()
    {
        var command = new DocumentedCommand(
            "bundle",
            "Puts a folder of evidence, reports and public keys into one archive, with a signed list of all that is in it.",
            """
            The same files and the same key give the same bundle, byte for byte.

            Examples:
              ctverify bundle ./evidence --out case-42.tar --report may.html --report may.json --signing-key seal.private.pem
              ctverify validate-logs --trail-arn ARN --start-time 2025-05-01 --source case-42.tar --bundle-key seal.pem --keys ./keys

            A key to sign with:
              openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out seal.private.pem
              openssl pkey -in seal.private.pem -pubout -out seal.pem
            """
        )
        {
            _folder,
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
        var (folder, path, reports) = (
            arguments.GetValue(_folder)!,
            arguments.GetValue(_out)!,
            arguments.GetValue(_reports) ?? []
        );
        RefuseNonsense(folder, path, reports);
        using var signer = LoadSigner(arguments);
        var isFetched = FetchedStore.Find(folder) is not null;
        using var status = new BundleStatus(terminal, "looking for files", "bundled");
        var contents = await BundleContents.FindAsync(folder, isFetched, reports, cancellationToken);
        if (!contents.HasEvidence && !isFetched)
            throw CommandException.Usage(
                $"no AWSLogs folder in {folder}",
                "give a folder that holds DIR/BUCKET/[prefix/]AWSLogs/… or DIR/[prefix/]AWSLogs/…"
            );
        status.Begin(contents.Progress, contents.Count);
        var count = 0;
        await WholeFile.WriteAsync(
            path,
            "--out",
            async file => count = await BundleWriter.WriteAsync(contents, signer, file, cancellationToken)
        );
        status.Dispose();
        terminal.Output.Write(
            $"Bundle\t{path}\twritten, {count} {(count == 1 ? "file" : "files")}, {(signer is null ? "not signed" : $"signed with the key {signer.PublicKey.Fingerprint}")}\n"
        );
        terminal.Output.Flush();
        if (!contents.HasKeys)
            terminal.Note(
                "no public keys are in the bundle, since there is no folder keys: whoever verifies it needs them from elsewhere"
            );
        return ExitCode.Valid;
    }

    private RsaDigestSigner? LoadSigner(ParseResult arguments)
    {
        var (key, isUnsigned) = (arguments.GetValue(_signingKey), arguments.GetValue(_unsigned));
        if (key is not null && isUnsigned)
            throw CommandException.Usage("--signing-key and --unsigned exclude each other", "give one of them");
        if (key is null && !isUnsigned)
            throw CommandException.Usage(
                "--signing-key is required",
                "sign the bundle with a key of your own, or say --unsigned"
            );
        return key is null ? null : SigningKeyDirectory.LoadFile(key, _passphrase.Of(arguments));
    }

    private static void RefuseNonsense(string folder, string path, string[] reports)
    {
        if (!Directory.Exists(folder))
            throw CommandException.Usage(
                $"no such folder: {folder}",
                "give a folder that holds DIR/BUCKET/[prefix/]AWSLogs/…"
            );
        if (reports.FirstOrDefault(report => !File.Exists(report)) is { } missing)
            throw CommandException.Usage(
                $"--report: no such file: {missing}",
                "make it with ctverify validate-logs --report FILE"
            );
        var target = Path.GetFullPath(path);
        if (Directory.Exists(target))
            throw CommandException.Usage($"--out: {path} is a folder", "give the name of a file");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw CommandException.Usage(
                $"--out: no such folder: {Path.GetDirectoryName(target)}",
                "make it, or give another one"
            );
        if (
            target.StartsWith(
                Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar,
                StringComparison.Ordinal
            )
        )
            throw CommandException.Usage(
                $"--out: {path} lies in the folder that is bundled",
                "give a file outside of it"
            );
    }
}
