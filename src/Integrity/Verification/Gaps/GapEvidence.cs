using System.Globalization;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;
using Integrity.Verification.Unlisted;

namespace Integrity.Verification.Gaps;

/// <summary>
/// Adds to a gap what is known about it: the number of log files in it, events next to it that explain it, and what
/// exists instead of the chain.
/// </summary>
internal sealed class GapEvidence(ChainContext context)
{
    /// <summary>Maximum number of names to read in a gap.</summary>
    private const int MaxNames = 10_000;

    /// <summary>Returns a gap with what is known about it. Returns any other result unchanged.</summary>
    /// <param name="result">The result.</param>
    /// <param name="newer">The verified digest after the gap, or <c>null</c>.</param>
    /// <param name="older">The verified digest before the gap, or <c>null</c>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public async Task<CheckResult> DescribeAsync(
        CheckResult result,
        Digest? newer,
        Digest? older,
        CancellationToken cancellationToken
    )
    {
        if (result is not RangeResult { IsNotCovered: true } gap)
            return result;
        var finding = gap.Findings[0];
        if (await CountLogFilesAsync(gap.Range, cancellationToken).ConfigureAwait(false) is { } count)
            finding = finding.Adding(count);
        if (finding.Code == FindingCode.NotCoveredRestart && newer is not null)
        {
            var events = await new EdgeEvents(context.Reader)
                .FindAsync(newer, older, cancellationToken)
                .ConfigureAwait(false);
            if (events.Count > 0)
                finding = finding.Adding($"verified log files next to it contain {string.Join(", ", events)}");
        }
        if (
            finding.Code == FindingCode.NotCoveredAtAll
            && await FindHintAsync(cancellationToken).ConfigureAwait(false) is { } hint
        )
            finding = finding.WithHint(hint);
        return new RangeResult(gap.Chain, gap.Range, finding);
    }

    /// <summary>Returns a hint for a chain without digests in the range, or <c>null</c>.</summary>
    private async Task<string?> FindHintAsync(CancellationToken cancellationToken)
    {
        try
        {
            var oldest = await context
                .Folders.FirstAfterAsync(DateTimeOffset.MinValue, cancellationToken)
                .ConfigureAwait(false);
            if (oldest is not null)
                return "verify another range: the oldest digest file of the chain ends at "
                    + UtcTime.Format(oldest.Path.End);
        }
        catch (StoreException)
        {
            // The chain may have digests that cannot be listed.
            return null;
        }
        return await context.NearbyTrails.DescribeAsync().ConfigureAwait(false);
    }

    private async Task<string?> CountLogFilesAsync(DigestPeriod gap, CancellationToken cancellationToken)
    {
        if (!context.Request.LooksForUnlisted)
            return null;
        try
        {
            var (count, isComplete) = await CountAsync(gap, cancellationToken).ConfigureAwait(false);
            var logFiles = count == 1 ? "log file" : "log files";
            return count == 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(isComplete ? "" : "at least ")}{count:N0} {logFiles} there cannot be verified"
                );
        }
        catch (StoreException)
        {
            // The gap is reported anyway.
            return null;
        }
    }

    private async Task<LogFileCount> CountAsync(DigestPeriod gap, CancellationToken cancellationToken)
    {
        var (names, count) = (0, 0);
        foreach (var folders in LogFolders().Select(RegionFolders.Of))
        {
            var listing = folders.ListLogFilesAsync(context.Reader, gap, cancellationToken);
            await foreach (var listed in listing.ConfigureAwait(false))
            {
                if (names++ == MaxNames)
                    return new LogFileCount(count, IsComplete: false);
                if (listed.LogFile is not null)
                    count++;
            }
        }
        return new LogFileCount(count, IsComplete: true);
    }

    /// <summary>Without any digest of the chain, its log files are in the folders of the account.</summary>
    private IEnumerable<ObjectLocation> LogFolders() =>
        context.Folders.All.Count > 0
            ? context.Folders.All
            : context.Request.Places.Select(location => new ObjectLocation(
                location.Bucket,
                DigestPath.FolderOf(location.Prefix, null, context.Id.AccountId, context.Id.Region)
            ));

    private sealed record LogFileCount(int Count, bool IsComplete);
}
