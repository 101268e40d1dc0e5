using System.Buffers;
using System.Security.Cryptography;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Fetching;

/// <summary>
/// The directory of a fetch. Writes each object atomically and never overwrites a file.
/// <code>
/// DIR/BUCKET/PATH             an object        DIR/manifest.jsonl     the manifest, see <see cref="ManifestLine"/>
/// DIR/BUCKET/PATH.meta.json   its metadata     DIR/keys/…             public keys, see <see cref="FetchedKeyFiles"/>
/// DIR/.ctverify-set-aside/…   files damaged by a power failure and fetched again
/// </code>
/// </summary>
internal sealed class FetchFolder : IDisposable
{
    public const string Keys = "keys";

    private const int BufferSize = 128 << 10;

    /// <summary>Outside the buckets, because everything in them is evidence.</summary>
    private const string DamagedFolder = ".ctverify-set-aside";

    private static readonly string[] UsedNames = [Keys, FetchManifest.FileName, LocalWrite.Unfinished, DamagedFolder];

    private readonly LocalDirectory _root;
    private readonly LocalPaths _paths;
    private readonly LocalTree _tree;
    private LocalDirectory? _unfinished;
    private long _count;

    private FetchFolder(LocalDirectory root)
    {
        _root = root;
        _paths = new LocalPaths(root.Path, onlyBucket: null);
        _tree = new LocalTree(root.Path);
        Store = LocalDirectoryStore.OfBuckets(root.Path);
    }

    private LocalDirectory Unfinished =>
        _unfinished ?? throw new InvalidOperationException("the directory is not open");

    /// <summary>The store that reads the directory.</summary>
    public LocalDirectoryStore Store { get; }

    /// <summary>
    /// Opens the directory and deletes temporary files of a killed fetch. The caller must hold the manifest.
    /// </summary>
    public static FetchFolder Open(string root)
    {
        FetchFolder? folder = null;
        try
        {
            folder = new FetchFolder(LocalDirectory.Open(root));
            folder.DeleteTemporaryFiles();
            folder._unfinished = folder._root.CreateDirectory(LocalWrite.Unfinished);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder?.Dispose();
            throw CannotWrite(root, e);
        }
    }

    /// <summary>Deletes temporary files.</summary>
    public void DeleteTemporaryFiles()
    {
        using var unfinished = _root.OpenDirectory(LocalWrite.Unfinished);
        if (unfinished is null)
            return;
        var entries = unfinished.List();
        for (var i = 0; i < entries.Count; i++)
            unfinished.Delete(entries.NameOf(i));
        _root.DeleteDirectory(LocalWrite.Unfinished);
    }

    /// <summary>Returns whether the file of an object exists.</summary>
    /// <exception cref="StoreException">The path contains a link.</exception>
    public bool Has(ObjectLocation location) =>
        _paths.IsValid(location) && _tree.Find(_paths.ToFilePath(location)) is { Kind: LocalKind.File };

