using System.Security.Cryptography;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;

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
    private const string Usage =
        "give a list-public-keys answer (.json), an RSA public key (.pem, .der), or a folder of them (one folder a region)";
    internal const int MaxFileBytes = 16 << 20;

    /// <summary>Loads a key ring. What cannot be read as a key affects no other one (see <see cref="KeyRing.Unreadable"/>).</summary>
    /// <exception cref="KeyFileException">The path does not exist or cannot be read, or there is no key at all that can be used.</exception>
    public static KeyRing Load(string path)
    {
        try
        {
            var isDirectory = !File.Exists(path);
            if (isDirectory && !Directory.Exists(path))
                throw new KeyFileException($"{path}: no such file or folder", Usage);
            return ToRing(isDirectory ? LoadDirectories(path) : LoadFile(path, region: null), path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KeyFileException))
        {
            throw new KeyFileException($"{path}: cannot be read: {e.Message}", Usage, e);
        }
    }

    /// <summary>The ring of what was read.</summary>
    /// <exception cref="KeyFileException">There is no key in it that can be used.</exception>
    internal static KeyRing ToRing(PublicKeySet keys, string path)
    {
        if (keys.Keys.Count > 0)
            return new KeyRing(keys.Keys, check: null, keys.Unreadable);
        throw new KeyFileException(
            keys.Unreadable.Count > 0 ? keys.Unreadable[0].ToString() : $"{path}: the folder holds no public key",
            Usage
        );
    }

    /// <summary>The keys in the folder of a region; none when it is not named like one.</summary>
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

    /// <summary>The keys in a file.</summary>
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

    /// <summary>The keys in a file of this name.</summary>
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
                throw new FormatException("it is not JSON");
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

    /// <summary>A file that cannot be read as a key. When it is named by a fingerprint, it is that key.</summary>
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
            // a pipe or a device: a file that holds no key, as others do that cannot be read as one
            throw new FormatException(e.Message, e);
        }
    }

    private static PublicKeySet ParsePem(string path, string pem, string? region)
    {
        if (PemText.Read(pem) is not { Count: > 0 } blocks)
            throw new FormatException("it is not PEM");
        return PublicKeySet.Of(blocks.Select(block => ParseBlock(path, block, region)).ToList());
    }

    private static PublicKeySet ParseBlock(string path, PemText.Block block, string? region)
    {
        if (block.Label is not ("PUBLIC KEY" or "RSA PUBLIC KEY"))
            return Unreadable(path, region, $"it holds a {block.Label}, not an RSA PUBLIC KEY");
        try
        {
            return new PublicKeySet([new TrustedKey(ReadAsPkcs1(block.Content), region)], []);
        }
        catch (CryptographicException e)
        {
            return Unreadable(path, region, $"lines {block.FirstLine} to {block.LastLine}: {e.Message}");
        }
    }

    /// <summary>A key that says nothing of how it is published: as the builder, and all but one of CloudTrail's keys, in PKCS#1.</summary>
    private static PublicKey ReadAsPkcs1(ReadOnlySpan<byte> der)
    {
        using var key = PublicKey.FromDer(der);
        return PublicKey.FromDer(key.Pkcs1Der.Span);
    }
}
