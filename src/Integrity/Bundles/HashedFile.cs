using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>Hashes a file while reading it, and checks that its length does not change.</summary>
internal sealed class HashedFile : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly BundleProgress _progress;
    private long _position;

    private HashedFile(string path, SafeFileHandle file, BundleProgress progress) =>
        (_path, _file, _progress, Length) = (path, file, progress, RandomAccess.GetLength(file));

    // Lets CopyToAsync choose its buffer by the remaining length.
    public override bool CanSeek => true;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static HashedFile Open(string path, BundleProgress progress)
    {
        try
        {
            return Of(LocalFile.OpenNamed(path), path, progress);
        }
        catch (StoreException e)
        {
            throw new StoreException($"cannot read {path}: {e.Message}", e.Hint, e);
        }
    }

    /// <summary>Reads an open file. Disposing the stream closes it.</summary>
    public static HashedFile Of(LocalFile file, string path, BundleProgress progress) =>
        new(path, file.Handle, progress);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == Length)
            return 0;
        var read = await ReadAtPositionAsync(
                buffer[..(int)Math.Min(buffer.Length, Length - _position)],
                cancellationToken
            )
            .ConfigureAwait(false);
        if (read == 0)
            throw Changed();
        _hash.AppendData(buffer.Span[..read]);
        _progress.Add(read);
        _position += read;
        return read;
    }

    private async ValueTask<int> ReadAtPositionAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await RandomAccess.ReadAsync(_file, buffer, _position, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw CannotRead(_path, e);
        }
    }

    /// <summary>Returns the hash of the whole file.</summary>
    /// <exception cref="StoreException">The file changed while it was read.</exception>
    public Sha256Hash Finish() =>
        _position == Length && RandomAccess.GetLength(_file) == Length
            ? new Sha256Hash(_hash.GetHashAndReset())
            : throw Changed();

    private static StoreException CannotRead(string path, Exception e) =>
        new($"cannot read {path}: {e.Message}", "allow this user to read it", e);

    private StoreException Changed() =>
        new($"{_path} changed while it was read", "bundle it again when no program writes to the directory");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }
        base.Dispose(disposing);
    }
}
