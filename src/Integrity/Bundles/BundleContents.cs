using Integrity.Keys;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Storage.Tar;

namespace Integrity.Bundles;

/// <summary>What is to be put into a bundle: each file, and its name in the bundle. See <see cref="FindAsync"/>.</summary>
public sealed class BundleContents
{
    private BundleContents(IReadOnlyList<(string Name, string Path)> files, bool hasEvidence) => (Files, HasEvidence) = (files, hasEvidence);

    /// <summary>The files, sorted by the bytes of their names in the bundle.</summary>
    internal IReadOnlyList<(string Name, string Path)> Files { get; }

    /// <summary>How many files there are.</summary>
    public int Count => Files.Count;

    /// <summary>How far they are put into a bundle.</summary>
    public BundleProgress Progress { get; } = new();

    /// <summary>Whether there is anything to verify: an <c>AWSLogs</c> folder.</summary>
    public bool HasEvidence { get; }

    /// <summary>Whether there are public keys.</summary>
    public bool HasKeys => Files.Any(file => file.Name.StartsWith(BundleNames.Keys, StringComparison.Ordinal));

    /// <summary>Looks at a folder with a copy of buckets (see <see cref="LocalLayout"/>). Its folder <c>keys</c>, if it is no bucket, holds public keys.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="holdsBuckets">Whether it is known to hold one folder a bucket; else what its digests claim tells.</param>
    /// <param name="reports">Files to add as reports.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="StoreException">The folder cannot be read, or something in it cannot be bundled: a link, a private key, a name that a manifest cannot hold, two files of one name.</exception>
    public static async Task<BundleContents> FindAsync(string folder, bool holdsBuckets, IEnumerable<string> reports, CancellationToken cancellationToken)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var layout = await LocalLayout.FindAsync(root, cancellationToken);
        var places = holdsBuckets ? null : layout;
        // throws when there are copies of one bucket, whose files would have the same names in the bundle
        var isBucket = places?.Store.Bucket is not null;
        var hasKeys = holdsBuckets || !layout.Copies.Any(copy => $"{copy.Path}/".StartsWith(BundleNames.Keys, StringComparison.Ordinal));
        var files = Below(root, "").Select(path => (Name: NameOf(path, isBucket, places, hasKeys), Path: Path.Combine(root, path)))
            .Concat(reports.Select(report => (Name: BundleNames.Reports + Path.GetFileName(report), Path: Path.GetFullPath(report))))
            .OrderBy(file => file.Name, KeyOrder.Instance)
            .ToList();
        // the manifest and its signature come on top
        if (files.Count + 2 > TarIndex.MaxMembers || files.Sum(file => (long)file.Name.Length) > TarIndex.MaxAllNames)
            throw new StoreException($"{root} holds {files.Count} files, which is too much for one bundle", "bundle a shorter range, or fewer accounts or regions");
        for (var i = 0; i < files.Count; i++)
        {
            if (!BundleEntry.CanHold(files[i].Name)) throw new StoreException($"{files[i].Path}: a file of that name cannot be bundled", "give it a name without control characters, in UTF-8");
            if (i > 0 && files[i].Name == files[i - 1].Name) throw new StoreException($"{files[i - 1].Path} and {files[i].Path} would both be {files[i].Name}", "rename one of them");
        }
        return new BundleContents(files, layout.Places.Count > 0);
    }

    private static string NameOf(string path, bool isBucket, LocalLayout? places, bool hasKeys)
    {
        if (hasKeys && path.StartsWith(BundleNames.Keys, StringComparison.Ordinal)) return path;
        if (!isBucket && !path.Contains('/', StringComparison.Ordinal)) return BundleNames.About + path;
        return BundleNames.Evidence + (places?.LocationOf(path) is { } location ? $"{location.Bucket}/{location.Key}" : path);
    }

    /// <summary>All files below a folder, relative to the root, with slashes.</summary>
    private static IEnumerable<string> Below(string root, string folder)
    {
        foreach (var entry in Entries(Path.Combine(root, folder)))
        {
            if (LocalPaths.IsLink(entry)) throw new StoreException($"{entry.FullName} is a symbolic link, and links are not followed", "put the file itself there, or take the link away");
            var path = folder + entry.Name;
            // what a fetch is writing; elsewhere a file of such a name can be anything
            if (path == LocalWrite.Unfinished && entry is DirectoryInfo) continue;
            if (entry is DirectoryInfo)
            {
                foreach (var below in Below(root, path + "/")) yield return below;
                continue;
            }
            if (path.EndsWith(SigningKeyFile.Ending, StringComparison.Ordinal)) throw new StoreException($"{entry.FullName} is a private key", "a bundle is made to be handed over: move private keys out of the folder");
            yield return path;
        }
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the folder {folder} cannot be listed: {e.Message}", "let the user who bundles read it", e);
        }
    }
}
