namespace Integrity.Building.Delivery;

/// <summary>Tells how far a delivery is. Filled by it, read by whoever shows it. Safe for use by several threads at once.</summary>
public sealed class DeliveryProgress
{
    private long _bytes;
    private long _bytesRead;

    /// <summary>How many bytes the files hold that are to be delivered; zero while they are looked at.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many of them were read.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    internal void Found(long bytes) => Interlocked.Exchange(ref _bytes, bytes);

    internal void Read(int bytes) => Interlocked.Add(ref _bytesRead, bytes);
}
