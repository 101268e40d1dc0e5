namespace Integrity.Building.Delivery;

/// <summary>Progress of a delivery, for display. Thread-safe.</summary>
public sealed class DeliveryProgress
{
    private long _bytes;
    private long _bytesRead;

    /// <summary>Total size of the files to deliver, in bytes; zero until it is known.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Number of bytes read so far.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    internal void SetTotal(long bytes) => Interlocked.Exchange(ref _bytes, bytes);

    internal void AddRead(int bytes) => Interlocked.Add(ref _bytesRead, bytes);
}
