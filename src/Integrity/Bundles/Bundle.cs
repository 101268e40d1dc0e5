using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Storage.Tar;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>
/// A bundle that is open for reading. Nothing is unpacked, nothing is written. As hostile as any store: what it holds is verified by the digests in it and keys from elsewhere.
/// Its manifest is looked at only by <see cref="CheckAsync"/>. Safe for use by several tasks at once.
/// </summary>
public sealed class Bundle : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly TarIndex _index;
    private readonly TarStore _store;
    private bool _isSealed;

    private Bundle(SafeFileHandle file, TarIndex index)
    {
        (_file, _index, _store) = (file, index, new TarStore(file, index, BundleNames.Evidence));
        Places = _store.FindPlaces();
    }

    /// <summary>The buckets in it.</summary>
    public IObjectReader Store => _store;

    /// <summary>Where <c>AWSLogs</c> folders lie, in ordinal order; empty when there is none.</summary>
    public IReadOnlyList<TrailLocation> Places { get; }

    /// <summary>How many files are in it, beside their list and its signature.</summary>
    public int Count => _index.Members.Count - (IsSigned ? 2 : 1);

    /// <summary>How far <see cref="CheckAsync"/> is.</summary>
    public BundleProgress Progress { get; } = new();

    /// <summary>Whether a signature comes with it, be it good or bad.</summary>
    public bool IsSigned => _store.OpenMember(BundleNames.Signature) is not null;

    /// <summary>A file that lay in the bundled folder beside the buckets; <c>null</c> when there was none of that name. It is as little trusted as the rest.</summary>
    public Stream? OpenAbout(string name) => _store.OpenMember(BundleNames.About + name);

    /// <summary>Opens a bundle.</summary>
    /// <exception cref="FormatException">The file is not a bundle: not a tar archive, one that is cut off, holds links or anything else that a bundle does not, or has no manifest.</exception>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static Bundle Open(string path, CancellationToken cancellationToken = default)
    {
        SafeFileHandle? file = null;
        try
        {
            file = Named(path).Handle;
            var index = TarIndex.Read(file, cancellationToken);
            var bundle = new Bundle(file, index);
            return bundle._store.OpenMember(BundleNames.Manifest) is not null
                ? bundle
                : throw new FormatException($"it has no {BundleNames.Manifest}");
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is (IOException and not StoreException) or UnauthorizedAccessException)
                throw new StoreException($"{path} cannot be read: {e.Message}", "let the user who verifies read it", e);
            throw;
        }
    }

    private static LocalFile Named(string path)
    {
        try
        {
            return LocalFile.OpenNamed(path);
        }
        catch (StoreException e)
        {
            throw new StoreException($"{path} cannot be read: {e.Message}", e.Hint, e);
        }
    }

    /// <summary>
    /// Checks that the bundle is what its maker signed: the signature of the manifest, size and hash of every member,
    /// and every other byte of the archive. Returns what differs, in words; empty when nothing does.
    /// </summary>
    /// <param name="maker">The key of whoever made the bundle.</param>
    /// <param name="check">The implementation of RSA that checks the signature; <c>null</c> for the platform's.</param>
    /// <param name="concurrency">How many members are read at the same time.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="StoreException">The file cannot be read, or implementations of RSA do not agree on the signature.</exception>
    public async Task<IReadOnlyList<string>> CheckAsync(
        PublicKey maker,
        ISignatureCheck? check,
        int concurrency,
        CancellationToken cancellationToken
    )
    {
        var bundleCheck = new BundleCheck(_file, _store, _index, Progress);
        var signatures = check ?? PlatformSignatureCheck.Instance;
        var problems = await bundleCheck
            .RunAsync(maker, signatures, concurrency, cancellationToken)
            .ConfigureAwait(false);
        _isSealed = problems.Count == 0;
        return problems;
    }

    /// <summary>The public keys in the bundle. They are as trustworthy as the maker of the bundle, so they are handed out only after a <see cref="CheckAsync"/> that found nothing.</summary>
    /// <exception cref="InvalidOperationException">There was no such check.</exception>
    /// <exception cref="KeyFileException">There is no key in it that can be used.</exception>
    public KeyRing LoadKeys()
    {
        if (!_isSealed)
            throw new InvalidOperationException("keys in a bundle are not trusted before its manifest is");
        var keys = PublicKeySet.Of(_index.Members.Where(IsKeyFile).Select(LoadKeyFile));
        return keys.Keys.Count > 0
            ? new KeyRing(keys.Keys, check: null, keys.Unreadable)
            : throw new KeyFileException(
                keys.Unreadable.Count > 0 ? keys.Unreadable[0].ToString() : "the bundle holds no public key",
                "give the public keys from elsewhere with --keys"
            );
    }

    private static bool IsKeyFile(TarMember member) =>
        member.Name.StartsWith(BundleNames.Keys, StringComparison.Ordinal)
        && KeyRingFile.IsPublicKeyFile(member.Name)
        && RegionOf(member) is null or { Length: > 0 };

    /// <summary>The region whose keys the file holds; <c>null</c> for all, empty when it does not lie where keys are.</summary>
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
            return KeyRingFile.Unreadable(member.Name, RegionOf(member), "the file is too large for a key file");
        var content = new byte[member.Size];
        _store.Open(member).ReadExactly(content);
        return KeyRingFile.Parse(member.Name, content, RegionOf(member));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
