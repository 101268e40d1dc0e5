using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>
/// A store of which everything that is opened, or seen in a listing, is kept in a folder, exactly as it is; a key source of which every key is kept.
/// So whoever reads through it, a verification above all, can do the same again later from the folder alone (<see cref="FetchedStore"/>) and finds the same: what is there is
/// there, what is not is not, and what could not be had still cannot be.
/// What is judged is the copy: an object is read from the folder, or, small and just written, is the very bytes that were written there (<see cref="KeptObject"/>).
/// What is in the folder is not asked for again, and never written over.
/// Safe for use by several tasks at once; no two fetches write to one folder at the same time.
/// </summary>
public sealed class FetchingStore : IObjectReader, IKeySource, IDisposable
{
    /// <summary>How many objects seen in listings wait until the reader has had the time to ask for them himself, as he does for most: one that he asks for is judged while it comes.</summary>
    private const int MaxSeen = 8192;

    private readonly IObjectReader _source;
    private readonly IKeySource _keys;
    private readonly TimeProvider _clock;
    private readonly FetchManifest _manifest;
    private readonly FetchFolder _folder;
    private readonly FetchedKeyFiles _keyFiles;
    private readonly ObjectFetch _fetch;
    private readonly int _concurrency;
    private readonly SemaphoreSlim _aside;
    private readonly CancellationToken _stop;
    private readonly ConcurrentQueue<ObjectLocation> _seen = new();
    private readonly ConcurrentDictionary<ObjectLocation, Lazy<Task<KeptObject?>>> _underWay = new();
    private ExceptionDispatchInfo? _failure;

    private FetchingStore(
        string folder,
        IObjectReader source,
        IKeySource keys,
        FetchOrigin origin,
        TimeProvider clock,
        int concurrency,
        FetchManifest manifest,
        CancellationToken stop
    )
    {
        (_source, _keys, _clock, _manifest, _concurrency, _stop) = (source, keys, clock, manifest, concurrency, stop);
        _folder = FetchFolder.Open(folder);
        _keyFiles = new FetchedKeyFiles(_folder, manifest, clock);
        _fetch = new ObjectFetch(source, _folder, manifest, Summary, origin, clock);
        _aside = new SemaphoreSlim(concurrency, concurrency);
    }

    /// <summary>What came of it so far.</summary>
    public FetchSummary Summary { get; } = new();

