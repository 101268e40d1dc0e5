using System.Buffers;
using System.Security.Cryptography;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;

namespace Integrity.Fetching;

/// <summary>
/// The folder into which a fetch puts objects, each whole or not at all, and never over what is there.
/// <code>
/// DIR/BUCKET/KEY             an object            DIR/manifest.jsonl     what was taken, see <see cref="ManifestLine"/>
/// DIR/BUCKET/KEY.meta.json   its metadata         DIR/keys/…             public keys, see <see cref="FetchedKeyFiles"/>
/// DIR/.ctverify-set-aside/…  what a power cut damaged, and was fetched again
/// </code>
/// </summary>
internal sealed class FetchFolder : IDisposable
{
    public const string Keys = "keys";

    private const int BufferSize = 128 << 10;

    /// <summary>Beside the buckets: in them, whatever lies there is evidence.</summary>
    private const string DamagedFolder = ".ctverify-set-aside";

    private static readonly string[] Taken = [Keys, FetchManifest.FileName, LocalWrite.Unfinished, DamagedFolder];

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

    private LocalDirectory Unfinished => _unfinished ?? throw new InvalidOperationException("the folder is not open");

    /// <summary>What is in the folder.</summary>
    public LocalDirectoryStore Store { get; }

    /// <summary>Makes the folder when it is missing, and clears away what a killed fetch left unfinished. The manifest must be held.</summary>
    public static FetchFolder Open(string root)
    {
        FetchFolder? folder = null;
        try
        {
            folder = new FetchFolder(LocalDirectory.Open(root));
            folder.Clear();
            folder._unfinished = folder._root.CreateDirectory(LocalWrite.Unfinished);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            folder?.Dispose();
            throw CannotWrite(root, e);
        }
    }

    /// <summary>Clears away what is unfinished.</summary>
    public void Clear()
    {
        using var unfinished = _root.OpenDirectory(LocalWrite.Unfinished);
        if (unfinished is null)
            return;
        var entries = unfinished.List();
        for (var i = 0; i < entries.Count; i++)
            unfinished.Delete(entries.NameOf(i));
        _root.DeleteDirectory(LocalWrite.Unfinished);
    }

    /// <summary>Whether the file of an object is there.</summary>
    /// <exception cref="StoreException">A link lies on the way.</exception>
    public bool Has(ObjectLocation location) =>
        _paths.IsPossible(location) && _tree.Find(_paths.ForWriting(location)) is { Kind: LocalKind.File };

    /// <summary>Writes what comes to a file without a name yet. What fits the buffer is handed on too, so that a small file need not be read again to be judged.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    /// <exception cref="FetchException">The file cannot be written.</exception>
    public async Task<UnfinishedFile> DownloadAsync(
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
            using var file = Writing(
                path,
                () => Unfinished.CreateFile(name) ?? throw new IOException("a file has its name")
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
                Writing(path, () => RandomAccess.Write(file, chunk.Span, at));
                hash.AppendData(chunk.Span);
                count(filled);
            }
            if (!OperatingSystem.IsLinux())
                Writing(path, () => RandomAccess.FlushToDisk(file));
            return new UnfinishedFile(
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

    /// <summary>What the metadata sidecar of an object says; <c>null</c> when it gets none.</summary>
    public static byte[]? SidecarOf(ObjectLocation location, IReadOnlyDictionary<string, string>? metadata) =>
        // of a digest, having no metadata says something: its signature is gone
        metadata is not null
        && (metadata.Count > 0 || DigestPath.TryParse(location.Path, out _))
            ? MetadataSidecar.Write(metadata)
            : null;

    /// <summary>Gives a downloaded file its name, after its metadata, so that a crash leaves both or no object; <c>false</c> when a file of that name is there.</summary>
    /// <exception cref="StoreException">No file here can have that name.</exception>
    /// <exception cref="FetchException">It cannot be written.</exception>
    public bool Place(UnfinishedFile file, ObjectLocation location, byte[]? sidecar)
    {
        if (Taken.Contains(location.Bucket, StringComparer.OrdinalIgnoreCase))
            throw new StoreException($"a folder of a fetch has another use for the name {location.Bucket}");
        var path = _paths.ForWriting(location);
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
                $"no file here can have its name: {e.Message}",
                "fetch to a file system with longer names, or without the object that stands in the way",
                e
            );
        }
    }

    private static bool Refused(LocalKind kind, string path) =>
        kind switch
        {
            LocalKind.File => false,
            LocalKind.Link => throw new LocalError(LocalFault.Link).ToException("write the file"),
            _ => throw new IOException($"a folder has it: {path}"),
        };

    /// <summary>Moves the file of an object, and its metadata, out of the bucket, and returns the new path.</summary>
    /// <exception cref="FetchException">It cannot be renamed.</exception>
    public string SetAside(ObjectLocation location)
    {
        var path = _paths.ForWriting(location);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var aside = $"{DamagedFolder}/{path[..^name.Length]}";
        return Writing(
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

    /// <summary>Writes a file of the fetch itself, once: <c>false</c> when a file of that name is there.</summary>
    /// <param name="name">Its name below the folder.</param>
    /// <param name="content">What to write.</param>
    public bool Write(string name, ReadOnlyMemory<byte> content)
    {
        var slash = name.LastIndexOf('/') + 1;
        return Writing(
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
                    : throw new IOException("a link or a folder has its name");
            }
        );
    }

    /// <summary>Whether a file of the fetch itself holds just this.</summary>
    public bool IsThere(string name, ReadOnlyMemory<byte> content)
    {
        if (_tree.TryOpenFile(name, out var directory, out var file).Fault != LocalFault.None)
            return false;
        using (directory)
        using (file)
            return file!.Status.Length == content.Length
                && file.ReadAll(content.Length).AsSpan().SequenceEqual(content.Span);
    }

    private static void Writing(string path, Action write) =>
        Writing(
            path,
            () =>
            {
                write();
                return true;
            }
        );

    private static T Writing<T>(string path, Func<T> write)
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
            $"{path} cannot be written: {e.Message}",
            "make room, or give a folder in which you can write, and run it again: it goes on where it stopped",
            e
        );

    public void Dispose()
    {
        _unfinished?.Dispose();
        _root.Dispose();
    }

    /// <summary>A downloaded file that has no name yet, with what was written to it when that is little. What was not placed goes with this.</summary>
    internal sealed record UnfinishedFile(
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
