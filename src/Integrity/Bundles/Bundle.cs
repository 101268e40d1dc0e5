using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Storage.Tar;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>
/// Reads a bundle without unpacking it. Everything in it is untrusted: verification checks it with its digests and with
/// keys from elsewhere. The manifest is read only by <see cref="CheckAsync"/>. Safe for concurrent use.
/// </summary>
public sealed class Bundle : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly TarIndex _index;
    private readonly TarStore _store;
    private bool _isVerified;

    private Bundle(SafeFileHandle file, TarIndex index)
    {
        (_file, _index, _store) = (file, index, new TarStore(file, index, BundleNames.Evidence));
        Places = _store.FindPlaces();
    }

    /// <summary>The buckets in the bundle.</summary>
    public IObjectReader Store => _store;

    /// <summary>The locations of all <c>AWSLogs</c> folders, in ordinal order; empty if there are none.</summary>
    public IReadOnlyList<TrailLocation> Places { get; }

    /// <summary>The number of files, without the manifest and its signature.</summary>
    public int Count => _index.Members.Count - (IsSigned ? 2 : 1);

    /// <summary>The progress of <see cref="CheckAsync"/>.</summary>
    public BundleProgress Progress { get; } = new();

    /// <summary>Whether the bundle has a signature, valid or not.</summary>
    public bool IsSigned => _store.OpenMember(BundleNames.Signature) is not null;

    /// <summary>
    /// Opens a file that was next to the buckets in the bundled directory. Returns <c>null</c> if there is none.
    /// Untrusted.
    /// </summary>
    public Stream? OpenAbout(string name) => _store.OpenMember(BundleNames.About + name);

    /// <summary>Opens a bundle.</summary>
    /// <exception cref="FormatException">
    /// The file is not a bundle: not a tar archive, truncated, without a manifest, or with links or other unsupported
    /// members.
    /// </exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static Bundle Open(string path, CancellationToken cancellationToken = default)
    {
        SafeFileHandle? file = null;
        try
        {
            file = OpenFile(path).Handle;
            var index = TarIndex.Read(file, cancellationToken);
            var bundle = new Bundle(file, index);
            return bundle._store.OpenMember(BundleNames.Manifest) is not null
                ? bundle
                : throw new FormatException($"no {BundleNames.Manifest} in the archive");
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is (IOException and not StoreException) or UnauthorizedAccessException)
                throw new StoreException($"cannot read {path}: {e.Message}", "allow this user to read it", e);
            throw;
        }
    }

    private static LocalFile OpenFile(string path)
    {
        try
        {
            return LocalFile.OpenNamed(path);
        }
        catch (StoreException e)
        {
            throw new StoreException($"cannot read {path}: {e.Message}", e.Hint, e);
        }
    }

    /// <summary>
    /// Checks that the bundle is exactly what its creator signed: the signature of the manifest, size and hash of each
    /// member, and every other byte of the archive. Returns the differences, empty if there are none.
    /// </summary>
    /// <param name="maker">The public key of the bundle's creator.</param>
    /// <param name="check">
    /// The RSA implementation to check the signature with; <c>null</c> for that of the platform.
    /// </param>
    /// <param name="concurrency">Number of members to read in parallel.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="StoreException">
    /// The file cannot be read, or RSA implementations disagree on the signature.
    /// </exception>
    public async Task<IReadOnlyList<string>> CheckAsync(
        PublicKey maker,
        ISignatureCheck? check,
        int concurrency,
        CancellationToken cancellationToken = default
    )
    {
        var bundleCheck = new BundleCheck(_file, _store, _index, Progress);
        var signatures = check ?? PlatformSignatureCheck.Instance;
        var problems = await bundleCheck
            .RunAsync(maker, signatures, concurrency, cancellationToken)
            .ConfigureAwait(false);
        _isVerified = problems.Count == 0;
        return problems;
    }

    /// <summary>
    /// Loads the public keys in the bundle. They are only as trustworthy as its creator, so <see cref="CheckAsync"/>
    /// must have succeeded first.
    /// </summary>
    /// <exception cref="InvalidOperationException"><see cref="CheckAsync"/> has not succeeded.</exception>
    /// <exception cref="KeyFileException">The bundle contains no usable key.</exception>
    public KeyRing LoadKeys()
    {
        if (!_isVerified)
            throw new InvalidOperationException("check the bundle before loading its keys");
        var keys = PublicKeySet.Of(_index.Members.Where(IsKeyFile).Select(LoadKeyFile));
        return keys.Keys.Count > 0
            ? new KeyRing(keys.Keys, check: null, keys.Unreadable)
            : throw new KeyFileException(
                keys.Unreadable.Count > 0 ? keys.Unreadable[0].ToString() : "the bundle contains no public key",
                Hint.Of(HintCode.SupplyPublicKeys)
            );
    }

    private static bool IsKeyFile(TarMember member) =>
        member.Name.StartsWith(BundleNames.Keys, StringComparison.Ordinal)
        && KeyRingFile.IsPublicKeyFile(member.Name)
        && RegionOf(member) is null or { Length: > 0 };

    /// <summary>
    /// Returns the region of a key file; <c>null</c> for all regions, empty if the file is not in the keys directory.
    /// </summary>
    private static string? RegionOf(TarMember member) =>
        member.Name.Split('/') switch
        {
            [_, _] => null,
            [_, var region, _] when FolderPath.IsRegion(region) => region,
            _ => "",
        };

    private PublicKeySet LoadKeyFile(TarMember member)
    {
        if (member.Size > KeyRingFile.MaxFileBytes)
            return KeyRingFile.Unreadable(member.Name, RegionOf(member), "too large for a key file");
        var content = new byte[member.Size];
        _store.Open(member).ReadExactly(content);
        return KeyRingFile.Parse(member.Name, content, RegionOf(member));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