    /// <summary>
    /// Downloads an object into a temporary file. Small content is also returned, so that it need not be read again.
    /// </summary>
    /// <exception cref="StoreException">The object cannot be read.</exception>
    /// <exception cref="FetchException">The file cannot be written.</exception>
    public async Task<TemporaryFile> DownloadAsync(
        StoredObject stored,
        Action<int> count,
        CancellationToken cancellationToken
    )
    {
        var name = Interlocked.Increment(ref _count).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var path = Path.Combine(Unfinished.Path, name);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        try
        {
            using var file = Guarded(
                path,
                () => Unfinished.CreateFile(name) ?? throw new IOException("the file exists")
            );
            for (var filled = BufferSize; filled == BufferSize; length += filled)
            {
                filled = await stored
                    .Content.ReadAtLeastAsync(
                        buffer.AsMemory(0, BufferSize),
                        BufferSize,
                        throwOnEndOfStream: false,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                var (chunk, at) = (buffer.AsMemory(0, filled), length);
                Guarded(path, () => RandomAccess.Write(file, chunk.Span, at));
                hash.AppendData(chunk.Span);
                count(filled);
            }
            if (!OperatingSystem.IsLinux())
                Guarded(path, () => RandomAccess.FlushToDisk(file));
            return new TemporaryFile(
                Unfinished,
                name,
                length,
                new Sha256Hash(hash.GetHashAndReset()),
                length < BufferSize ? buffer.AsSpan(0, (int)length).ToArray() : null
            );
        }
        catch
        {
            AtomicFile.Delete(Unfinished, name);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Returns the metadata sidecar of an object; <c>null</c> if it needs none.</summary>
    public static byte[]? SidecarOf(ObjectLocation location, IReadOnlyDictionary<string, string>? metadata) =>
        // Empty metadata of a digest is evidence: its signature is missing.
        metadata is not null
        && (metadata.Count > 0 || DigestPath.TryParse(location.Path, out _))
            ? MetadataSidecar.Write(metadata)
            : null;

    /// <summary>
    /// Moves a downloaded file to its path, after its sidecar, so that a crash leaves both or no object. Returns
    /// <c>false</c> if the file exists.
    /// </summary>
    /// <exception cref="StoreException">The object cannot be stored under its name.</exception>
    /// <exception cref="FetchException">The file cannot be written.</exception>
    public bool MoveIntoPlace(TemporaryFile file, ObjectLocation location, byte[]? sidecar)
    {
        if (UsedNames.Contains(location.Bucket, StringComparer.OrdinalIgnoreCase))
            throw new StoreException($"the bucket name {location.Bucket} is reserved in the directory of a fetch");
        var path = _paths.ToFilePath(location);
        var name = path[(path.LastIndexOf('/') + 1)..];
        try
        {
            using var directory = _root.CreateDirectories(path[..^name.Length]);
            if (directory.Find(name) is { } there)
                return Refused(there.Kind, path);
            if (sidecar is not null)
            {
                var unfinished = file.Name + MetadataSidecar.Ending;
                using (var written = Unfinished.CreateFile(unfinished))
                    RandomAccess.Write(written!, sidecar, 0);
                Unfinished.Rename(unfinished, directory, name + MetadataSidecar.Ending);
            }
            return Unfinished.RenameOnce(file.Name, directory, name);
        }
        catch (StoreException)
        {
            throw;
        }
        catch (Exception e) when (IsFull(e) || e is UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
        catch (IOException e)
        {
            throw new StoreException(
                $"cannot store it under its name: {e.Message}",
                "fetch to a file system that allows longer names, or remove the conflicting object",
                e
            );
        }
    }

    private static bool Refused(LocalKind kind, string path) =>
        kind switch
        {
            LocalKind.File => false,
            LocalKind.Link => throw new LocalError(LocalFault.Link).ToException("write the file"),
            _ => throw new IOException($"{path} is a directory"),
        };

    /// <summary>Moves an object's file and its sidecar out of the bucket. Returns the new path.</summary>
    /// <exception cref="FetchException">The file cannot be moved.</exception>
    public string SetAside(ObjectLocation location)
    {
        var path = _paths.ToFilePath(location);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var aside = $"{DamagedFolder}/{path[..^name.Length]}";
        return Guarded(
            path,
            () =>
            {
                using var from = _root.CreateDirectories(path[..^name.Length]);
                using var to = _root.CreateDirectories(aside);
                var number = 1;
                while (to.Find(Aside(name, number)) is not null)
                    number++;
                from.Rename(name, to, Aside(name, number));
                var sidecar = name + MetadataSidecar.Ending;
                if (from.Find(sidecar) is not null)
                    from.Rename(sidecar, to, Aside(sidecar, number));
                return aside + Aside(name, number);
            }
        );
    }

    private static string Aside(string path, int number) => $"{path}.{number}{LocalWrite.Unfinished}";

    /// <summary>Writes a file of the fetch itself. Returns <c>false</c> if it exists.</summary>
    /// <param name="name">The path below the directory.</param>
    /// <param name="content">The content of the file.</param>
    public bool Write(string name, ReadOnlyMemory<byte> content)
    {
        var slash = name.LastIndexOf('/') + 1;
        return Guarded(
            Path.Join(_root.Path, name),
            () =>
            {
                using var directory = _root.CreateDirectories(name[..slash]);
                var written = AtomicFile.Write(
                    directory,
                    name[slash..],
                    file => RandomAccess.Write(file, content.Span, 0),
                    replaces: false
                );
                return written || directory.Find(name[slash..]) is { Kind: LocalKind.File }
                    ? written
                    : throw new IOException("a link or directory has its name");
            }
        );
    }

    /// <summary>Returns whether a file of the fetch itself has this content.</summary>
    public bool HasContent(string name, ReadOnlyMemory<byte> content)
    {
        if (_tree.TryOpenFile(name, out var directory, out var file).Fault != LocalFault.None)
            return false;
        using (directory)
        using (file)
            return file!.Status.Length == content.Length
                && file.ReadAll(content.Length).AsSpan().SequenceEqual(content.Span);
    }

    private static void Guarded(string path, Action write) =>
        Guarded(
            path,
            () =>
            {
                write();
                return true;
            }
        );

    private static T Guarded<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
    }

    private static bool IsFull(Exception e) => e is IOException && (e.HResult & 0xFFFF) is 28 or 112 or 122;

    public static FetchException CannotWrite(string path, Exception e) =>
        new(
            $"cannot write {path}: {e.Message}",
            "free disk space or use a writable directory, then run the command again to resume",
            e
        );

    public void Dispose()
    {
        _unfinished?.Dispose();
        _root.Dispose();
    }

    /// <summary>
    /// A downloaded temporary file. Disposing it deletes the file unless it was moved to its path. <c>Content</c> is
    /// <c>null</c> if the file is large.
    /// </summary>
    internal sealed record TemporaryFile(
        LocalDirectory Directory,
        string Name,
        long Length,
        Sha256Hash Hash,
        byte[]? Content
    ) : IDisposable
    {
        public void Dispose() => AtomicFile.Delete(Directory, Name);
    }
}
