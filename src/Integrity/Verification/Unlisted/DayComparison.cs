using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification.Unlisted;

/// <summary>Lists the log folder of one day, and judges each object in it that no verified digest of the chain lists.</summary>
/// <param name="reader">The store.</param>
/// <param name="chain">The chain.</param>
/// <param name="day">The day.</param>
/// <param name="range">The range that is verified, from the earliest moment that is read.</param>
/// <param name="isOnlyNew">Whether names before the range are left out of the listing.</param>
/// <param name="now">What time it is.</param>
/// <param name="others">The other digests that can list an object of the day; asked only when there is an object to ask for.</param>
internal sealed class DayComparison(
    IObjectReader reader,
    ChainId chain,
    ComparedDay day,
    DigestPeriod range,
    bool isOnlyNew,
    DateTimeOffset now,
    OtherDigests others
)
{
    /// <summary>The time in a log file's name can lie before the period of the digest that lists it, by minutes.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(15);

    /// <summary>A log file that no digest lists can still be listed by a backfill digest, for this long after its delivery.</summary>
    public static readonly TimeSpan BackfillDelay = TimeSpan.FromHours(24);

    /// <summary>All that is found, in the order of the listing.</summary>
    /// <exception cref="StoreException">The store could not list the folder.</exception>
    public async IAsyncEnumerable<UnlistedResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            var (path, problem) in reader
                .ListPartAsync(day.Folder.Bucket, day.LogFiles, FirstName(), cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var name = NameHash.Of(day.Folder.Bucket, path);
            if (day.Listed.Contains(name))
                continue;
            var location = new ObjectLocation(day.Folder.Bucket, path);
            if (await JudgeAsync(location, name, problem, cancellationToken).ConfigureAwait(false) is { } finding)
                yield return new UnlistedResult(chain, UnlistedKind.LogFile, location, finding);
        }
    }

    /// <summary>The earliest moment whose log files are compared: a little before the range, as far as verified digests reach, since the verification before could not tell yet.</summary>
    private DateTimeOffset Earliest =>
        range.Start - DateTimeOffset.MinValue < Slack ? DateTimeOffset.MinValue : range.Start - Slack;

    /// <summary>Names sort by their time: of the day in which the range begins, those before it need not be listed, but for odd ones.</summary>
    private string? FirstName() =>
        isOnlyNew && Earliest > day.Start
            ? $"{day.LogFiles}{chain.AccountId}_CloudTrail_{chain.Region}_{UtcTime.FormatBasicMinute(Earliest)}"
            : null;

    /// <param name="location">The object.</param>
    /// <param name="name">The hash of its name.</param>
    /// <param name="problem">Why it is not known what it is: a link, or a folder that could not be listed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<Finding?> JudgeAsync(
        ObjectLocation location,
        NameHash name,
        StoreException? problem,
        CancellationToken cancellationToken
    )
    {
        var isInFolder = location.Path.LastIndexOf('/') == day.LogFiles.Length - 1;
        if (!isInFolder || !LogFilePath.TryParse(location.Path, out var logFilePath))
            return problem is null
                ? await JudgeOddAsync(location, name, cancellationToken).ConfigureAwait(false)
                : Finding.LogListingUnreadable(problem);
        var at = logFilePath.DeliveredAt;
        if (at < Earliest || at >= range.End)
            return null;
        var isClosed = day.Time.Covers(at, at + Slack);
        if (!isClosed && !IsAtTheEnd(at))
            return null;
        var found = await others.FindAsync(cancellationToken).ConfigureAwait(false);
        if (found.Lists(name))
            return null;
        if (!isClosed)
            return Finding.LogFileUndecided(
                "a digest file behind the range may list it",
                "verify a range that ends later"
            );
        if (now - at < BackfillDelay)
            return Finding.LogFileUndecided(
                "a backfill digest file may still list it",
                "verify again a day after its delivery"
            );
        return found.IsOpenAt(at)
            ? Finding.LogFileUndecided("other digest files of its time, which may list it, could not be checked")
            : Finding.LogFileUnlisted();
    }

    /// <summary>
    /// Whether only the end of the range is the reason why it cannot be told. Where the time is not covered within the range that is told as a gap, and of the last hours before now
    /// nothing is asked.
    /// </summary>
    private bool IsAtTheEnd(DateTimeOffset at) =>
        at + Slack > range.End && at + Slack <= now - ChainVerifier.DeliveryDelay && day.Time.Covers(at, range.End);

    private async Task<Finding?> JudgeOddAsync(
        ObjectLocation location,
        NameHash name,
        CancellationToken cancellationToken
    )
    {
        if (await Placeholder.IsAsync(reader, location, cancellationToken).ConfigureAwait(false))
            return null;
        if ((await others.FindAsync(cancellationToken).ConfigureAwait(false)).Lists(name))
            return null;
        return LogFilePath.IsFileName(location.Path[(location.Path.LastIndexOf('/') + 1)..])
            ? Finding.LogFileMisplaced()
            : Finding.ObjectUnexpected("log file");
    }
}
