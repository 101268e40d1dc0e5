using System.Collections.Concurrent;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Hints;

namespace Integrity.Keys;

/// <summary>
/// A folder of signing keys. It is read anew each time, so that a key that is added while a builder runs is found. Safe for use by several tasks at once.
/// <code>
/// DIR/REGION/FINGERPRINT.private.pem     the private key: PKCS#8, also encrypted, readable by its owner alone (mode 0600)
/// DIR/REGION/FINGERPRINT.json            the public key and when it is valid, as an answer of ListPublicKeys
/// </code>
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="passphraseOf">Is asked for the passphrase of an encrypted file, by its path; <c>null</c> when there is none to be had.</param>
public sealed class SigningKeyDirectory(string path, Func<string, string>? passphraseOf = null)
    : ISignerSource,
        IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RsaDigestSigner>> _signers = new(StringComparer.Ordinal);

    /// <summary>The regions that have a private key, in ordinal order.</summary>
    /// <exception cref="KeyFileException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Regions => [.. RegionNames().Where(region => PrivateKeys(region).Length > 0)];

    /// <summary>All keys, in the order of their regions and then of their validity.</summary>
    /// <exception cref="KeyFileException">The folder or a file in it cannot be read.</exception>
    public IReadOnlyList<SigningKey> List() => [.. RegionNames().SelectMany(List)];

    /// <summary>What lies among the public keys and cannot be read as one.</summary>
    /// <exception cref="KeyFileException">The folder cannot be read.</exception>
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

    /// <summary>Writes a key that this machine signs with: its private half, encrypted when there is a passphrase, and its public half. Tells the two paths.</summary>
    /// <exception cref="IOException">A file cannot be written, or exists.</exception>
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

    /// <summary>Writes the public half of a key whose private half is kept elsewhere, and tells its path.</summary>
    /// <exception cref="IOException">The file cannot be written, or exists.</exception>
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
        PrivateFile.WriteNew(
            publicPath,
            PublicKeyList.Write([new TrustedKey(key, region, validFrom, validUntil)]),
            isPrivate: false
        );
        return publicPath;
    }

    /// <summary>
    /// Ends the validity of a key. Its files stay: verifiers need the public half for as long as its digests, the builder the private half until the hours before are built.
    /// A validity that ends earlier stays as it is.
    /// </summary>
    /// <exception cref="KeyFileException">The key has no public half in a file of its own.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Retire(SigningKey key, DateTimeOffset validUntil)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.PublicHalf is not { } old || KeyRingFile.Load(key.PublicPath).Count != 1)
            throw new KeyFileException(
                $"{key.PublicPath}: the key has no file of its own that says how long it is valid",
                Hint.Of(HintCode.ImportSigningKey)
            );
        if (old.ValidUntil <= validUntil)
            return;
        PrivateFile.Replace(
            key.PublicPath,
            PublicKeyList.Write([new TrustedKey(old.Key, old.Region, old.ValidFrom, validUntil)])
        );
    }

    /// <summary>Loads a private key from a file of whichever name: PKCS#8, also encrypted, or PKCS#1, PEM.</summary>
    /// <exception cref="KeyFileException">Others than its owner can read it, it is not an RSA private key, or the passphrase does not open it.</exception>
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

    /// <summary>A failure is not kept: who mends the file, or types the right passphrase, need not start anew.</summary>
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

    /// <summary>The public halves, which say when a key is valid, are as well guarded as the private ones.</summary>
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
                $"{path}: the folder cannot be read: {e.Message}",
                "let the user who builds read it, and nobody else",
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
