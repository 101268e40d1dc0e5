using System.Globalization;
using Integrity.Aws;
using Integrity.Digests;
using Integrity.Verification;

namespace Integrity.Cli.Output;

/// <summary>Counts the results of a verification, and describes its progress in one line. Thread-safe.</summary>
/// <param name="progress">The progress of the chains.</param>
/// <param name="range">The requested range.</param>
/// <param name="bytes">Returns the number of bytes read.</param>
/// <param name="traffic">The number of requests; <c>null</c> if there are none.</param>
internal sealed class ProgressText(
    VerificationProgress progress,
    DigestPeriod range,
    Func<long> bytes,
    RequestTraffic? traffic
)
{
    private readonly Lock _lock = new();
    private long _digests;
    private long _logFiles;
    private double _chainFraction;

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
            if (digest is { IsBackfill: false, Verified: { } verified } && range.Duration > TimeSpan.Zero)
                _chainFraction = Math.Clamp((range.End - verified.Period.Start) / range.Duration, 0, 1);
        }
    }

    /// <summary>
    /// Returns <c>12%, 0:42 left: 204/1,700 chains, 612 digest files, …</c>, for example. The most important part comes
    /// first, because a narrow terminal cuts the rest.
    /// </summary>
    /// <param name="seconds">Elapsed time.</param>
    public string Describe(double seconds) =>
        progress.Chains == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Search()}, {seconds:0} s{Requests(seconds)}")
            : string.Join(", ", Parts(seconds));

    private string Search() =>
        progress.Accounts < 2
            ? "looking for chains"
            : string.Create(CultureInfo.InvariantCulture, $"looking for chains in {progress.Accounts:N0} accounts");

    private List<string> Parts(double seconds)
    {
        lock (_lock)
        {
            var rate = bytes() / 1e6 / Math.Max(seconds, 0.001);
            var parts = new List<string>
            {
                Chains(seconds) + Count.Of(_digests, "digest file"),
                Count.Of(_logFiles, "log file"),
                string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} MB/s{Requests(seconds)}"),
            };
            if (progress.Accounts > 1)
                parts.Add(Count.Of(progress.Accounts, "account"));
            return parts;
        }
    }

    private string Chains(double seconds)
    {
        var (chains, done) = (progress.Chains, progress.ChainsDone);
        if (!progress.IsSearchDone)
            return string.Create(CultureInfo.InvariantCulture, $"{done:N0}/{chains:N0}+ chains, ");
        var fraction = Math.Min(1, (done + _chainFraction) / chains);
        var counts = chains == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{done:N0}/{chains:N0} chains, ");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{fraction:0%}{RemainingTime.Text(fraction, seconds)}: {counts}"
        );
    }

    private string Requests(double seconds)
    {
        if (traffic is null)
            return "";
        var retries = traffic.Retries == 0 ? "" : $", {Count.Of(traffic.Retries, "retried request")}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $", {traffic.Requests / Math.Max(seconds, 0.001):N0} requests/s{retries}"
        );
    }
}
