using Integrity.Storage;

namespace Integrity.Aws.S3;

/// <summary>
/// A response body with a time-out for each read and a minimum rate. Only the time spent waiting counts, so a slow
/// reader is not mistaken for a slow server. All reads must use the same cancellation token.
/// </summary>
/// <param name="response">The response. The caller disposes it.</param>
/// <param name="settings">The time-out of a read, and the minimum rate over a window.</param>
/// <param name="clock">Measures how long reads wait.</param>
internal sealed class PacedBody(HttpResponseMessage response, AwsSettings settings, TimeProvider clock) : ReadOnlyStream
{
    private Stream? _body;
    private CancellationTokenSource? _idle;
    private TimeSpan _waited;
    private long _bytes;

    /// <exception cref="OperationCanceledException">The read timed out, or the caller canceled it.</exception>
    /// <exception cref="SlowBodyException">The body was below the minimum rate.</exception>
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

/// <summary>A response body arrived so slowly that it might never end.</summary>
internal sealed class SlowBodyException(int rate, TimeSpan window)
    : IOException($"the server sent less than {rate} bytes per second over {window.TotalSeconds:0.###} s");
