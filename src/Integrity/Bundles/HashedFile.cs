using System.Security.Cryptography;
using Integrity.Digests;
using Integrity.Storage;
using Integrity.Storage.Local;
using Microsoft.Win32.SafeHandles;

namespace Integrity.Bundles;

/// <summary>A file that is hashed while it is read, and that must have the length that it had when it was opened.</summary>
internal sealed class HashedFile : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly BundleProgress _progress;
    private long _position;

    private HashedFile(string path, SafeFileHandle file, BundleProgress progress) =>
        (_path, _file, _progress, Length) = (path, file, progress, RandomAccess.GetLength(file));

    // that the writer asks for it, and sees what is left, takes the place of a buffer for the whole file
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
            throw new StoreException($"{path} cannot be read: {e.Message}", e.Hint, e);
        }
    }

    /// <summary>A file that is open; it is closed with this.</summary>
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

    /// <summary>The hash of the whole file.</summary>
    /// <exception cref="StoreException">The file is not what it was when it was opened.</exception>
    public Sha256Hash Finish() =>
        _position == Length && RandomAccess.GetLength(_file) == Length
            ? new Sha256Hash(_hash.GetHashAndReset())
            : throw Changed();

    private static StoreException CannotRead(string path, Exception e) =>
        new($"{path} cannot be read: {e.Message}", "let the user who bundles read it", e);

    private StoreException Changed() =>
        new($"{_path} changed while it was read", "bundle it again when nobody writes to the folder");

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
