using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Integrity.Digests;
using Integrity.Hints;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Fetching;

/// <summary>
/// Downloads everything that is opened or listed through it, and all keys, into a directory. Reading the directory
/// later (<see cref="FetchedStore"/>) gives the same results: objects exist, are missing or fail exactly as before. The
/// caller reads the copy: from the directory, or, for small new objects, the bytes just written
/// (<see cref="DownloadedObject"/>). Existing files are neither downloaded again nor overwritten. Safe for concurrent
/// use. Only one fetch can write to a directory at a time.
/// </summary>
public sealed class FetchingStore : IObjectReader, IKeySource, IDisposable
{
    /// <summary>
    /// Maximum number of listed objects to hold back before downloading them in the background. The reader opens most
    /// of them itself, which is faster.
    /// </summary>
    private const int MaxListed = 8192;

    private readonly IObjectReader _source;
    private readonly IKeySource _keys;
    private readonly TimeProvider _clock;
    private readonly FetchManifest _manifest;
    private readonly FetchFolder _folder;
    private readonly FetchedKeyFiles _keyFiles;
    private readonly ObjectFetch _fetch;
    private readonly int _concurrency;
    private readonly SemaphoreSlim _background;
    private readonly CancellationToken _stop;
    private readonly ConcurrentQueue<ObjectLocation> _listed = new();
    private readonly ConcurrentDictionary<ObjectLocation, Lazy<Task<DownloadedObject?>>> _running = new();
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
        _background = new SemaphoreSlim(concurrency, concurrency);
    }

    /// <summary>The results so far.</summary>
    public FetchSummary Summary { get; } = new();

    /// <summary>
    /// Opens a directory to fetch into. It is created if it is missing; an interrupted fetch is resumed.
    /// </summary>
    /// <param name="folder">The directory.</param>
    /// <param name="source">The store to fetch from.</param>
    /// <param name="keys">The source of the keys. They must not come from the store.</param>
    /// <param name="origin">The parameters to record in the manifest.</param>
    /// <param name="clock">Provides the times in the manifest.</param>
    /// <param name="concurrency">Number of listed objects to download in parallel.</param>
    /// <param name="stop">
    /// Cancels running downloads. They are shared between callers, so the token of a single call does not cancel them.
    /// </param>
    /// <exception cref="FetchException">
    /// The directory cannot be written, is in use by another fetch, or has a damaged manifest.
    /// </exception>
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
    public async ValueTask<StoredObject?> OpenAsync(
        ObjectLocation location,
        CancellationToken cancellationToken = default
    )
    {
        _failure?.Throw();
        var kept = await DownloadAsync(location, cancellationToken).ConfigureAwait(false);
        return kept is not null
            ? kept.Open()
            : await _folder.Store.OpenAsync(location, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (
            var path in RecordFailures(
                    _source.ListAsync(bucket, prefix, startAfter, cancellationToken),
                    bucket,
                    prefix,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            _listed.Enqueue(new ObjectLocation(bucket, path));
            if (_listed.Count > MaxListed && _listed.TryDequeue(out var listed))
                await DownloadInBackgroundAsync(listed, cancellationToken).ConfigureAwait(false);
            yield return path;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) => RecordFailures(_source.ListFoldersAsync(bucket, prefix, cancellationToken), bucket, prefix, cancellationToken);

    /// <summary>Words the hints in the manifest; by default with their text.</summary>
    internal Func<Hint, string> WordHint
    {
        set => _manifest.WordHint = value;
    }

    /// <inheritdoc/>
    public async ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
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
            _manifest.Add(new KeysNotTakenLine(_clock.GetUtcNow(), region, e.Message, _manifest.Word(e.Hint)));
            throw;
        }
    }

    /// <summary>
    /// Downloads the listed objects that were not opened, waits for running downloads, and ends this fetch in the
    /// manifest.
    /// </summary>
    /// <param name="isWhole">Whether the fetch is complete. If not, it is recorded as interrupted.</param>
    /// <param name="cancellationToken">Stops before the next download.</param>
    /// <exception cref="FetchException">The directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The fetch was canceled.</exception>
    public async Task FinishAsync(bool isWhole, CancellationToken cancellationToken = default)
    {
        while (isWhole && _listed.TryDequeue(out var listed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await DownloadInBackgroundAsync(listed, _stop).ConfigureAwait(false);
        }
        for (var i = 0; i < _concurrency; i++)
            await _background.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _background.Release(_concurrency);
        _failure?.Throw();
        _manifest.Flush();
        if (!isWhole)
            return;
        _stop.ThrowIfCancellationRequested();
        _manifest.Add(new EndLine(_clock.GetUtcNow(), Summary.Taken, Summary.There, Summary.ProblemCount));
    }

    /// <summary>Downloads an object once, even for parallel callers.</summary>
    private async Task<DownloadedObject?> DownloadAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        var fetch = _running.GetOrAdd(location, at => new Lazy<Task<DownloadedObject?>>(() => DownloadOnceAsync(at)));
        return await fetch.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<DownloadedObject?> DownloadOnceAsync(ObjectLocation location)
    {
        try
        {
            return await _fetch.DownloadAsync(location, _stop).ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(location, out _);
        }
    }

    /// <summary>Downloads a listed object in the background, with bounded parallelism.</summary>
    private async Task DownloadInBackgroundAsync(ObjectLocation location, CancellationToken cancellationToken)
    {
        _failure?.Throw();
        if (!_fetch.IsWanted(location) || _fetch.IsDone(location))
            return;
        await _background.WaitAsync(cancellationToken).ConfigureAwait(false);
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await DownloadAsync(location, _stop).ConfigureAwait(false);
                }
                catch (StoreException e)
                {
                    // Reported already. Also record that the object was listed.
                    _manifest.Add(
                        new NotTakenLine(
                            _clock.GetUtcNow(),
                            location.Bucket,
                            location.Path,
                            e.Message,
                            _manifest.Word(e.Hint),
                            IsListed: true
                        )
                    );
                }
                catch (OperationCanceledException)
                {
                    // Nothing to report: the fetch was canceled.
                }
                catch (Exception e)
                {
                    // Not lost: the next call or the end of the fetch throws it.
                    _failure ??= ExceptionDispatchInfo.Capture(e);
                }
                finally
                {
                    _background.Release();
                }
            },
            CancellationToken.None
        );
    }

    /// <summary>Passes on a listing. Records a failure, so that listing the copy fails too.</summary>
    private async IAsyncEnumerable<string> RecordFailures(
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
                _manifest.Add(new NotListedLine(_clock.GetUtcNow(), bucket, prefix, e.Message, _manifest.Word(e.Hint)));
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
        _folder.DeleteTemporaryFiles();
        _folder.Dispose();
        _manifest.Dispose();
        _background.Dispose();
    }
}
