using System.Collections.Concurrent;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Storage.Local;

namespace Integrity.Keys;

/// <summary>
/// A directory of signing keys. Read again for every digest, so that keys added during a run are found. Safe for
/// concurrent use.
/// <code>
/// DIR/REGION/FINGERPRINT.private.pem     private key: PKCS#8 (optionally encrypted), readable by its owner only (mode
/// 0600)
/// DIR/REGION/FINGERPRINT.json            public key and its validity, in the format of ListPublicKeys
/// </code>
/// </summary>
/// <param name="path">The directory.</param>
/// <param name="passphraseOf">
/// Returns the passphrase of an encrypted file; <c>null</c> if no passphrase is available.
/// </param>
public sealed class SigningKeyDirectory(string path, Func<string, string>? passphraseOf = null)
    : ISignerSource,
        IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RsaDigestSigner>> _signers = new(StringComparer.Ordinal);

    /// <summary>The regions that have a private key, in ordinal order.</summary>
    /// <exception cref="KeyFileException">The directory is unreadable.</exception>
    public IReadOnlyList<string> Regions => [.. RegionNames().Where(region => PrivateKeys(region).Length > 0)];

    /// <summary>Returns all keys, sorted by region and then by validity.</summary>
    /// <exception cref="KeyFileException">The directory or a file in it is unreadable.</exception>
    public IReadOnlyList<SigningKey> List() => [.. RegionNames().SelectMany(List)];

    /// <summary>Returns the unreadable public keys.</summary>
    /// <exception cref="KeyFileException">The directory is unreadable.</exception>
    public IReadOnlyList<UnreadableKey> FindUnreadable() =>
        [
            .. RegionNames()
                .SelectMany(region =>
                    Files(region, "*" + SigningKeyFile.PublicExtension)
                        .SelectMany(file => KeyRingFile.LoadFile(file, region).Unreadable)
                ),
        ];

    /// <inheritdoc/>
    public ValueTask<IDigestSigner?> GetAsync(
        string region,
        DateTimeOffset time,
        CancellationToken cancellationToken = default
    )
    {
        var privateKeys = PrivateKeys(region);
        if (privateKeys.Length > 0)
            RequirePrivateDirectories(region);
        var candidates = privateKeys.Select(privatePath => Describe(region, privatePath));
        return ValueTask.FromResult<IDigestSigner?>(
            SigningKey.At(candidates, time, Path.Combine(path, region)) is { PrivatePath: { } file } ? Load(file) : null
        );
    }

    /// <summary>
    /// Writes a key pair and returns both paths. The private key is encrypted if there is a passphrase.
    /// </summary>
    /// <exception cref="IOException">A file exists or cannot be written.</exception>
    public SigningKeyPaths Add(
        RsaDigestSigner signer,
        string region,
        DateTimeOffset? validFrom,
        DateTimeOffset? validUntil,
        string? passphrase = null
    )
    {
        ArgumentNullException.ThrowIfNull(signer);
        var publicPath = Add(signer.PublicKey, region, validFrom, validUntil);
        var privatePath = publicPath[..^SigningKeyFile.PublicExtension.Length] + SigningKeyFile.Extension;
        SigningKeyFile.Save(privatePath, signer, passphrase);
        return new SigningKeyPaths(privatePath, publicPath);
    }

    /// <summary>Writes a public key whose private key is elsewhere and returns its path.</summary>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public string Add(PublicKey key, string region, DateTimeOffset? validFrom, DateTimeOffset? validUntil)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!FolderPath.IsRegion(region))
            throw new ArgumentException($"not the name of a region: {region}", nameof(region));
        PrivateFile.CreateDirectory(path);
        PrivateFile.CreateDirectory(Path.Combine(path, region));
        RequirePrivateDirectories(region);
        var publicPath = Path.Combine(
            path,
            region,
            KeyFingerprint.Of(key.Pkcs1Der.Span) + SigningKeyFile.PublicExtension
        );
        AtomicFile.Write(
            publicPath,
            PublicKeyList.Write([new TrustedKey(key, region, validFrom, validUntil)]),
            replaces: false,
            isPrivate: false
        );
        return publicPath;
    }

    /// <summary>
    /// Ends the validity of a key, unless it ends earlier already. The files stay: verifiers need the public key as
    /// long as its digests, and the builder needs the private key until earlier hours are built.
    /// </summary>
    /// <exception cref="KeyFileException">The public key has no file that contains only this key.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Retire(SigningKey key, DateTimeOffset validUntil)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.PublicHalf is not { } old || KeyRingFile.Load(key.PublicPath).Count != 1)
            throw new KeyFileException(
                $"{key.PublicPath}: no file contains only this public key, so its validity cannot be changed",
                Hint.Of(HintCode.ImportSigningKey)
            );
        if (old.ValidUntil <= validUntil)
            return;
        AtomicFile.Write(
            key.PublicPath,
            PublicKeyList.Write([new TrustedKey(old.Key, old.Region, old.ValidFrom, validUntil)]),
            replaces: true,
            isPrivate: false
        );
    }

    /// <summary>Loads a private key from any file: PKCS#8 (optionally encrypted) or PKCS#1, PEM.</summary>
    /// <exception cref="KeyFileException">
    /// The file is accessible to others or is not an RSA private key, or the passphrase is wrong.
    /// </exception>
    public static RsaDigestSigner LoadFile(string file, Func<string, string>? passphraseOf = null) =>
        SigningKeyFile.Load(file, passphraseOf);

    private List<SigningKey> List(string region)
    {
        var keys = PrivateKeys(region).Select(privatePath => Describe(region, privatePath)).ToList();
        foreach (
            var file in Files(region, "*" + SigningKeyFile.PublicExtension)
                .Where(file => !keys.Exists(key => key.PublicPath == file))
        )
            keys.AddRange(
                KeyRingFile
                    .LoadFile(file, region)
                    .Keys.Select(entry => new SigningKey(
                        region,
                        entry.Key.Fingerprint.Hex,
                        entry,
                        file,
                        PrivatePath: null,
                        IsEncrypted: false
                    ))
            );
        return [.. keys.OrderBy(key => key.PublicHalf?.ValidFrom).ThenBy(key => key.Name, StringComparer.Ordinal)];
    }

    private static SigningKey Describe(string region, string privatePath)
    {
        var name = Path.GetFileName(privatePath)[..^SigningKeyFile.Extension.Length];
        return new SigningKey(
            region,
            name,
            SigningKeyFile.ReadPublicHalf(privatePath),
            SigningKeyFile.PublicPathOf(privatePath),
            privatePath,
            SigningKeyFile.IsEncrypted(privatePath)
        );
    }

    /// <summary>
    /// Loads a private key once. Failures are not cached, so the user can fix the file or retype the passphrase.
    /// </summary>
    private RsaDigestSigner Load(string privatePath) =>
        _signers
            .GetOrAdd(
                privatePath,
                key => new Lazy<RsaDigestSigner>(
                    () => SigningKeyFile.Load(key, passphraseOf),
                    LazyThreadSafetyMode.PublicationOnly
                )
            )
            .Value;

    private string[] PrivateKeys(string region) => Files(region, "*" + SigningKeyFile.Extension);

    /// <summary>
    /// Throws if others can change the directories. Public keys need the same protection, because they contain the
    /// validity.
    /// </summary>
    private void RequirePrivateDirectories(string region)
    {
        PrivateFile.RequirePrivateDirectory(path);
        PrivateFile.RequirePrivateDirectory(Path.Combine(path, region));
    }

    private string[] Files(string region, string pattern)
    {
        var directory = Path.Combine(path, region);
        return ReadDirectory(() =>
            Directory.Exists(directory) ? [.. Directory.GetFiles(directory, pattern).Order(StringComparer.Ordinal)] : []
        );
    }

    private string[] RegionNames() =>
        ReadDirectory(() =>
            Directory.Exists(path)
                ?
                [
                    .. Directory
                        .GetDirectories(path)
                        .Select(directory => Path.GetFileName(directory))
                        .Where(FolderPath.IsRegion)
                        .Order(StringComparer.Ordinal),
                ]
                : []
        );

    private string[] ReadDirectory(Func<string[]> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(
                $"cannot read directory {path}: {e.Message}",
                "make it readable by the user who builds and nobody else",
                e
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _signers.Values.Where(signer => signer.IsValueCreated))
            signer.Value.Dispose();
    }
}
