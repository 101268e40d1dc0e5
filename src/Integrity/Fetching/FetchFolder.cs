using System.Buffers;
using System.Collections.Concurrent;
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
internal sealed class FetchFolder
{
    public const string Keys = "keys";

    private const int BufferSize = 128 << 10;
    /// <summary>Beside the buckets: in them, whatever lies there is evidence.</summary>
    private const string DamagedFolder = ".ctverify-set-aside";

    private static readonly string[] Taken = [Keys, FetchManifest.FileName, LocalWrite.Unfinished, DamagedFolder];

    private readonly string _root;
    private readonly string _unfinished;
    private readonly LocalPaths _paths;
    private readonly ConcurrentDictionary<string, bool> _folders = new(StringComparer.Ordinal);
    private long _count;

    private FetchFolder(string root)
    {
        _root = root;
        _unfinished = Path.Combine(root, LocalWrite.Unfinished);
        _paths = new LocalPaths(root, onlyBucket: null);
        Store = LocalDirectoryStore.OfBuckets(root);
    }

    /// <summary>What is in the folder.</summary>
    public LocalDirectoryStore Store { get; }

    /// <summary>Makes the folder when it is missing, and clears away what a killed fetch left unfinished. The manifest must be held.</summary>
    public static FetchFolder Open(string root)
    {
        var folder = new FetchFolder(root);
        try
        {
            folder.Clear();
            Directory.CreateDirectory(folder._unfinished);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(root, e);
        }
    }

    /// <summary>Clears away what is unfinished.</summary>
    public void Clear()
    {
        if (Directory.Exists(_unfinished)) Directory.Delete(_unfinished, recursive: true);
    }

    /// <summary>The file of an object; <c>null</c> when it is not there.</summary>
    /// <exception cref="StoreException">A link lies on the way.</exception>
    public FileInfo? Find(ObjectLocation location) => _paths.Find(location);

    /// <summary>Writes what comes to a file without a name yet. What fits the buffer is handed on too, so that a small file need not be read again to be judged.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    /// <exception cref="FetchException">The file cannot be written.</exception>
    public async Task<UnfinishedFile> DownloadAsync(StoredObject stored, Action<int> count, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_unfinished, Interlocked.Increment(ref _count).ToString(System.Globalization.CultureInfo.InvariantCulture));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        try
        {
            using var file = Writing(path, () => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write));
            for (var filled = BufferSize; filled == BufferSize; length += filled)
            {
                filled = await stored.Content.ReadAtLeastAsync(buffer.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, cancellationToken);
                var (chunk, at) = (buffer.AsMemory(0, filled), length);
                Writing(path, () => RandomAccess.Write(file, chunk.Span, at));
                hash.AppendData(chunk.Span);
                count(filled);
            }
            if (!LocalFolder.FlushesAll) Writing(path, () => RandomAccess.FlushToDisk(file));
            return new UnfinishedFile(path, length, new Sha256Hash(hash.GetHashAndReset()), length < BufferSize ? buffer.AsSpan(0, (int)length).ToArray() : null);
        }
        catch
        {
            File.Delete(path);
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
        metadata is not null && (metadata.Count > 0 || DigestPath.TryParse(location.Key, out _)) ? MetadataSidecar.Write(metadata) : null;

    /// <summary>Gives a downloaded file its name, after its metadata, so that a crash leaves both or no object; <c>false</c> when a file of that name is there.</summary>
    /// <exception cref="StoreException">No file here can have that name.</exception>
    /// <exception cref="FetchException">It cannot be written.</exception>
    public bool Place(UnfinishedFile file, ObjectLocation location, byte[]? sidecar)
    {
        if (Taken.Contains(location.Bucket, StringComparer.OrdinalIgnoreCase)) throw new StoreException($"a folder of a fetch has another use for the name {location.Bucket}");
        var path = _paths.ForWriting(location);
        try
        {
            MakeFolderOf(path);
            if (sidecar is not null)
            {
                if (File.Exists(path)) return false;
                var unfinished = file.Path + MetadataSidecar.Ending;
                File.WriteAllBytes(unfinished, sidecar);
                File.Move(unfinished, path + MetadataSidecar.Ending, overwrite: true);
            }
            if (LocalWrite.MoveOnce(file.Path, path)) return true;
            if (Directory.Exists(path)) throw new IOException($"a folder has it: {path}");
            return false;
        }
        catch (Exception e) when (IsFull(e) || e is UnauthorizedAccessException)
        {
            throw CannotWrite(path, e);
        }
        catch (IOException e)
        {
            throw new StoreException($"no file here can have its name: {e.Message}", "fetch to a file system with longer names, or without the object that stands in the way", e);
        }
    }

    /// <summary>Asking the file system once a folder is enough: there are many files in each.</summary>
    private void MakeFolderOf(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (_folders.ContainsKey(folder)) return;
        Directory.CreateDirectory(folder);
        _folders.TryAdd(folder, true);
    }

    /// <summary>Moves the file of an object, and its metadata, out of the bucket, and tells where to.</summary>
    /// <exception cref="FetchException">It cannot be renamed.</exception>
    public string SetAside(ObjectLocation location)
    {
        var path = _paths.ForWriting(location);
        var aside = Path.Combine(_root, DamagedFolder, location.Bucket, location.Key);
        var number = 1;
        while (File.Exists(Aside(aside, number))) number++;
        return Writing(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
            File.Move(path, Aside(aside, number));
            var sidecar = path + MetadataSidecar.Ending;
            if (File.Exists(sidecar)) File.Move(sidecar, Aside(aside + MetadataSidecar.Ending, number));
            return Path.GetRelativePath(_root, Aside(aside, number));
        });
    }

    private static string Aside(string path, int number) => $"{path}.{number}{LocalWrite.Unfinished}";

    /// <summary>Writes a file of the fetch itself, once: <c>false</c> when a file of that name is there.</summary>
    /// <param name="name">Its name below the folder.</param>
    /// <param name="content">What to write.</param>
    public bool Write(string name, ReadOnlyMemory<byte> content)
    {
        var path = Path.Combine(_root, name);
        return Writing(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var unfinished = Path.Combine(_unfinished, Path.GetFileName(path));
            File.WriteAllBytes(unfinished, content.Span);
            var isNew = LocalWrite.MoveOnce(unfinished, path);
            File.Delete(unfinished);
            return isNew;
        });
    }

    /// <summary>Whether a file of the fetch itself holds just this.</summary>
    public bool IsThere(string name, ReadOnlyMemory<byte> content)
    {
        var file = new FileInfo(Path.Combine(_root, name));
        return file.Exists && file.Length == content.Length && File.ReadAllBytes(file.FullName).AsSpan().SequenceEqual(content.Span);
    }

    private static void Writing(string path, Action write) => Writing(path, () =>
    {
        write();
        return true;
    });

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
        new($"{path} cannot be written: {e.Message}", "make room, or give a folder in which you can write, and run it again: it goes on where it stopped", e);

    /// <summary>A downloaded file that has no name yet, with what was written to it when that is little. What was not placed goes with this.</summary>
    internal sealed record UnfinishedFile(string Path, long Length, Sha256Hash Hash, byte[]? Content) : IDisposable
    {
        public void Dispose() => File.Delete(Path);
    }
}
