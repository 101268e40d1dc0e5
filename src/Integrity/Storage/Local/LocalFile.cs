using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>A regular file that is open for reading, and what the file system said of it when it was opened.</summary>
internal sealed class LocalFile(SafeFileHandle handle, LocalStatus status) : IDisposable
{
    /// <summary>The open file.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>Its length, time and identity at the time of opening.</summary>
    public LocalStatus Status => status;

    /// <summary>
    /// Opens a file that the user of the program named: links on its path are followed, since the user chose it. Pipes
    /// and devices are refused, and never block.
    /// </summary>
    /// <exception cref="StoreException">It does not exist, is not a regular file, or cannot be read.</exception>
    public static LocalFile OpenNamed(string path)
    {
        var error = LocalOpening.File(path, out var file);
        return file ?? throw error.ToException("read the file");
    }

    /// <summary>
    /// The content, from the beginning to the length at the time of opening. The file is closed with the stream when
    /// <paramref name="ownsFile"/> is set.
    /// </summary>
    public Stream OpenContent(bool ownsFile) => new FileSection(handle, 0, status.Length, ownsFile);

    /// <summary>The whole content.</summary>
    /// <param name="maxBytes">The most bytes that are read.</param>
    /// <exception cref="StoreException">The file is larger, or cannot be read.</exception>
    public byte[] ReadAll(int maxBytes)
    {
        if (status.Length > maxBytes)
            throw new StoreException($"the file is larger than {maxBytes} bytes");
        using var content = OpenContent(ownsFile: false);
        var bytes = new byte[status.Length];
        var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
