using System.Globalization;
using Integrity.Digests;
using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>Shows the progress of a verification on a status line.</summary>
internal sealed class ProgressLine : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StatusLine _line;
    private readonly Func<long> _bytes;
    private readonly VerificationProgress _progress;
    private readonly DigestPeriod _range;
    private long _digests;
    private long _logFiles;
    private double _chainFraction;

    public ProgressLine(Terminal terminal, Func<long> bytes, VerificationProgress progress, DigestPeriod range)
    {
        (_bytes, _progress, _range) = (bytes, progress, range);
        _line = new StatusLine(terminal, Text);
    }

    /// <summary>Counts a result.</summary>
    public void Add(CheckResult result)
    {
        lock (_lock)
        {
            if (result is LogFileResult)
                _logFiles++;
            if (result is not DigestResult digest)
                return;
            _digests++;
            if (digest is { IsBackfill: false, Verified: { } verified } && _range.Duration > TimeSpan.Zero)
                _chainFraction = Math.Clamp((_range.End - verified.Period.Start) / _range.Duration, 0, 1);
        }
    }

    /// <summary>Prints other output above the line.</summary>
    public void Interrupt(Action print) => _line.Interrupt(print);

    private string Text(double seconds)
    {
        lock (_lock)
        {
            if (_progress.Chains == 0)
                return string.Create(CultureInfo.InvariantCulture, $"looking for chains, {seconds:0} s");
            var done = Math.Min(1, (_progress.ChainsDone + _chainFraction) / _progress.Chains);
            var chains = _progress.Chains == 1 ? "" : $"{_progress.ChainsDone}/{_progress.Chains} chains, ";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{done:0%}: {chains}{Count.Of(_digests, "digest file")}, {Count.Of(_logFiles, "log file")}, "
                    + $"{_bytes() / 1e6 / Math.Max(seconds, 0.001):0.0} MB/s{RemainingTime.Text(done, seconds)}"
            );
        }
    }

    public void Dispose() => _line.Dispose();
}
