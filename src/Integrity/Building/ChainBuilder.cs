using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Builds one chain, and its backfill chain. The place of the next digest follows from the newest one alone, and a place can be written once: so however many builders there are,
/// each digest is followed by one. A backfill digest's place follows from the late log files too. Therefore only that builder settles them which has written the newest digest.
/// </summary>
internal sealed class ChainBuilder(IObjectReader reader, IObjectWriter writer, TimeProvider clock, ChainLocation place)
{
    private static readonly TimeSpan LongestUnasked = TimeSpan.FromDays(3653);

    private readonly ChainHistory _main = new(reader, place, isBackfill: false);
    private readonly ChainHistory _backfill = new(reader, place, isBackfill: true);
    private readonly DeliveredLogFiles _delivered = new(reader, place);
    private readonly ChainBeginning _beginning = new(reader, writer, clock, place);
    private readonly DigestSealer _sealer = new(clock, place.Chain);
    private readonly LogFileHasher _hasher = new(reader);

    /// <summary>The end of the newest digest when late log files were last looked for, or when this builder first saw the chain; <c>null</c> while the chain is new.</summary>
    private DateTimeOffset? _settledUntil;

    public KnownDigest? Head => _main.Head;

    public async IAsyncEnumerable<BuiltDigest> BuildAsync(
        BuildRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var head = await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        _settledUntil ??= head?.Period.End;
        var now = clock.GetUtcNow();
        if (head?.Period.End > now)
            throw AheadOfClock(head, now);
        if (
            (head?.Period.End ?? await FindBeginningAsync(request, now, cancellationToken).ConfigureAwait(false))
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
        await foreach (var built in SettleAsync(request, cancellationToken).ConfigureAwait(false))
            yield return built;
    }

    /// <summary>The hour at which a chain that has no digest yet begins; <c>null</c> while there is no log file.</summary>
    private async Task<DateTimeOffset?> FindBeginningAsync(
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
        if (now - first.At <= LongestUnasked)
            return Hours.Floor(first.At);
        var hours = (long)(now - Hours.Floor(first.At)).TotalHours;
        throw new BuildException(
            $"the oldest log file is {first.Location}: a chain from there on would have {hours} digests",
            Hint.Of(HintCode.NameStart, UtcTime.Format(Hours.Floor(first.At)))
        );
    }

    /// <summary>Builds the next digest of the main chain, <c>null</c> when another builder was first, and tells where the one after it begins.</summary>
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
        // as late as can be: what cannot be begun after all must not bind those who come later
        if (
            _main.Head is null
            && await _beginning.AgreeAsync(period.Start, cancellationToken).ConfigureAwait(false) is var agreed
            && agreed != period.Start
        )
            return (null, await GoOnFromAsync(agreed, period.Start, request, cancellationToken).ConfigureAwait(false));
        if (await WriteAsync(next, cancellationToken).ConfigureAwait(false))
        {
            _main.Add(next.Known);
            _main.KeepFrom(KeptFrom(request, period.End));
            return (new BuiltDigest(draft.Location, next.Digest), period.End);
        }
        var newest = await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false);
        if (newest is null || newest.Period.End < period.End)
            throw new BuildException(
                $"the digest {draft.Location} exists already, but cannot be found by listing",
                "check that the store lists what it holds"
            );
        return (null, newest.Period.End);
    }

    /// <summary>Another builder has decided where the chain begins.</summary>
    private async Task<DateTimeOffset> GoOnFromAsync(
        DateTimeOffset agreed,
        DateTimeOffset first,
        BuildRequest request,
        CancellationToken cancellationToken
    )
    {
        if (await _main.ReadHeadAsync(request.Keys, cancellationToken).ConfigureAwait(false) is { } head)
            return head.Period.End;
        // log files of hours before came since then: they are late. A beginning in hours of which nothing is left, though, would be signed as hours in which nothing was delivered
        return agreed > first ? agreed : throw _beginning.Contradicts(agreed, first);
    }

    /// <summary><c>false</c> when another digest lies in its place.</summary>
    private ValueTask<bool> WriteAsync(SealedDigest digest, CancellationToken cancellationToken) =>
        writer.WriteOnceAsync(digest.Digest.Location, digest.Gzip, digest.Metadata, cancellationToken);

    /// <summary>Lists log files that came late, each in the backfill digest that is due to it.</summary>
    private async IAsyncEnumerable<BuiltDigest> SettleAsync(
        BuildRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var head = _main.Head!;
        // who was away for long has missed log files that came late meanwhile, for hours before
        var since = _settledUntil ?? head.Period.End;
        var from = IsBounded(request, since) ? since - request.LookBack : DateTimeOffset.MinValue;
        _main.KeepFrom(KeptFrom(request, head.Period.End));
        _backfill.KeepFrom(KeptFrom(request, head.Period.End));
        if (request.Start > from)
            from = Hours.Floor(request.Start.Value);
        var (late, problem) = await new LateLogFiles(_delivered, _main, _backfill)
            .FindAsync(from, request.Keys, cancellationToken)
            .ConfigureAwait(false);
        foreach (
            var (period, logFiles) in BackfillSlots.Assign(late, _backfill.Head?.Period.End, head.Period.End).ToList()
        )
        {
            // another builder can have gone on in the meantime: then settling is up to it
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
        _settledUntil = head.Period.End;
    }

    private static bool IsBounded(BuildRequest request, DateTimeOffset end) =>
        request.LookBack < end - DateTimeOffset.UnixEpoch;

    /// <summary>From when on digests are kept in memory: as far as the next search for late log files will go back, an hour later.</summary>
    private static DateTimeOffset KeptFrom(BuildRequest request, DateTimeOffset end) =>
        end - (IsBounded(request, end) ? request.LookBack : TimeSpan.FromDays(1)) - Hours.One;

    private static BuildException AheadOfClock(KnownDigest head, DateTimeOffset now) =>
        new(
            $"the newest digest {head.Link.Location} ends at {UtcTime.Format(head.Period.End)}, but the clock says that it is {UtcTime.Format(now)}",
            "the clock is behind, or was ahead when that digest was built: set it; nothing is built before the clock has passed the end of that digest"
        );
}
