using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>What is to be put into a bundle: each file, and its name in the bundle. See <see cref="FindAsync"/>.</summary>
public sealed class BundleContents
{
    private readonly LocalTree _folder;

    private BundleContents(IReadOnlyList<BundledFile> files, LocalTree folder, bool hasEvidence) =>
        (Files, _folder, HasEvidence) = (files, folder, hasEvidence);

    /// <summary>The files, sorted by the bytes of their names in the bundle.</summary>
    internal IReadOnlyList<BundledFile> Files { get; }

    /// <summary>How many files there are.</summary>
    public int Count => Files.Count;

    /// <summary>How far they are put into a bundle.</summary>
    public BundleProgress Progress { get; } = new();

    /// <summary>Whether there is anything to verify: an <c>AWSLogs</c> folder.</summary>
    public bool HasEvidence { get; }

    /// <summary>Whether there are public keys.</summary>
    public bool HasKeys => Files.Any(file => file.Name.StartsWith(BundleNames.Keys, StringComparison.Ordinal));

    /// <summary>Opens a file: one of the folder from the folder down, without following links.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    internal HashedFile Open(BundledFile file)
    {
        if (file.Below is null)
            return HashedFile.Open(file.Path, Progress);
        var error = _folder.TryOpenFile(file.Below, out var directory, out var opened);
        directory?.Dispose();
        return opened is null
            ? throw error.ToException($"read {file.Path}")
            : HashedFile.Of(opened, file.Path, Progress);
    }

    /// <summary>Looks at a folder with a copy of buckets (see <see cref="LocalLayout"/>). Its folder <c>keys</c>, if it is no bucket, holds public keys.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="holdsBuckets">Whether it is known to hold one folder a bucket; else what its digests claim tells.</param>
    /// <param name="reports">Files to add as reports.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="StoreException">The folder cannot be read, or something in it cannot be bundled: a link, a private key, a name that a manifest cannot hold, two files of one name.</exception>
    public static async Task<BundleContents> FindAsync(
        string folder,
        bool holdsBuckets,
        IEnumerable<string> reports,
        CancellationToken cancellationToken
    )
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var layout = await LocalLayout.FindAsync(root, cancellationToken).ConfigureAwait(false);
        var places = holdsBuckets ? null : layout;
        // throws when there are copies of one bucket, whose files would have the same names in the bundle
        var isBucket = places?.Store.Bucket is not null;
        var hasKeys =
            holdsBuckets
            || !layout.Copies.Any(copy => $"{copy.Path}/".StartsWith(BundleNames.Keys, StringComparison.Ordinal));
        using var directory = LocalDirectory.Open(root);
        var files = Below(directory, "")
            .Select(path => new BundledFile(NameOf(path, isBucket, places, hasKeys), Path.Combine(root, path), path))
            .Concat(
                reports.Select(report => new BundledFile(
                    BundleNames.Reports + Path.GetFileName(report),
                    Path.GetFullPath(report),
                    Below: null
                ))
            )
            .OrderBy(file => file.Name, ObjectPathOrder.Instance)
            .ToList();
        // the manifest and its signature come on top
        if (files.Count + 2 > TarIndex.MaxMembers || files.Sum(file => (long)file.Name.Length) > TarIndex.MaxAllNames)
            throw new StoreException(
                $"{root} holds {files.Count} files, which is too much for one bundle",
                "bundle a shorter range, or fewer accounts or regions"
            );
        for (var i = 0; i < files.Count; i++)
        {
            if (!BundleEntry.CanHold(files[i].Name))
                throw new StoreException(
                    $"{files[i].Path}: a file of that name cannot be bundled",
                    "give it a name without control characters, in UTF-8"
                );
            if (i > 0 && files[i].Name == files[i - 1].Name)
                throw new StoreException(
                    $"{files[i - 1].Path} and {files[i].Path} would both be {files[i].Name}",
                    "rename one of them"
                );
        }
        return new BundleContents(files, new LocalTree(root), layout.Places.Count > 0);
    }

    private static string NameOf(string path, bool isBucket, LocalLayout? places, bool hasKeys)
    {
        if (hasKeys && path.StartsWith(BundleNames.Keys, StringComparison.Ordinal))
            return path;
        if (!isBucket && !path.Contains('/', StringComparison.Ordinal))
            return BundleNames.About + path;
        return BundleNames.Evidence
            + (places?.LocationOf(path) is { } location ? $"{location.Bucket}/{location.Path}" : path);
    }

    /// <summary>All files below a directory, relative to the root, with slashes.</summary>
    private static IEnumerable<string> Below(LocalDirectory directory, string folder)
    {
        var entries = directory.List();
        for (var i = 0; i < entries.Count; i++)
        {
            var (name, kind) = (entries.NameOf(i), entries.KindOf(i));
            var (path, shown) = (folder + name, Path.Join(directory.Path, name));
            if (kind == LocalKind.Link)
                throw new StoreException(
                    $"{shown} is a symbolic link, and links are not followed",
                    "put the file itself there, or take the link away"
                );
            // what a fetch is writing; elsewhere a file of such a name can be anything
            if (path == LocalWrite.Unfinished && kind == LocalKind.Directory)
                continue;
            if (kind == LocalKind.Directory)
            {
                using var below = directory.OpenDirectory(name) ?? throw Changed(shown);
                foreach (var file in Below(below, path + "/"))
                    yield return file;
                continue;
            }
            if (kind != LocalKind.File)
                throw new StoreException(
                    $"{shown} is a pipe, a socket or a device, and these are not read",
                    "remove it, or replace it with the file itself"
                );
            if (path.EndsWith(SigningKeyFile.Extension, StringComparison.Ordinal))
                throw new StoreException(
                    $"{shown} is a private key",
                    "a bundle is made to be handed over: move private keys out of the folder"
                );
            yield return path;
        }
    }

    private static StoreException Changed(string path) =>
        new($"{path} changed while the folder was listed", "bundle it again when nobody writes to the folder");
}
