using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>The files to put into a bundle, with their names in it. See <see cref="FindAsync"/>.</summary>
public sealed class BundleContents
{
    private readonly LocalTree _folder;

    private BundleContents(IReadOnlyList<BundledFile> files, LocalTree folder, bool hasEvidence) =>
        (Files, _folder, HasEvidence) = (files, folder, hasEvidence);

    /// <summary>The files, sorted by the bytes of their names in the bundle.</summary>
    internal IReadOnlyList<BundledFile> Files { get; }

    /// <summary>The number of files.</summary>
    public int Count => Files.Count;

    /// <summary>The progress of writing the bundle.</summary>
    public BundleProgress Progress { get; } = new();

    /// <summary>Whether the directory contains evidence: an <c>AWSLogs</c> folder.</summary>
    public bool HasEvidence { get; }

    /// <summary>Whether the files include public keys.</summary>
    public bool HasKeys => Files.Any(file => file.Name.StartsWith(BundleNames.Keys, StringComparison.Ordinal));

    /// <summary>Opens a file. Files of the directory are opened from its root down without following links.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
    internal HashedFile Open(BundledFile file)
    {
        if (file.RelativePath is null)
            return HashedFile.Open(file.Path, Progress);
        var error = _folder.TryOpenFile(file.RelativePath, out var directory, out var opened);
        directory?.Dispose();
        return opened is null
            ? throw error.ToException($"read {file.Path}")
            : HashedFile.Of(opened, file.Path, Progress);
    }

    /// <summary>
    /// Collects the files of a directory with a copy of buckets (see <see cref="LocalLayout"/>). Its subdirectory
    /// <c>keys</c> contains public keys, unless it is a bucket.
    /// </summary>
    /// <param name="folder">The directory to bundle.</param>
    /// <param name="holdsBuckets">
    /// Whether the directory is known to contain one directory per bucket. Otherwise, its layout is detected.
    /// </param>
    /// <param name="reports">The reports to add.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="StoreException">
    /// The directory cannot be read or contains something that cannot be bundled: a link, a private key, an unsupported
    /// name, or two files with the same name in the bundle.
    /// </exception>
    public static async Task<BundleContents> FindAsync(
        string folder,
        bool holdsBuckets,
        IEnumerable<string> reports,
        CancellationToken cancellationToken = default
    )
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var layout = await LocalLayout.FindAsync(root, cancellationToken).ConfigureAwait(false);
        var places = holdsBuckets ? null : layout;
        // Throws if a bucket has several copies, whose files would get the same names.
        var isBucket = places?.Store.Bucket is not null;
        var hasKeys =
            holdsBuckets
            || !layout.Copies.Any(copy => $"{copy.Path}/".StartsWith(BundleNames.Keys, StringComparison.Ordinal));
        using var directory = LocalDirectory.Open(root);
        var files = FilesBelow(directory, "")
            .Select(path => new BundledFile(NameOf(path, isBucket, places, hasKeys), Path.Combine(root, path), path))
            .Concat(
                reports.Select(report => new BundledFile(
                    BundleNames.Reports + Path.GetFileName(report),
                    Path.GetFullPath(report),
                    RelativePath: null
                ))
            )
            .OrderBy(file => file.Name, ObjectPathOrder.Instance)
            .ToList();
        // Count the manifest and its signature too.
        if (files.Count + 2 > TarIndex.MaxMembers || files.Sum(file => (long)file.Name.Length) > TarIndex.MaxAllNames)
            throw new StoreException(
                $"{root} contains {files.Count} files, too many for one bundle",
                "bundle a shorter range, or fewer accounts or regions"
            );
        for (var i = 0; i < files.Count; i++)
        {
            if (!BundleEntry.CanHold(files[i].Name))
                throw new StoreException(
                    $"cannot bundle {files[i].Path}: unsupported file name",
                    "rename it: names must be UTF-8 without control characters"
                );
            if (i > 0 && files[i].Name == files[i - 1].Name)
                throw new StoreException(
                    $"{files[i - 1].Path} and {files[i].Path} would both become {files[i].Name}",
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

    /// <summary>Lists all files below a directory, relative to the root, with slashes.</summary>
    private static IEnumerable<string> FilesBelow(LocalDirectory directory, string folder)
    {
        var entries = directory.List();
        for (var i = 0; i < entries.Count; i++)
        {
            var (name, kind) = (entries.NameOf(i), entries.KindOf(i));
            var (path, shown) = (folder + name, Path.Join(directory.Path, name));
            if (kind == LocalKind.Link)
                throw new StoreException(
                    $"{shown} is a symbolic link, and links are not followed",
                    "replace it with the file itself, or remove it"
                );
            // Skip the temporary directory of a fetch. Anywhere else, the name means nothing.
            if (path == LocalWrite.Unfinished && kind == LocalKind.Directory)
                continue;
            if (kind == LocalKind.Directory)
            {
                using var below = directory.OpenDirectory(name) ?? throw Changed(shown);
                foreach (var file in FilesBelow(below, path + "/"))
                    yield return file;
                continue;
            }
            if (kind != LocalKind.File)
                throw new StoreException(
                    $"{shown} is a pipe, socket or device, not a regular file",
                    "remove it or replace it with a regular file"
                );
            if (path.EndsWith(SigningKeyFile.Extension, StringComparison.Ordinal))
                throw new StoreException(
                    $"{shown} is a private key",
                    "bundles are meant to be shared: move private keys out of the directory"
                );
            yield return path;
        }
    }

    private static StoreException Changed(string path) =>
        new($"{path} changed while the directory was listed", "bundle it again when no program writes to it");
}
