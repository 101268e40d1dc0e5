using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Builds one chain and its backfill chain. The newest digest alone determines the path of the next one, and a path can
/// be written only once. Therefore each digest has one successor, however many builders run. The paths of backfill
/// digests also depend on the late log files, so only the builder that wrote the newest digest builds them.
/// </summary>
internal sealed class ChainBuilder(
    IObjectReader reader,
    IObjectWriter writer,
    TimeProvider clock,
    ChainLocation location
)
{
    private static readonly TimeSpan MaxUnconfirmedAge = TimeSpan.FromDays(3653);

    private readonly ChainHistory _main = new(reader, location, isBackfill: false);
    private readonly ChainHistory _backfill = new(reader, location, isBackfill: true);
    private readonly DeliveredLogFiles _delivered = new(reader, location);
    private readonly ChainStartMarker _startMarker = new(reader, writer, clock, location);
    private readonly DigestSealer _sealer = new(clock, location.Chain);
    private readonly LogFileHasher _hasher = new(reader);

    /// <summary>
    /// End of the newest digest at the previous search for late log files, or when this builder first read the chain;
    /// <c>null</c> for a new chain.
    /// </summary>
    private DateTimeOffset? _lateSearchedUntil;

    public KnownDigest? Head => _main.Head;

    public async IAsyncEnumerable<BuiltDigest> BuildAsync(
        BuildRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var head = await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        _lateSearchedUntil ??= head?.Period.End;
        var now = clock.GetUtcNow();
        if (head?.Period.End > now)
            throw AheadOfClock(head, now);
        if (
            (head?.Period.End ?? await FindStartAsync(request, now, cancellationToken).ConfigureAwait(false))
            is not { } start
        )
            yield break;
        var isOwn = false;
        var hours = new HourPrefetch(
            _delivered,
            _hasher,
            request.Concurrency,
            request.Until < now ? request.Until : now
        );
        await using var hoursDisposal = hours.ConfigureAwait(false);
        while (hours.HourFrom(start) is { } hour)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (built, next) = await BuildNextAsync(request, hour, hours, cancellationToken).ConfigureAwait(false);
            isOwn = built is not null;
            if (built is not null)
                yield return built;
            start = next;
        }
        if (!isOwn)
            yield break;
        await foreach (var built in BuildBackfillAsync(request, cancellationToken).ConfigureAwait(false))
            yield return built;
    }

    /// <summary>Returns the first hour of a chain without digests, or <c>null</c> if there are no log files.</summary>
    private async Task<DateTimeOffset?> FindStartAsync(
        BuildRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var first = await _delivered
            .FirstAsync(request.Start ?? DateTimeOffset.MinValue, cancellationToken)
            .ConfigureAwait(false);
        if (first is null)
            return null;
        if (request.Start is { } start)
            return Hours.Floor(start);
        if (now - first.At <= MaxUnconfirmedAge)
            return Hours.Floor(first.At);
        var hours = (long)(now - Hours.Floor(first.At)).TotalHours;
        throw new BuildException(
            $"the oldest log file is {first.Location}: a chain starting there would have {hours} digests",
            Hint.Of(HintCode.NameStart, UtcTime.Format(Hours.Floor(first.At)))
        );
    }

    /// <summary>
    /// Builds the next digest of the main chain, or <c>null</c> if another builder was first. Also returns the start of
    /// the following hour.
    /// </summary>
    private async Task<(BuiltDigest? Built, DateTimeOffset Next)> BuildNextAsync(
        BuildRequest request,
        DigestPeriod period,
        HourPrefetch hours,
        CancellationToken cancellationToken
    )
    {
        var draft = new DigestDraft(_main.LocationAt(period.End), period, _main.Head?.Link);
        var next = await _sealer
            .SealAsync(draft, () => hours.TakeAsync(period, cancellationToken), request, cancellationToken)
            .ConfigureAwait(false);
        // Agree as late as possible: a failed first digest must not bind later builders.
        if (
            _main.Head is null
            && await _startMarker.AgreeAsync(period.Start, cancellationToken).ConfigureAwait(false) is var agreed
            && agreed != period.Start
        )
            return (
                null,
                await ResumeFromAsync(agreed, period.Start, request, cancellationToken).ConfigureAwait(false)
            );
        if (await WriteAsync(next, cancellationToken).ConfigureAwait(false))
        {
            _main.Add(next.Known);
            _main.CacheFrom(CachedFrom(request, period.End));
            return (new BuiltDigest(draft.Location, next.Digest), period.End);
        }
        var newest = await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        if (newest is null || newest.Period.End < period.End)
            throw new BuildException(
                $"the digest {draft.Location} exists, but the listing does not contain it",
                "check that the store lists all objects"
            );
        return (null, newest.Period.End);
    }

    /// <summary>Returns the next hour to build after another builder determined the start of the chain.</summary>
    private async Task<DateTimeOffset> ResumeFromAsync(
        DateTimeOffset agreed,
        DateTimeOffset first,
        BuildRequest request,
        CancellationToken cancellationToken
    )
    {
        if (await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false) is { } head)
            return head.Period.End;
        // Log files of earlier hours that arrived since then are late. But if the log files of the agreed start are
        // gone,
        // building would sign that nothing was delivered in those hours.
        return agreed > first ? agreed : throw _startMarker.StartConflict(agreed, first);
    }

    /// <summary>Writes a digest; returns <c>false</c> if its path is taken.</summary>
    private ValueTask<bool> WriteAsync(SealedDigest digest, CancellationToken cancellationToken) =>
        writer.WriteOnceAsync(digest.Digest.Location, digest.Gzip, digest.Metadata, cancellationToken);

    /// <summary>Builds backfill digests for late log files.</summary>
    private async IAsyncEnumerable<BuiltDigest> BuildBackfillAsync(
        BuildRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var head = _main.Head!;
        // A builder that was away for a long time has missed late log files for hours before the newest digest.
        var since = _lateSearchedUntil ?? head.Period.End;
        var from = IsBounded(request, since) ? since - request.LookBack : DateTimeOffset.MinValue;
        _main.CacheFrom(CachedFrom(request, head.Period.End));
        _backfill.CacheFrom(CachedFrom(request, head.Period.End));
        if (request.Start > from)
            from = Hours.Floor(request.Start.Value);
        var (late, problem) = await new LateLogFiles(_delivered, _main, _backfill)
            .FindAsync(from, request.Keys, cancellationToken)
            .ConfigureAwait(false);
        foreach (
            var (period, logFiles) in BackfillSlots.Assign(late, _backfill.Head?.Period.End, head.Period.End).ToList()
        )
        {
            // If another builder has extended the chain meanwhile, that one builds the backfill digests.
            if (
                (await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false))!.Period.End
                != head.Period.End
            )
                yield break;
            var draft = new DigestDraft(_backfill.LocationAt(period.End), period, _backfill.Head?.Link)
            {
                IsBackfill = true,
            };
            var next = await _sealer
                .SealAsync(
                    draft,
                    () => _hasher.HashAsync(logFiles, request.Concurrency, cancellationToken),
                    request,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (!await WriteAsync(next, cancellationToken).ConfigureAwait(false))
                yield break;
            _backfill.Add(next.Known);
            yield return new BuiltDigest(draft.Location, next.Digest, IsBackfill: true);
        }
        if (problem is not null)
            throw problem;
        _lateSearchedUntil = head.Period.End;
    }

    private static bool IsBounded(BuildRequest request, DateTimeOffset end) =>
        request.LookBack < end - DateTimeOffset.UnixEpoch;

    /// <summary>
    /// Returns the time from which digests stay in memory: one hour more than the next search for late log files needs.
    /// </summary>
    private static DateTimeOffset CachedFrom(BuildRequest request, DateTimeOffset end) =>
        end - (IsBounded(request, end) ? request.LookBack : TimeSpan.FromDays(1)) - Hours.One;

    private static BuildException AheadOfClock(KnownDigest head, DateTimeOffset now) =>
        new(
            $"the newest digest {head.Link.Location} ends at {UtcTime.Format(head.Period.End)}, "
                + $"but the clock says that it is {UtcTime.Format(now)}",
            "set the clock, or, if it was ahead when that digest was built, wait until that digest's period is over"
        );
}
