using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>The options of commands that create a key.</summary>
internal sealed class NewKeyOptions
{
    private const int DefaultSize = 2048;

    private readonly PassphraseOption _passphrase;
    private readonly Option<int?> _size = new("--size")
    {
        Description = "Length of the RSA key in bits: 2048, 3072 or 4096 (default: 2048).",
        HelpName = "BITS",
    };
    private readonly Option<bool> _encrypt = new("--encrypt")
    {
        Description = "Encrypt the private key with a passphrase.",
    };

    public NewKeyOptions(PassphraseOption passphrase)
    {
        _passphrase = passphrase;
        _size.Validators.Add(result =>
        {
            if (CommonOptions.Number(result) is not (2048 or 3072 or 4096))
                result.AddError("--size: use 2048, 3072 or 4096");
        });
    }

    public IEnumerable<Option> Options => [_size, _encrypt, _passphrase.Option];

    public int Size(ParseResult arguments) => arguments.GetValue(_size) ?? DefaultSize;

    /// <summary>Returns the passphrase of the new key; <c>null</c> if the key is not to be encrypted.</summary>
    public string? Passphrase(ParseResult arguments) =>
        arguments.GetValue(_encrypt) ? _passphrase.ForNewKey(arguments) : null;
}
