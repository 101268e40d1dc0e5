using System.CommandLine;

namespace Integrity.Cli.Options;

/// <summary>The options of every command that makes a key.</summary>
internal sealed class NewKeyOptions
{
    private readonly PassphraseOption _passphrase;
    private readonly Option<int> _size = new("--size")
    {
        Description = "The length of the RSA key in bits.",
        HelpName = "BITS",
        DefaultValueFactory = _ => 2048,
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
                result.AddError("--size: 2048, 3072 or 4096");
        });
    }

    public IEnumerable<Option> Options => [_size, _encrypt, _passphrase.Option];

    public int Size(ParseResult arguments) => arguments.GetValue(_size);

    /// <summary>The passphrase of the new key; <c>null</c> when it is not to be encrypted.</summary>
    public string? Passphrase(ParseResult arguments) =>
        arguments.GetValue(_encrypt) ? _passphrase.ForNewKey(arguments) : null;
}
