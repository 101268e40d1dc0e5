using Microsoft.Win32.SafeHandles;

namespace Integrity.Storage.Local;

/// <summary>A regular file opened for reading, with its status at that time.</summary>
internal sealed class LocalFile(SafeFileHandle handle, LocalStatus status) : IDisposable
{
    /// <summary>The handle of the file.</summary>
    public SafeFileHandle Handle => handle;

    /// <summary>The length, time and identity at the time of opening.</summary>
    public LocalStatus Status => status;

    /// <summary>
    /// Opens a file that the user named. Links in its path are followed. Pipes and devices are rejected and never
    /// block.
    /// </summary>
    /// <exception cref="StoreException">The file does not exist, is not a regular file, or cannot be read.</exception>
    public static LocalFile OpenNamed(string path)
    {
        var error = LocalOpening.OpenFile(path, out var file);
        return file ?? throw error.ToException("read the file");
    }

    /// <summary>
    /// Opens the content, up to the length at the time of opening. If <paramref name="ownsFile"/> is set, disposing the
    /// stream closes the file.
    /// </summary>
    public Stream OpenContent(bool ownsFile) => new FileSection(handle, 0, status.Length, ownsFile);

    /// <summary>Reads the whole file.</summary>
    /// <param name="maxBytes">Maximum size in bytes.</param>
    /// <exception cref="StoreException">The file is too large or cannot be read.</exception>
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
