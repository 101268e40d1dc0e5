using System.Security.Cryptography;
using System.Text;
using Integrity.Digests;

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
        var publicPath = Path.Combine(regionFolder, signer.PublicKey.Fingerprint + ".json");
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

    /// <summary>The regions that have a private key in <paramref name="folder"/>, in ordinal order.</summary>
    public static IReadOnlyList<string> Regions(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(d => KeyFolder.IsRegion(Path.GetFileName(d)) && PrivateKeys(d).Length > 0).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Loads the private key of a region.</summary>
    /// <exception cref="KeyFileException">There is none, there are several, others than its owner can read it, or it is not an RSA private key.</exception>
    public static RsaDigestSigner Load(string folder, string region)
    {
        var regionFolder = Path.Combine(folder, region);
        var paths = Directory.Exists(regionFolder) ? PrivateKeys(regionFolder) : [];
        var path = paths.Length switch
        {
            0 => throw new KeyFileException($"{regionFolder}: there is no private key for {region}", $"make one: ctverify keys generate --region {region} --out {folder}"),
            1 => paths[0],
            _ => throw new KeyFileException($"{regionFolder}: there are {paths.Length} private keys for {region}", "keep the one that is to sign, and move the others away"),
        };
        RefuseWhenOthersCanRead(path);
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(path));
            return new RsaDigestSigner(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KeyFileException($"{path}: it is not an RSA private key in PEM", $"make one: ctverify keys generate --region {region} --out {folder}", e);
        }
    }

    private static string[] PrivateKeys(string regionFolder) => [.. Directory.GetFiles(regionFolder, "*" + Ending).Order(StringComparer.Ordinal)];

    private static void RefuseWhenOthersCanRead(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        if ((File.GetUnixFileMode(path) & Others) != UnixFileMode.None) throw new KeyFileException($"{path}: others than its owner can read or write this private key", $"chmod 600 '{path}'");
    }
}
