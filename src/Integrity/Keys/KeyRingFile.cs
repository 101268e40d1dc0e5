using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.CloudTrail;

namespace Integrity.Keys;

/// <summary>
/// Key rings on disk: one file, or a folder.
/// <code>
/// DIR/FILE             keys for every region
/// DIR/REGION/FILE      keys for that region
/// FILE = *.json        the answer of ListPublicKeys (<see cref="PublicKeyList"/>)
///        *.pem | *.der an RSA public key (in PEM also several), PKCS#1 or SubjectPublicKeyInfo, without a known time of validity
/// </code>
/// Files of other endings, and private keys (<c>*.private.pem</c>), are not opened.
/// </summary>
public static class KeyRingFile
{
    private const string Usage = "give a list-public-keys answer (.json), an RSA public key (.pem, .der), or a folder of them (one folder a region)";
    internal const long MaxFileBytes = 16 << 20;

    /// <summary>Loads a key ring.</summary>
    /// <exception cref="KeyFileException">The path does not exist or cannot be read, a file in it is not of its form, or there is no key at all.</exception>
    public static KeyRing Load(string path)
    {
        try
        {
            if (File.Exists(path)) return new KeyRing(LoadFile(path, region: null));
            if (!Directory.Exists(path)) throw new KeyFileException($"{path}: no such file or folder", Usage);
            var ring = new KeyRing(LoadFolder(path, region: null).Concat(Directory.GetDirectories(path).Order(StringComparer.Ordinal).SelectMany(LoadRegion)));
            return ring.Count > 0 ? ring : throw new KeyFileException($"{path}: the folder holds no public key", Usage);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException($"{path}: cannot be read: {e.Message}", Usage, e);
        }
    }

    internal static IEnumerable<TrustedKey> LoadRegion(string folder)
    {
        var region = Path.GetFileName(folder);
        return FolderPath.IsRegion(region) ? LoadFolder(folder, region) : [];
    }

    private static List<TrustedKey> LoadFolder(string folder, string? region) =>
        Directory.GetFiles(folder).Order(StringComparer.Ordinal).Where(IsPublicKeyFile).SelectMany(file => LoadFile(file, region)).ToList();

    internal static bool IsPublicKeyFile(string path) =>
        Path.GetExtension(path) is ".json" or ".pem" or ".der" && !path.EndsWith(SigningKeyFile.Ending, StringComparison.Ordinal);

    internal static IEnumerable<TrustedKey> LoadFile(string path, string? region) => Parse(path, ReadAll(path), region);

    /// <summary>The keys in a file of this name.</summary>
    /// <exception cref="KeyFileException">The file is not of its form.</exception>
    internal static IEnumerable<TrustedKey> Parse(string path, byte[] content, string? region)
    {
        try
        {
            content = Utf8Text.Of(content);
            var text = content.AsSpan().TrimStart(" \t\r\n"u8);
            if (text.StartsWith("{"u8)) return NotEmpty(PublicKeyList.Parse(content, region));
            if (text.StartsWith("-----BEGIN "u8)) return ParsePem(System.Text.Encoding.ASCII.GetString(text)).Select(key => new TrustedKey(key, region)).ToList();
            if (Path.GetExtension(path) == ".json") throw new FormatException("it is not JSON");
            return [new TrustedKey(Plain(content), region)];
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new KeyFileException($"{path}: {e.Message}", Usage, e);
        }
    }

    private static byte[] ReadAll(string path)
    {
        var length = new FileInfo(path).Length;
        if (length == 0) throw new KeyFileException($"{path}: the file is empty", Usage);
        if (length > MaxFileBytes) throw new KeyFileException($"{path}: the file is too large for a key file ({length} bytes)", Usage);
        return File.ReadAllBytes(path);
    }

    private static IReadOnlyList<TrustedKey> NotEmpty(IReadOnlyList<TrustedKey> keys) =>
        keys.Count > 0 ? keys : throw new FormatException("the list of public keys is empty");

    private static IEnumerable<PublicKey> ParsePem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out _)) throw new FormatException("it is not PEM");
        for (var rest = pem; PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            var label = rest[fields.Label];
            if (label is not ("PUBLIC KEY" or "RSA PUBLIC KEY")) throw new FormatException($"it holds a {label}, not an RSA PUBLIC KEY");
            yield return Plain(Convert.FromBase64String(rest[fields.Base64Data]));
        }
    }

    /// <summary>A key that says nothing of how it is published: as the builder, and all but one of CloudTrail's keys, in PKCS#1.</summary>
    private static PublicKey Plain(ReadOnlySpan<byte> der)
    {
        using var key = PublicKey.FromDer(der);
        return PublicKey.FromDer(key.Pkcs1Der.Span);
    }
}
