using System.Security.Cryptography;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>
/// Loads key rings from a file or directory.
/// <code>
/// DIR/FILE             keys for all regions
/// DIR/REGION/FILE      keys for one region
/// FILE = *.json        output of ListPublicKeys (<see cref="PublicKeyList"/>)
///        *.pem | *.der RSA public key (one or more in PEM), PKCS#1 or SubjectPublicKeyInfo, without a validity period
/// </code>
/// Other files, and private keys (<c>*.private.pem</c>), are ignored.
/// </summary>
public static class KeyRingFile
{
    private const string Usage =
        "pass the output of list-public-keys (.json), an RSA public key (.pem, .der), or a directory of them "
        + "(one subdirectory per region)";
    internal const int MaxFileBytes = 16 << 20;

    /// <summary>
    /// Loads a key ring. An unreadable key does not affect the others (see <see cref="KeyRing.Unreadable"/>).
    /// </summary>
    /// <exception cref="KeyFileException">
    /// The path does not exist, is unreadable, or contains no usable key.
    /// </exception>
    public static KeyRing Load(string path)
    {
        try
        {
            var isDirectory = !File.Exists(path);
            if (isDirectory && !Directory.Exists(path))
                throw new KeyFileException($"cannot read {path}: no such file or directory", Usage);
            return ToRing(isDirectory ? LoadDirectories(path) : LoadFile(path, region: null), path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException($"cannot read {path}: {e.Message}", Usage, e);
        }
    }

    /// <summary>Creates a key ring from the keys read from a path.</summary>
    /// <exception cref="KeyFileException">None of the keys is usable.</exception>
    internal static KeyRing ToRing(PublicKeySet keys, string path)
    {
        if (keys.Keys.Count > 0)
            return new KeyRing(keys.Keys, check: null, keys.Unreadable);
        throw new KeyFileException(
            keys.Unreadable.Count > 0
                ? keys.Unreadable[0].ToString()
                : $"{path}: the directory contains no public keys",
            Usage
        );
    }

    /// <summary>Loads the keys in a region's directory. Returns no keys if its name is not a region.</summary>
    internal static PublicKeySet LoadRegion(string directory)
    {
        var region = Path.GetFileName(directory);
        try
        {
            return FolderPath.IsRegion(region) ? LoadDirectory(directory, region) : new PublicKeySet([], []);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new PublicKeySet(
                [],
                [new UnreadableKey(null, region, $"cannot be read: {e.Message}") { File = directory }]
            );
        }
    }

    internal static bool IsPublicKeyFile(string path) =>
        Path.GetExtension(path) is ".json" or ".pem" or ".der"
        && !path.EndsWith(SigningKeyFile.Extension, StringComparison.Ordinal);

    /// <summary>Loads the keys in a file.</summary>
    internal static PublicKeySet LoadFile(string path, string? region)
    {
        try
        {
            return Parse(path, ReadAll(path), region);
        }
        catch (Exception e) when (e is FormatException or UnauthorizedAccessException or IOException)
        {
            return Unreadable(path, region, e is FormatException ? e.Message : $"cannot be read: {e.Message}");
        }
    }

    /// <summary>Parses the content of a key file.</summary>
    internal static PublicKeySet Parse(string path, byte[] content, string? region)
    {
        try
        {
            content = Utf8Text.Normalize(content);
            var text = content.AsSpan().TrimStart(" \t\r\n"u8);
            if (text.StartsWith("{"u8))
                return WithFile(path, PublicKeyList.Read(content, region));
            if (PemText.LooksLikePem(text))
                return ParsePem(path, System.Text.Encoding.UTF8.GetString(text), region);
            if (text.StartsWith("ssh-"u8))
                throw new FormatException(
                    "it is an OpenSSH public key; convert it with: ssh-keygen -e -m PKCS8 -f FILE"
                );
            if (Path.GetExtension(path) == ".json")
                throw new FormatException("it is not valid JSON");
            return new PublicKeySet([new TrustedKey(ReadAsPkcs1(content), region)], []);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return Unreadable(path, region, e.Message);
        }
    }

    private static PublicKeySet LoadDirectories(string path) =>
        PublicKeySet.Of(
            Directory
                .GetDirectories(path)
                .Order(StringComparer.Ordinal)
                .Select(LoadRegion)
                .Prepend(LoadDirectory(path, region: null))
        );

    private static PublicKeySet LoadDirectory(string directory, string? region) =>
        PublicKeySet.Of(
            Directory
                .GetFiles(directory)
                .Order(StringComparer.Ordinal)
                .Where(IsPublicKeyFile)
                .Select(file => LoadFile(file, region))
        );

    /// <summary>
    /// Returns a key set for an unreadable file. If the file name is a fingerprint, the unreadable key has that
    /// fingerprint.
    /// </summary>
    internal static PublicKeySet Unreadable(string path, string? region, string problem)
    {
        var name = KeyFingerprint.TryParse(Path.GetFileNameWithoutExtension(path), out var fingerprint)
            ? fingerprint
            : null;
        return new PublicKeySet([], [new UnreadableKey(name, region, problem) { File = path }]);
    }

    private static PublicKeySet WithFile(string path, PublicKeySet list)
    {
        if (list.Keys.Count + list.Unreadable.Count == 0)
            throw new FormatException("the list of public keys is empty");
        return list with { Unreadable = [.. list.Unreadable.Select(key => key with { File = path })] };
    }

    private static byte[] ReadAll(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MaxFileBytes)
            throw new FormatException($"the file is too large for a key file ({length} bytes)");
        try
        {
            var content = InputFile.ReadAll(path, MaxFileBytes);
            return content.Length > 0 ? content : throw new FormatException("the file is empty");
        }
        catch (StoreException e) when (e.InnerException is null)
        {
            // A pipe or a device. Treat it like any other file without a key.
            throw new FormatException(e.Message, e);
        }
    }

    private static PublicKeySet ParsePem(string path, string pem, string? region)
    {
        if (PemText.Read(pem) is not { Count: > 0 } blocks)
            throw new FormatException("it is not valid PEM");
        return PublicKeySet.Of(blocks.Select(block => ParseBlock(path, block, region)).ToList());
    }

    private static PublicKeySet ParseBlock(string path, PemText.Block block, string? region)
    {
        if (block.Label is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
            return Unreadable(path, region, $"the PEM block is labeled {block.Label}, not RSA PUBLIC KEY");
        try
        {
            return new PublicKeySet([new TrustedKey(ReadAsPkcs1(block.Content), region)], []);
        }
        catch (CryptographicException e)
        {
            return Unreadable(path, region, $"lines {block.FirstLine} to {block.LastLine}: {e.Message}");
        }
    }

    /// <summary>
    /// Reads a key without a published fingerprint. PKCS#1 determines its fingerprint, as for keys made by the builder
    /// and all but one of CloudTrail's keys.
    /// </summary>
    private static PublicKey ReadAsPkcs1(ReadOnlySpan<byte> der)
    {
        using var key = PublicKey.FromDer(der);
        return PublicKey.FromDer(key.Pkcs1Der.Span);
    }
}
