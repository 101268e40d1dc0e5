using System.Security.Cryptography;
using System.Text;
using Integrity.Hints;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>
/// Private keys on disk, one folder a region, beside the public half that verifiers take. The public half says when the key is valid.
/// <code>
/// DIR/REGION/FINGERPRINT.private.pem     PKCS#8, also encrypted (or PKCS#1), readable by its owner alone (mode 0600)
/// DIR/REGION/FINGERPRINT.json            the public key as an answer of ListPublicKeys
/// </code>
/// </summary>
internal static class SigningKeyFile
{
    public const string Extension = ".private.pem";
    public const string PublicExtension = ".json";

    private static readonly Hint NewKey = Hint.Of(HintCode.CreateSigningKey);
    private const string Conversion =
        "convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -in OLD -out NEW";
    private const int MaxFileBytes = 64 << 10;

    /// <summary>What slows down who guesses passphrases: each guess costs so many rounds.</summary>
    private static readonly PbeParameters Encryption = new(
        PbeEncryptionAlgorithm.Aes256Cbc,
        HashAlgorithmName.SHA256,
        iterationCount: 600_000
    );

    /// <summary>Writes a private key, encrypted when there is a passphrase.</summary>
    /// <exception cref="IOException">The file cannot be written, or exists.</exception>
    public static void Save(string path, RsaDigestSigner signer, string? passphrase) =>
        PrivateFile.WriteNew(
            path,
            Encoding.ASCII.GetBytes(signer.ExportPem(passphrase, Encryption) + "\n"),
            isPrivate: true
        );

    public static string PublicPathOf(string privatePath) => privatePath[..^Extension.Length] + PublicExtension;

    /// <summary>The public half that lies beside a private key; <c>null</c> when there is none, then nothing is known of its validity.</summary>
    /// <exception cref="KeyFileException">The file cannot be read, or does not hold exactly one public key.</exception>
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
                $"{path}: it holds several keys, so nothing says when the private key beside it is valid",
                "keep one key a file"
            );
    }

    /// <summary>Whether a file holds a private key that a passphrase opens.</summary>
    /// <exception cref="KeyFileException">It cannot be read.</exception>
    public static bool IsEncrypted(string path) => IsEncryptedPem(Text(ReadUnguarded(path)));

    /// <summary>Loads a private key. In a file whose name ends in <c>.private.pem</c>, it must be the other half of the public key beside it, if there is one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphraseOf">Is asked for the passphrase of the file, when it is encrypted; <c>null</c> when there is none to be had.</param>
    /// <exception cref="KeyFileException">
    /// Others than its owner can read it, it is not an RSA private key, the passphrase does not open it, or the public half beside it is that of another key.
    /// </exception>
    public static RsaDigestSigner Load(string path, Func<string, string>? passphraseOf)
    {
        if (!File.Exists(path))
            throw new KeyFileException($"{path}: cannot be read: there is no such file", NewKey);
        var signer = Parse(path, Read(path), passphraseOf);
        if (ReadPublicHalf(path) is not { } publicHalf || publicHalf.Key.IsSameKeyAs(signer.PublicKey))
            return signer;
        signer.Dispose();
        throw new KeyFileException(
            $"{path}: the public key beside it is that of another key",
            "no verifier would accept what it signs: put the two halves of each key side by side"
        );
    }

    private static RsaDigestSigner Parse(string path, string pem, Func<string, string>? passphraseOf)
    {
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new KeyFileException($"{path}: it is encrypted in a form that is out of date", Conversion);
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
            // what the framework says of a wrong passphrase is kept to itself: it could quote what it was given
            throw passphrase is null
                ? new KeyFileException(
                    $"{path}: {PemText.FindError(pem) ?? "it is not an RSA private key in PEM"}",
                    NewKey,
                    e
                )
                : new KeyFileException(
                    $"{path}: the passphrase does not open it, or it is not an RSA key encrypted by PBES2 with PBKDF2",
                    "check the passphrase, or " + Conversion
                );
        }
    }

    private static string PassphraseOf(string path, Func<string, string>? passphraseOf) =>
        passphraseOf?.Invoke(path)
        ?? throw new KeyFileException(
            $"{path}: the private key is encrypted, and there is no passphrase",
            Hint.Of(HintCode.SupplyPassphrase)
        );

    private static bool IsEncryptedPem(string pem) =>
        pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);

    private static string Read(string path) => Text(PrivateFile.Read(path, "private key", MaxFileBytes));

    /// <summary>Nothing secret is used of it, so it may be anybody's.</summary>
    private static byte[] ReadUnguarded(string path)
    {
        try
        {
            return InputFile.ReadAll(path, MaxFileBytes);
        }
        catch (StoreException e)
        {
            throw new KeyFileException(
                $"{path}: cannot be read: {e.Message}",
                "let the user who signs read it, and nobody else",
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
