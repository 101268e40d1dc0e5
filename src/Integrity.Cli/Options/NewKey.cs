using Integrity.Aws;
using Integrity.Aws.Kms;
using Integrity.Cli.Output;
using Integrity.Keys;

namespace Integrity.Cli.Options;

/// <summary>
/// A key to add to a key directory: either a private key in memory, or a key in AWS KMS of which only the public
/// half is added.
/// </summary>
internal sealed class NewKey : IDisposable
{
    /// <summary>Prefix of the names of KMS keys.</summary>
    public const string KmsPrefix = "kms:";

    private readonly RsaDigestSigner? _inMemory;
    private readonly KmsDigestSigner? _inKms;

    private NewKey(RsaDigestSigner? inMemory, KmsDigestSigner? inKms) => (_inMemory, _inKms) = (inMemory, inKms);

    /// <summary>Creates an RSA key.</summary>
    public static NewKey Generate(int bits) => new(RsaDigestSigner.Generate(bits), null);

    /// <summary>Opens a key by name: a PEM file or <c>kms:ARN</c>.</summary>
    public static async Task<NewKey> OpenAsync(
        string name,
        Func<string, string> passphraseOf,
        AwsSettings settings,
        CancellationToken cancellationToken
    )
    {
        if (!name.StartsWith(KmsPrefix, StringComparison.Ordinal))
            return new NewKey(SigningKeyDirectory.LoadFile(name, passphraseOf), null);
        var arn = KmsArn(name);
        using var session = new AwsSession(settings with { HomeRegion = arn.Region });
        return new NewKey(null, await KmsDigestSigner.OpenAsync(session, arn, cancellationToken));
    }

    /// <exception cref="CommandException">The name is not that of a KMS key.</exception>
    public static KmsKeyArn KmsArn(string name) =>
        name.StartsWith(KmsPrefix, StringComparison.Ordinal)
        && KmsKeyArn.TryParse(name[KmsPrefix.Length..], out var arn)
            ? arn
            : throw CommandException.Usage(
                $"not a KMS key: {name}",
                "use the form kms:arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            );

    /// <summary>Writes the key files into a directory and prints their paths.</summary>
    /// <exception cref="IOException">The files cannot be written, or exist already.</exception>
    public void AddTo(
        SigningKeyDirectory folder,
        string region,
        DateTimeOffset? validFrom,
        DateTimeOffset? validUntil,
        string? passphrase,
        Terminal terminal
    )
    {
        if (_inMemory is null)
        {
            terminal.Output.Write($"Public key\t{folder.Add(_inKms!.PublicKey, region, validFrom, validUntil)}\n");
            return;
        }
        var (privatePath, publicPath) = folder.Add(_inMemory, region, validFrom, validUntil, passphrase);
        terminal.Output.Write($"Private key\t{privatePath}\nPublic key\t{publicPath}\n");
    }

    /// <summary>Runs a change to a key directory.</summary>
    /// <exception cref="CommandException">A file cannot be written.</exception>
    public static void Change(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw CommandException.Usage(
                $"cannot write the keys: {e.Message}",
                "choose a writable directory that does not contain this key yet"
            );
        }
    }

    public void Dispose()
    {
        _inMemory?.Dispose();
        _inKms?.Dispose();
    }
}
