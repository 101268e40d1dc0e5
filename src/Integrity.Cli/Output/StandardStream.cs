namespace Integrity.Cli.Output;

/// <summary>Opens standard output or standard error, even if it is closed, as with <c>&gt;&amp;-</c>.</summary>
internal static class StandardStream
{
    /// <summary>Returns the stream, or one on which every write fails with the reason.</summary>
    public static Stream Open(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ClosedStream(e);
        }
    }

    private sealed class ClosedStream(Exception reason) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException(reason.Message, reason);
    }
}
