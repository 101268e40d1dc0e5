using System.CommandLine;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Commands;

/// <summary><c>ctverify keys</c>: the keys that sign digests, and those that verify them.</summary>
internal sealed class KeysCommand(Terminal terminal)
{
    private readonly Option<string> _region = CommonOptions.Region("The region whose digests the key will sign.");
    private readonly Option<string> _out = new("--out") { Description = "The folder of the keys: DIR/REGION/FINGERPRINT.private.pem and DIR/REGION/FINGERPRINT.json.", HelpName = "DIR", Required = true };
    private readonly Option<int> _size = new("--size") { Description = "The length of the RSA key in bits.", HelpName = "BITS", DefaultValueFactory = _ => 2048 };
    private readonly Option<DateTimeOffset?> _validFrom = CommonOptions.Time("--valid-from", "The first moment at which verifiers accept the key. Default: no bound.");
    private readonly Option<DateTimeOffset?> _validUntil = CommonOptions.Time("--valid-until", "The last moment at which verifiers accept the key. Default: no bound.");

    public Command ToCommand()
    {
        _region.Required = true;
        _size.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (2048 or 3072 or 4096)) result.AddError("--size: 2048, 3072 or 4096");
        });
        var generate = new DocumentedCommand("generate", "Makes a new RSA key that signs the digests of one region.", """
            Example:
              ctverify keys generate --region us-east-2 --out ./keys

            Keep the private key where whoever can write to the bucket cannot read it, and give verifiers the .json file.
            """)
        {
            _region, _out, _size, _validFrom, _validUntil,
        };
        generate.SetAction(Generate);
        return new Command("keys", "Makes and serves the keys that sign digests.") { generate, new KeysServeCommand(terminal).ToCommand() };
    }

    private int Generate(ParseResult arguments)
    {
        var folder = arguments.GetValue(_out)!;
        try
        {
            using var signer = RsaDigestSigner.Generate(arguments.GetValue(_size));
            var (privatePath, publicPath) = SigningKeyFile.Save(signer, folder, arguments.GetValue(_region)!, arguments.GetValue(_validFrom), arguments.GetValue(_validUntil));
            terminal.Output.Write($"Private key\t{privatePath}\nPublic key\t{publicPath}\n");
            return ExitCode.Valid;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"--out: the keys cannot be written: {e.Message}", "give a folder in which you can write");
        }
    }
}
