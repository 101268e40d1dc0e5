using System.Security.Cryptography;
using System.Text;
using Integrity.Hints;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>
/// Private keys on disk, in one directory per region, next to their public keys. The public key file contains the
/// validity.
/// <code>
/// DIR/REGION/FINGERPRINT.private.pem     PKCS#8 (optionally encrypted) or PKCS#1, readable by its owner only (mode
/// 0600)
/// DIR/REGION/FINGERPRINT.json            the public key in the format of ListPublicKeys
/// </code>
/// </summary>
internal static class SigningKeyFile
{
    public const string Extension = ".private.pem";
    public const string PublicExtension = ".json";

    private static readonly Hint NewKey = Hint.Of(HintCode.CreateSigningKey);
    private const string Conversion =
        "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -in OLD -out NEW";
    private const int MaxFileBytes = 64 << 10;

    /// <summary>Slows down guessing of passphrases: each guess costs this many iterations.</summary>
    private static readonly PbeParameters Encryption = new(
        PbeEncryptionAlgorithm.Aes256Cbc,
        HashAlgorithmName.SHA256,
        iterationCount: 600_000
    );

    /// <summary>Writes a private key, encrypted if there is a passphrase.</summary>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public static void Save(string path, RsaDigestSigner signer, string? passphrase) =>
        AtomicFile.Write(
            path,
            Encoding.ASCII.GetBytes(signer.ExportPem(passphrase, Encryption) + "\n"),
            replaces: false,
            isPrivate: true
        );

    public static string PublicPathOf(string privatePath) => privatePath[..^Extension.Length] + PublicExtension;

    /// <summary>
    /// Reads the public key next to a private key; <c>null</c> if there is none, so its validity is unknown.
    /// </summary>
    /// <exception cref="KeyFileException">
    /// The file is unreadable or does not contain exactly one public key.
    /// </exception>
    public static TrustedKey? ReadPublicHalf(string privatePath)
    {
        if (!privatePath.EndsWith(Extension, StringComparison.Ordinal))
            return null;
        var path = PublicPathOf(privatePath);
        if (!File.Exists(path))
            return null;
        return KeyRingFile.Load(path).Entries is [var only]
            ? only
            : throw new KeyFileException(
                $"{path}: it contains several keys, so the validity of the private key is ambiguous",
                "keep one key per file"
            );
    }

    /// <summary>Whether a file contains an encrypted private key.</summary>
    /// <exception cref="KeyFileException">The file is unreadable.</exception>
    public static bool IsEncrypted(string path) => IsEncryptedPem(Text(ReadUnguarded(path)));

    /// <summary>
    /// Loads a private key. If the file name ends in <c>.private.pem</c> and a public key is next to it, they must
    /// match.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="passphraseOf">
    /// Returns the passphrase of an encrypted file; <c>null</c> if no passphrase is available.
    /// </param>
    /// <exception cref="KeyFileException">
    /// The file is accessible to others or is not an RSA private key, the passphrase is wrong, or the public key next
    /// to it does not match.
    /// </exception>
    public static RsaDigestSigner Load(string path, Func<string, string>? passphraseOf)
    {
        if (!File.Exists(path))
            throw new KeyFileException($"cannot read {path}: no such file", NewKey);
        var signer = Parse(path, Read(path), passphraseOf);
        if (ReadPublicHalf(path) is not { } publicHalf || publicHalf.Key.IsSameKeyAs(signer.PublicKey))
            return signer;
        signer.Dispose();
        throw new KeyFileException(
            $"{path}: the public key next to it belongs to another private key",
            "store each private key next to its own public key; verifiers would reject signatures made with this one"
        );
    }

    private static RsaDigestSigner Parse(string path, string pem, Func<string, string>? passphraseOf)
    {
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new KeyFileException($"{path}: it uses an outdated encryption format", Conversion);
        var passphrase = IsEncryptedPem(pem) ? PassphraseOf(path, passphraseOf) : null;
        var rsa = RSA.Create();
        try
        {
            if (passphrase is null)
                rsa.ImportFromPem(pem);
            else
                rsa.ImportFromEncryptedPem(pem, passphrase);
            return new RsaDigestSigner(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            // Do not include the framework's message for a wrong passphrase. It could quote the passphrase.
            throw passphrase is null
                ? new KeyFileException(
                    $"{path}: {PemText.FindError(pem) ?? "it is not an RSA private key in PEM"}",
                    NewKey,
                    e
                )
                : new KeyFileException(
                    $"{path}: wrong passphrase, or not an RSA key encrypted with PBES2 and PBKDF2",
                    "check the passphrase, or " + Conversion
                );
        }
    }

    private static string PassphraseOf(string path, Func<string, string>? passphraseOf) =>
        passphraseOf?.Invoke(path)
        ?? throw new KeyFileException(
            $"{path}: the private key is encrypted, but there is no passphrase",
            Hint.Of(HintCode.SupplyPassphrase)
        );

    private static bool IsEncryptedPem(string pem) =>
        pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);

    private static string Read(string path) => Text(PrivateFile.Read(path, "private key", MaxFileBytes));

    /// <summary>
    /// Reads a file without checking its permissions. Only for public facts, such as whether it is encrypted.
    /// </summary>
    private static byte[] ReadUnguarded(string path)
    {
        try
        {
            return InputFile.ReadAll(path, MaxFileBytes);
        }
        catch (StoreException e)
        {
            throw new KeyFileException(
                $"cannot read {path}: {e.Message}",
                "make it readable by the user who signs and nobody else",
                e
            );
        }
    }

    private static string Text(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        return reader.ReadToEnd();
    }
}
