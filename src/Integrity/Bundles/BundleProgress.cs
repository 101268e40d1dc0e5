namespace Integrity.Bundles;

/// <summary>Tells how far the writing or the check of a bundle is. Filled by who does it, read by whoever shows it. Safe for use by several threads at once.</summary>
public sealed class BundleProgress
{
    private int _files;
    private long _bytes;

    /// <summary>How many files were read to their end.</summary>
    public int Files => Volatile.Read(ref _files);

    /// <summary>How many bytes of them were read.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    internal void FinishedFile() => Interlocked.Increment(ref _files);

    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
