using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys export</c>: writes public keys into one file for verifiers.</summary>
internal sealed class KeysExportCommand(Terminal terminal)
{
    private readonly Option<string> _keys = new("--keys")
    {
        Description = "Keys to export: a file, or a directory with one subdirectory per region.",
        HelpName = "PATH",
        Required = true,
    };
    private readonly Option<string> _region = CommonOptions.Region(
        "Region whose keys to export; required if there are keys of several regions."
    );
    private readonly Option<string?> _fingerprint = new("--fingerprint")
    {
        Description = "Export only the key with this fingerprint.",
        HelpName = "HEX",
    };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "File to write (default: stdout).",
        HelpName = "FILE",
    };
    private readonly Option<string> _format = new("--format")
    {
        Description = "Output format: `json` (list-public-keys output with validity times) or `pem` (default: json).",
    };

    public Command ToCommand()
    {
        _format.AcceptOnlyFromAmong("json", "pem");
        var command = new DocumentedCommand(
            "export",
            "Write the public keys of a region into one file, for use with --keys.",
            """
            Does not open private keys.

            Examples:
              ctverify keys export --keys ./keys --region us-east-2 --out us-east-2.json
              ctverify keys export --keys ./keys --region us-east-2 --format pem | openssl pkey -pubin -text
            """
        )
        {
            _keys,
            _region,
            _fingerprint,
            _format,
            _out,
        };
        command.SetAction(Export);
        return command;
    }

    private int Export(ParseResult arguments)
    {
        var content =
            arguments.GetValue(_format) == "pem"
                ? Pem(Chosen(arguments))
                : [.. PublicKeyList.Write(Chosen(arguments)), (byte)'\n'];
        if (arguments.GetValue(_out) is { } path)
            OutputFile.Write(path, "--out", file => file.Write(content));
        else
            terminal.Output.Write(Encoding.UTF8.GetString(content));
        return ExitCode.Valid;
    }

    private List<TrustedKey> Chosen(ParseResult arguments)
    {
        var path = arguments.GetValue(_keys)!;
        var region = arguments.GetValue(_region);
        var ring = KeyRingFile.Load(path);
        foreach (var key in ring.Unreadable.Where(key => region is null || key.IsFor(region)))
            terminal.Note($"{key}");
        var entries = ring.Entries.Where(entry => region is null || entry.IsFor(region)).ToList();
        var regions = entries.Select(entry => entry.Region).Distinct(StringComparer.Ordinal).ToList();
        // The file does not record regions, so a verifier would trust every key in all regions.
        if (region is null && regions.Count > 1)
            throw CommandException.Usage(
                $"--region is required: {path} has keys of {regions.Count} regions",
                $"choose one of: {string.Join(", ", regions.Select(name => name ?? "(any)"))}"
            );
        if (arguments.GetValue(_fingerprint) is { } text)
            entries = Named(entries, text);
        return entries.Count > 0
            ? entries
            : throw CommandException.Usage(
                $"no such key in {path}",
                $"list the keys with: ctverify keys list --keys {path}"
            );
    }

    private static List<TrustedKey> Named(List<TrustedKey> entries, string text) =>
        KeyFingerprint.TryParse(text, out var fingerprint)
            ? entries.FindAll(entry => entry.Key.Fingerprint == fingerprint)
            : throw CommandException.Usage($"--fingerprint: not a fingerprint: {text}", "pass 32 hexadecimal digits");

    private static byte[] Pem(List<TrustedKey> entries) =>
        Encoding.ASCII.GetBytes(
            string.Concat(entries.DistinctBy(entry => entry.Key.Fingerprint).Select(entry => Pem(entry.Key)))
        );

    private static string Pem(PublicKey key)
    {
        using var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(key.Pkcs1Der.Span, out _);
        return rsa.ExportSubjectPublicKeyInfoPem() + "\n";
    }
}
