namespace Integrity.Bundles;

/// <summary>The progress of writing or checking a bundle. Thread-safe.</summary>
public sealed class BundleProgress
{
    private int _files;
    private long _bytes;

    /// <summary>The number of files read completely.</summary>
    public int Files => Volatile.Read(ref _files);

    /// <summary>The number of bytes read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    internal void FinishedFile() => Interlocked.Increment(ref _files);

    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
