namespace Integrity.Storage.Local;

/// <summary>
/// Reads a file that the user named, up to a maximum size. It must be a regular file, because a named pipe could block
/// forever and a device may never end. Links are followed. An open descriptor (<c>/dev/stdin</c>, or <c>/dev/fd/63</c>
/// for <c>&lt;(…)</c> in a shell) may be a pipe, because whoever started the program opened it.
/// </summary>
internal static class InputFile
{
    /// <summary>Reads the whole file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="maxBytes">Maximum size in bytes.</param>
    /// <exception cref="StoreException">
    /// The file does not exist, is not a regular file, is too large, or cannot be read.
    /// </exception>
    public static byte[] ReadAll(string path, int maxBytes)
    {
        using var content = Open(path, maxBytes);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>
    /// Opens a file for one pass. Reading beyond the maximum size throws a <see cref="StoreException"/>.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="maxBytes">Maximum size in bytes.</param>
    /// <exception cref="StoreException">
    /// The file does not exist, is not a regular file, is too large, or cannot be read.
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

    /// <summary>Returns whether the path names an open descriptor. Nobody else can put a pipe there.</summary>
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

    /// <summary>Reads another stream and throws beyond the maximum size.</summary>
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
