namespace Integrity.Storage.Local;

/// <summary>
/// Reads a file that the user named, up to a bound. It must be a regular file: a named pipe could block for ever, and a
/// device may never end. Links on the path are followed. The name of an open descriptor (<c>/dev/stdin</c>, or
/// <c>/dev/fd/63</c> as a shell passes it for <c>&lt;(…)</c>) may lead to a pipe, since whoever started the program
/// opened it.
/// </summary>
public static class InputFile
{
    /// <summary>The whole content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <exception cref="StoreException">
    /// The file does not exist, is not a regular file, is larger, or cannot be read.
    /// </exception>
    public static byte[] ReadAll(string path, int maxBytes)
    {
        using var content = Open(path, maxBytes);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// Opens the file for reading once. Reading beyond the bound throws a <see cref="StoreException"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <exception cref="StoreException">
    /// The file does not exist, is not a regular file, is larger, or cannot be read.
    /// </exception>
    public static Stream Open(string path, long maxBytes)
    {
        if (IsDescriptor(path))
            return new BoundedStream(OpenDescriptor(path), maxBytes);
        var file = LocalFile.OpenNamed(path);
        if (file.Status.Length <= maxBytes)
            return file.OpenContent(ownsFile: true);
        file.Dispose();
        throw TooLarge(maxBytes);
    }

    /// <summary>Whether the path names a descriptor that is open already. Nobody else can put a pipe there.</summary>
    internal static bool IsDescriptor(string path) =>
        !OperatingSystem.IsWindows()
        && Path.GetFullPath(path) is var full
        && (
            full == "/dev/stdin"
            || full.StartsWith("/dev/fd/", StringComparison.Ordinal)
            || full.StartsWith("/proc/self/fd/", StringComparison.Ordinal)
        );

    private static FileStream OpenDescriptor(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileSection.CannotRead(e);
        }
    }

    private static StoreException TooLarge(long maxBytes) => new($"the file is larger than {maxBytes} bytes");

    /// <summary>Passes on what another stream has, and throws when that is more than is allowed.</summary>
    private sealed class BoundedStream(Stream inner, long maxBytes) : ReadOnlyStream
    {
        private long _read;

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        private int Count(int read) => (_read += read) <= maxBytes ? read : throw TooLarge(maxBytes);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
