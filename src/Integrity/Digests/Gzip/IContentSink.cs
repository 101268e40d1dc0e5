namespace Integrity.Digests.Gzip;

/// <summary>Receives decompressed content, chunk by chunk.</summary>
internal interface IContentSink
{
    void Append(ReadOnlySpan<byte> content);
}
