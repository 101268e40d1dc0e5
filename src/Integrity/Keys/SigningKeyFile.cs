using System.Security.Cryptography;
using System.Text;

namespace Integrity.Keys;

/// <summary>
/// Private keys on disk, one folder a region, beside the public half that verifiers take.
/// <code>
/// DIR/REGION/FINGERPRINT.private.pem     PKCS#8, readable by its owner alone (mode 0600)
/// DIR/REGION/FINGERPRINT.json            the public key as an answer of ListPublicKeys
/// </code>
/// </summary>
public static class SigningKeyFile
{
    internal const string Ending = ".private.pem";

    private const string PublicEnding = ".json";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Writes a key and its public half, and tells the two paths.</summary>
    /// <param name="signer">The key.</param>
    /// <param name="folder">The folder that holds one folder a region; made when it is missing.</param>
    /// <param name="region">The region whose digests the key signs.</param>
    /// <param name="validFrom">The first moment at which verifiers accept the key; <c>null</c> for no bound.</param>
    /// <param name="validUntil">The last moment at which verifiers accept the key; <c>null</c> for no bound.</param>
    /// <exception cref="IOException">A file cannot be written, or exists.</exception>
    public static (string PrivatePath, string PublicPath) Save(RsaDigestSigner signer, string folder, string region, DateTimeOffset? validFrom, DateTimeOffset? validUntil)
    {
        var regionFolder = Path.Combine(folder, region);
        Directory.CreateDirectory(regionFolder);
        var privatePath = Path.Combine(regionFolder, signer.PublicKey.Fingerprint + Ending);
        var publicPath = Path.Combine(regionFolder, signer.PublicKey.Fingerprint + PublicEnding);
        WriteNew(privatePath, Encoding.ASCII.GetBytes(signer.ExportPem() + "\n"), OwnerOnly);
        WriteNew(publicPath, PublicKeyList.Write([new TrustedKey(signer.PublicKey, region, validFrom, validUntil)]), OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return (privatePath, publicPath);
    }

    private static void WriteNew(string path, byte[] content, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The public half that lies beside a private key; <c>null</c> when there is none, then nothing is known of its validity.</summary>
    /// <exception cref="KeyFileException">The file cannot be read, or does not hold exactly one public key.</exception>
    internal static TrustedKey? ReadPublicHalf(string privatePath)
    {
        if (!privatePath.EndsWith(Ending, StringComparison.Ordinal)) return null;
        var path = privatePath[..^Ending.Length] + PublicEnding;
        if (!File.Exists(path)) return null;
        return KeyRingFile.Load(path).Entries is [var only] ? only : throw new KeyFileException($"{path}: it holds several keys, so nothing says when the private key beside it is valid", "keep one key a file");
    }

    /// <summary>Loads a private key (PEM). In a file whose name ends in <c>.private.pem</c>, it must be the other half of the public key beside it, if there is one.</summary>
    /// <exception cref="KeyFileException">Others than its owner can read it, it is not an RSA private key, or the public half beside it is that of another key.</exception>
    public static RsaDigestSigner Load(string path)
    {
        const string Hint = "make one: ctverify keys generate";
        if (!File.Exists(path)) throw new KeyFileException($"{path}: cannot be read: there is no such file", Hint);
        try
        {
            RefuseWhenOthersCanRead(path);
            var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(path));
            var signer = new RsaDigestSigner(rsa);
            if (ReadPublicHalf(path) is { } publicHalf && !publicHalf.Key.IsSameKeyAs(signer.PublicKey))
                throw new KeyFileException($"{path}: the public key beside it is that of another key", "no verifier would accept what it signs: put the two halves of each key side by side");
            return signer;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KeyFileException($"{path}: it is not an RSA private key in PEM", Hint, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException($"{path}: cannot be read: {e.Message}", "let the user who signs read it, and nobody else", e);
        }
    }

    private static void RefuseWhenOthersCanRead(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        if ((File.GetUnixFileMode(path) & Others) != UnixFileMode.None) throw new KeyFileException($"{path}: others than its owner can read or write this private key", $"chmod 600 '{path}'");
    }
}
