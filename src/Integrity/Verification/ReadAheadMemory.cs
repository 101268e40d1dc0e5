namespace Integrity.Verification;

/// <summary>
/// The memory that all walks together may use for digests that are downloaded ahead. Anyone who can write to the
/// bucket can make digests large. Thread-safe.
/// </summary>
/// <param name="maxBytes">The size in bytes.</param>
internal sealed class ReadAheadMemory(long maxBytes = 64 << 20)
{
    private long _used;

    /// <summary>Whether to start another download. The ones that run already will need some memory too.</summary>
    public bool HasRoom => Interlocked.Read(ref _used) < maxBytes / 2;

    /// <summary>Reserves memory; returns <c>false</c> if too little is left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= maxBytes)
            return true;
        Return(bytes);
        return false;
    }

    /// <summary>Returns reserved memory.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