    /// <summary>Opens a folder to fetch into; it is made when it is missing, and what an interrupted fetch left there is gone on with.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="source">The store to fetch from.</param>
    /// <param name="keys">Where the keys come from. Not the store.</param>
    /// <param name="origin">What is told of the fetch in the manifest.</param>
    /// <param name="clock">Tells when things were taken.</param>
    /// <param name="concurrency">How many objects that were seen in a listing are fetched at the same time.</param>
    /// <param name="stop">Ends what is under way. What is fetched belongs to all who ask for it, so no one of them ends it.</param>
    /// <exception cref="FetchException">The folder cannot be written, another fetch writes to it, or its manifest cannot be understood.</exception>
    public static FetchingStore Open(
        string folder,
        IObjectReader source,
        IKeySource keys,
        FetchOrigin origin,
        TimeProvider clock,
        int concurrency,
        CancellationToken stop = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concurrency);
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            Directory.CreateDirectory(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FetchFolder.CannotWrite(root, e);
        }
        var manifest = FetchManifest.Open(root);
        try
        {
            var store = new FetchingStore(root, source, keys, origin, clock, concurrency, manifest, stop);
            manifest.Add(FetchLine.Of(origin, clock.GetUtcNow()));
            return store;
        }
        catch
        {
            manifest.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        _failure?.Throw();
        var kept = await KeepAsync(location, cancellationToken).ConfigureAwait(false);
        return kept is not null
            ? kept.Open()
            : await _folder.Store.OpenAsync(location, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var path in Noted(
                    _source.ListAsync(bucket, prefix, startAfter, cancellationToken),
                    bucket,
                    prefix,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            _seen.Enqueue(new ObjectLocation(bucket, path));
            if (_seen.Count > MaxSeen && _seen.TryDequeue(out var seen))
                await KeepAsideAsync(seen, cancellationToken).ConfigureAwait(false);
            yield return path;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken
    ) => Noted(_source.ListFoldersAsync(bucket, prefix, cancellationToken), bucket, prefix, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var ring = await _keys.GetAsync(region, from, until, cancellationToken).ConfigureAwait(false);
            _keyFiles.Keep(ring, region);
            return ring;
        }
        catch (StoreException e)
        {
            _manifest.Add(new KeysNotTakenLine(_clock.GetUtcNow(), region, e.Message, e.Hint));
            throw;
        }
    }

    /// <summary>Fetches what was seen in a listing and not asked for, waits for what is still under way, and closes the manifest's part on this fetch.</summary>
    /// <param name="isWhole">Whether nothing is to be left out: else the part stays open, as that of a fetch that was killed.</param>
    /// <exception cref="FetchException">The folder could not be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped meanwhile.</exception>
    public async Task FinishAsync(bool isWhole)
    {
        while (isWhole && _seen.TryDequeue(out var seen))
            await KeepAsideAsync(seen, _stop).ConfigureAwait(false);
        for (var i = 0; i < _concurrency; i++)
            await _aside.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _aside.Release(_concurrency);
        _failure?.Throw();
        _manifest.Settle();
        if (!isWhole)
            return;
        _stop.ThrowIfCancellationRequested();
        _manifest.Add(new EndLine(_clock.GetUtcNow(), Summary.Taken, Summary.There, Summary.ProblemCount));
    }

    /// <summary>Fetches an object once, however many ask for it at the same time.</summary>
    private async Task<KeptObject?> KeepAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var fetch = _underWay.GetOrAdd(location, at => new Lazy<Task<KeptObject?>>(() => KeepOnceAsync(at)));
        return await fetch.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<KeptObject?> KeepOnceAsync(ObjectLocation location)
    {
        try
        {
            return await _fetch.KeepAsync(location, _stop).ConfigureAwait(false);
        }
        finally
        {
            _underWay.TryRemove(location, out _);
        }
    }

    /// <summary>Fetches an object that was seen in a listing, beside whoever reads. How many are under way is bounded.</summary>
    private async Task KeepAsideAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        _failure?.Throw();
        if (!_fetch.IsWanted(location) || _fetch.IsDone(location))
            return;
        await _aside.WaitAsync(cancellationToken).ConfigureAwait(false);
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await KeepAsync(location, _stop).ConfigureAwait(false);
                }
                catch (StoreException e)
                {
                    // told already, but for this: it was there to be seen
                    _manifest.Add(
                        new NotTakenLine(
                            _clock.GetUtcNow(),
                            location.Bucket,
                            location.Path,
                            e.Message,
                            e.Hint,
                            IsListed: true
                        )
                    );
                }
                catch (OperationCanceledException)
                {
                    // whoever cancelled knows
                }
                catch (Exception e)
                {
                    // not hidden: whoever asks for the next object gets it, or waits for the end
                    _failure ??= ExceptionDispatchInfo.Capture(e);
                }
                finally
                {
                    _aside.Release();
                }
            },
            CancellationToken.None
        );
    }

    /// <summary>A listing; when it fails, the manifest tells, so that it fails in the copy too.</summary>
    private async IAsyncEnumerable<string> Noted(
        IAsyncEnumerable<string> listing,
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var names = listing.GetAsyncEnumerator(cancellationToken);
        await using var namesDisposal = names.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await names.MoveNextAsync().ConfigureAwait(false))
                    break;
            }
            catch (StoreException e)
            {
                _manifest.Add(new NotListedLine(_clock.GetUtcNow(), bucket, prefix, e.Message, e.Hint));
                throw;
            }
            yield return names.Current;
        }
        if (_manifest.Record.WhyNotListed(bucket, prefix) is not null)
            _manifest.Add(new ListedLine(_clock.GetUtcNow(), bucket, prefix));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Clear();
        _folder.Dispose();
        _manifest.Dispose();
        _aside.Dispose();
    }
}
