using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// The body of an answer, read under limits: each read must bring bytes within the time-out, and enough bytes must
/// arrive in each window. Only the time spent waiting counts, so a slow reader is not mistaken for a slow server.
/// All reads must use the same cancellation token.
/// </summary>
/// <param name="response">The answer. The caller disposes of it.</param>
/// <param name="settings">The time-out of a read, the window and the minimum rate.</param>
/// <param name="clock">Measures how long reads wait.</param>
internal sealed class PacedBody(HttpResponseMessage response, AwsSettings settings, TimeProvider clock) : ReadOnlyStream
{
    private Stream? _body;
    private CancellationTokenSource? _idle;
    private TimeSpan _waited;
    private long _bytes;

    /// <exception cref="OperationCanceledException">The server sent nothing in time, or the caller gave up.</exception>
    /// <exception cref="SlowBodyException">The server sent too little in a window.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var start = clock.GetTimestamp();
        _idle ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _idle.CancelAfter(settings.Timeout);
        _body ??= await response.Content.ReadAsStreamAsync(_idle.Token).ConfigureAwait(false);
        var read = await _body.ReadAsync(buffer, _idle.Token).ConfigureAwait(false);
        _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        _waited += clock.GetElapsedTime(start);
        _bytes += read;
        if (_waited >= settings.RateWindow && read > 0)
            CloseWindow();
        return read;
    }

    private void CloseWindow()
    {
        var least = settings.RateWindow.TotalSeconds * settings.MinBytesPerSecond;
        if (_bytes < least)
            throw new SlowBodyException(settings.MinBytesPerSecond, settings.RateWindow);
        (_waited, _bytes) = (TimeSpan.Zero, 0);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _idle?.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A server sent so little that the answer would never end.</summary>
internal sealed class SlowBodyException(int rate, TimeSpan window)
    : IOException($"the server sent less than {rate} bytes per second over {window.TotalSeconds:0.###} s");
