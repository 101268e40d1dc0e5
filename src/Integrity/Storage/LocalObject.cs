using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage;

/// <summary>A file that is open as an object.</summary>
internal sealed class LocalObject : StoredObject
{
    private readonly string _path;

    private LocalObject(FileInfo file) => (_path, Content) = (file.FullName, OpenContent(file));

    public override Stream Content { get; }

    /// <exception cref="StoreException">The file cannot be read.</exception>
    public static LocalObject Open(FileInfo file) => new(file);

    private static Stream OpenContent(FileInfo file)
    {
        try
        {
            // pipes and devices have no length: they are never opened, since they could block or never end
            return file.Length == 0 ? Stream.Null : new LocalFileStream(File.OpenHandle(file.FullName), file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotRead(e);
        }
    }

    public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        var sidecar = new FileInfo(_path + MetadataSidecar.Ending);
        if (!sidecar.Exists) return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(null);
        if (LocalPaths.IsLink(sidecar)) throw new StoreException("its metadata sidecar is a symbolic link, and links are not followed");
        using var content = OpenContent(sidecar);
        var buffer = new byte[Math.Min(sidecar.Length, MetadataSidecar.ReadLimit)];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return ValueTask.FromResult<IReadOnlyDictionary<string, string>?>(MetadataSidecar.Parse(buffer.AsMemory(0, read)));
    }

    private static StoreException CannotRead(Exception e) => new($"the file cannot be read: {e.Message}", "let the user who verifies read it", e);

    /// <summary>
    /// Reads a file in the calling thread. Workers outnumber no core when the files are local, so handing each read to another thread,
    /// as the framework's file stream does for asynchronous reads, would only cost.
    /// </summary>
    private sealed class LocalFileStream(SafeFileHandle file, long length) : ReadOnlyStream
    {
        private long _position;

        public override int Read(Span<byte> buffer)
        {
            // the length at the time of opening counts, and saves asking for an end that is known
            if (_position >= length) return 0;
            try
            {
                var read = RandomAccess.Read(file, buffer, _position);
                _position += read;
                return read;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CannotRead(e);
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(buffer.Span));
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
