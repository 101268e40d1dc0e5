using System.Globalization;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;
using Integrity.Verification.Unlisted;

namespace Integrity.Verification.Gaps;

/// <summary>Says of time that no verified digest covers what is known of it all the same: how many log files lie there, and which events beside it speak of why.</summary>
internal sealed class GapEvidence(
    IObjectReader reader,
    VerificationRequest request,
    ChainFolders chain,
    KnownPlaces places,
    NearbyTrails surroundings
)
{
    /// <summary>How many names are looked at in a gap.</summary>
    private const int MaxNames = 10_000;

    /// <summary>The result, with what is known; any other result as it is.</summary>
    /// <param name="result">A result.</param>
    /// <param name="newer">The verified digest behind the gap; <c>null</c> when there is none.</param>
    /// <param name="older">The verified digest before it; <c>null</c> when there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
        if (
            request.LooksForUnlisted
            && await CountAsync(gap.Range, cancellationToken).ConfigureAwait(false) is { } count
        )
            finding = finding.Adding(count);
        if (
            finding.Code == FindingCode.NotCoveredRestart
            && newer is not null
            && await new EdgeEvents(reader).FindAsync(newer, older, cancellationToken).ConfigureAwait(false)
                is { Count: > 0 } events
        )
            finding = finding.Adding($"verified log files beside it tell of {string.Join(", ", events)}");
        if (
            finding.Code == FindingCode.NotCoveredAtAll
            && await WhatIsThereAsync(cancellationToken).ConfigureAwait(false) is { } hint
        )
            finding = finding.WithHint(hint);
        return new RangeResult(gap.Chain, gap.Range, finding);
    }

    private async Task<string?> WhatIsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (
                await places.FirstAfterAsync(DateTimeOffset.MinValue, cancellationToken).ConfigureAwait(false) is
                { } oldest
            )
                return $"digest files of the chain are there, at another time: the oldest one ends at {UtcTime.Format(oldest.Path.End)}";
        }
        catch (StoreException)
        {
            // it may have some, which cannot be seen
            return null;
        }
        return await surroundings.DescribeAsync().ConfigureAwait(false);
    }

    private async Task<string?> CountAsync(DigestPeriod gap, CancellationToken cancellationToken)
    {
        try
        {
            var (count, isAll) = await CountNamesAsync(gap, cancellationToken).ConfigureAwait(false);
            return count == 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(isAll ? "" : "at least ")}{count:N0} log {(count == 1 ? "file lies" : "files lie")} there that no digest file vouches for"
                );
        }
        catch (StoreException)
        {
            // the gap is told all the same
            return null;
        }
    }

    private async Task<(int Count, bool IsAll)> CountNamesAsync(DigestPeriod gap, CancellationToken cancellationToken)
    {
        var (names, count) = (0, 0);
        foreach (var folder in Folders().Select(TrailFolder.Of))
        {
            await foreach (
                var (_, delivered) in folder.ListLogFilesAsync(reader, gap, cancellationToken).ConfigureAwait(false)
            )
            {
                if (names++ == MaxNames)
                    return (count, false);
                if (delivered is not null)
                    count++;
            }
        }
        return (count, true);
    }

    /// <summary>Where nothing is left of the chain, its log files lie where those of the trail's own account do.</summary>
    private IEnumerable<ObjectLocation> Folders() =>
        places.Folders.Count > 0
            ? places.Folders
            : request.Places.Select(place => new ObjectLocation(
                place.Bucket,
                DigestPath.FolderOf(place.Prefix, null, chain.Chain.AccountId, chain.Chain.Region)
            ));
}
