using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>
/// Lists the log folder of one day, and checks each object in it that no verified digest of the chain lists.
/// </summary>
/// <param name="context">The chain.</param>
/// <param name="day">The day.</param>
/// <param name="others">Other digests that can list an object of the day. Read only if there is such an object.</param>
internal sealed class DayComparison(ChainContext context, ComparedDay day, OtherDigests others)
{
    /// <summary>A log file can be named minutes before the period of the digest that lists it.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(15);

    /// <summary>How long after its delivery a backfill digest can still list a log file.</summary>
    public static readonly TimeSpan BackfillDelay = TimeSpan.FromHours(24);

    /// <summary>
    /// The time of the earliest log files to compare: shortly before the range, as far as verified digests cover it,
    /// because an earlier verification could not decide about them yet.
    /// </summary>
    private DateTimeOffset Earliest =>
        context.Range.Start - DateTimeOffset.MinValue < Slack ? DateTimeOffset.MinValue : context.Range.Start - Slack;

    /// <summary>Returns all results, in the order of the listing.</summary>
    /// <exception cref="StoreException">The store could not list the folder.</exception>
    public async IAsyncEnumerable<UnlistedResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            var (objectPath, problem) in context
                .Reader.ListPartAsync(day.Folders.Bucket, day.LogFiles, StartAfter(), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var name = NameHash.Of(day.Folders.Bucket, objectPath);
            if (day.Listed.Contains(name))
                continue;
            var location = new ObjectLocation(day.Folders.Bucket, objectPath);
            if (await CheckAsync(location, name, problem, cancellationToken).ConfigureAwait(false) is { } finding)
                yield return new UnlistedResult(context.Id, UnlistedKind.LogFile, location, finding);
        }
    }

    /// <summary>
    /// Returns where the listing starts. Names sort by time, so with a checkpoint the names before the range are
    /// skipped.
    /// </summary>
    private string? StartAfter()
    {
        var (account, region) = (context.Id.AccountId, context.Id.Region);
        return context.Request.Checkpoint is not null && Earliest > day.Start
            ? $"{day.LogFiles}{account}_CloudTrail_{region}_{UtcTime.FormatBasicMinute(Earliest)}"
            : null;
    }

    /// <param name="location">The object.</param>
    /// <param name="name">The hash of its location.</param>
    /// <param name="problem">Why its type is unknown: it is a link, or a folder that could not be listed.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    private async Task<Finding?> CheckAsync(
        ObjectLocation location,
        NameHash name,
        StoreException? problem,
        CancellationToken cancellationToken
    )
    {
        var isInFolder = location.Path.LastIndexOf('/') == day.LogFiles.Length - 1;
        if (isInFolder && LogFilePath.TryParse(location.Path, out var logFile))
            return await CheckLogFileAsync(name, logFile.DeliveredAt, cancellationToken).ConfigureAwait(false);
        return problem is null
            ? await CheckUnexpectedAsync(location, name, cancellationToken).ConfigureAwait(false)
            : Finding.LogListingUnreadable(problem);
    }

    private async Task<Finding?> CheckLogFileAsync(
        NameHash name,
        DateTimeOffset delivered,
        CancellationToken cancellationToken
    )
    {
        if (delivered < Earliest || delivered >= context.Range.End)
            return null;
        var isCovered = day.Time.Covers(delivered, delivered + Slack);
        if (!isCovered && !IsAtEndOfRange(delivered))
            return null;
        var listed = await others.FindAsync(cancellationToken).ConfigureAwait(false);
        if (listed.Lists(name))
            return null;
        if (!isCovered)
            return Finding.LogFileUndecided(
                "a digest file after the range may list it",
                "verify a range that ends later"
            );
        if (context.Now - delivered < BackfillDelay)
            return Finding.LogFileUndecided(
                "a backfill digest file may still list it",
                "verify again a day after its delivery"
            );
        return listed.MayListAt(delivered)
            ? Finding.LogFileUndecided("other digest files of that time may list it, but could not be checked")
            : Finding.LogFileUnlisted();
    }

    /// <summary>
    /// Returns whether a log file is undecided only because the range ends. Time within the range that is not covered
    /// is reported as a gap, and digests of the last hours may not have been delivered yet.
    /// </summary>
    private bool IsAtEndOfRange(DateTimeOffset delivered) =>
        delivered + Slack > context.Range.End
        && delivered + Slack <= context.Now - ChainVerifier.DeliveryDelay
        && day.Time.Covers(delivered, context.Range.End);

    private async Task<Finding?> CheckUnexpectedAsync(
        ObjectLocation location,
        NameHash name,
        CancellationToken cancellationToken
    )
    {
        if (await FolderPlaceholder.IsAsync(context.Reader, location, cancellationToken).ConfigureAwait(false))
            return null;
        if ((await others.FindAsync(cancellationToken).ConfigureAwait(false)).Lists(name))
            return null;
        return LogFilePath.IsFileName(location.Path[(location.Path.LastIndexOf('/') + 1)..])
            ? Finding.LogFileMisplaced()
            : Finding.ObjectUnexpected("log file");
    }
}
