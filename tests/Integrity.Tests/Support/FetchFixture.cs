using Integrity.Bundles;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Keys;
using Integrity.Storage;
using Integrity.Verification;

namespace Integrity.Tests.Support;

/// <summary>A trail that is fetched into a directory and then verified offline.</summary>
internal sealed class FetchFixture(TrailSimulator trail) : IDisposable
{
    private readonly TempDirectory _directory = new();

    public string CopyPath => _directory.PathTo("evidence");

    /// <summary>The objects requested from the store, in order.</summary>
    public List<ObjectLocation> Requested { get; } = [];

    public string Manifest => Path.Combine(CopyPath, FetchedStore.ManifestName);

    /// <summary>
    /// All files of the copy with their contents, except the manifest, which contains the time of the run.
    /// </summary>
    public IReadOnlyDictionary<string, string> State =>
        new SortedDictionary<string, string>(
            _directory
                .State()
                .Where(file => !file.Key.EndsWith(FetchedStore.ManifestName, StringComparison.Ordinal))
                .ToDictionary(file => file.Key, file => file.Value, StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    private KeyRing Keys =>
        Directory.Exists(Path.Combine(CopyPath, "keys"))
            ? KeyRingFile.Load(Path.Combine(CopyPath, "keys"))
            : new KeyRing([]);

    private DateTimeOffset Now => trail.End.AddDays(3);

    public string PathOf(ObjectLocation location) => Path.Combine(CopyPath, location.Bucket, location.Path);

    public async Task<(Outcome Outcome, FetchSummary Summary)> FetchAsync(
        bool logFiles = true,
        IKeySource? keys = null,
        Func<VerificationRequest, VerificationRequest>? change = null,
        int cutAfter = int.MaxValue
    )
    {
        var request = change is null ? trail.Request : change(trail.Request);
        using var store = Open(logFiles, keys, request, cutAfter);
        var outcome = await Outcome.OnceAsync(store, store, request, Now);
        await store.FinishAsync(isWhole: true);
        return (outcome, store.Summary);
    }

    /// <summary>Opens the fetching store, for tests that read through it themselves.</summary>
    public FetchingStore Open(
        bool logFiles = true,
        IKeySource? keys = null,
        VerificationRequest? request = null,
        int cutAfter = int.MaxValue,
        CancellationToken stop = default
    )
    {
        var range = request ?? trail.Request;
        var origin = new FetchOrigin("a test", "memory", range.Trail, range.Start, range.End, range.Places, logFiles);
        return FetchingStore.Open(
            CopyPath,
            new Watched(trail.Store, Requested, cutAfter),
            keys ?? trail.Keys,
            origin,
            new FixedClock(Now),
            concurrency: 4,
            stop
        );
    }

    /// <summary>Verifies the copy offline, with the keys stored in it.</summary>
    public async Task<Outcome> VerifyCopyAsync(Func<VerificationRequest, VerificationRequest>? change = null)
    {
        var copy = FetchedStore.Find(CopyPath)!;
        var request = trail.Request with { Places = copy.PlacesOf(trail.Trail) };
        return await Outcome.OnceAsync(copy, copy.Without(Keys), change is null ? request : change(request), Now);
    }

    /// <summary>Verifies a bundle of the copy.</summary>
    public async Task<Outcome> VerifyBundleAsync(Func<VerificationRequest, VerificationRequest>? change = null)
    {
        var path = _directory.PathTo("bundle.tar");
        await using (var file = File.Create(path))
            await BundleWriter.WriteAsync(
                await BundleContents.FindAsync(CopyPath, holdsBuckets: true, [], default),
                signer: null,
                file,
                default
            );
        using var bundle = Bundle.Open(path);
        var copy = FetchedStore.Of(bundle.Store, bundle.OpenAbout(FetchedStore.ManifestName)!, "the manifest");
        var request = trail.Request with { Places = copy.PlacesOf(trail.Trail) };
        return await Outcome.OnceAsync(copy, copy.Without(Keys), change is null ? request : change(request), Now);
    }

    public Task<Outcome> VerifyStoreAsync(
        IKeySource? keys = null,
        Func<VerificationRequest, VerificationRequest>? change = null
    ) =>
        Outcome.OnceAsync(trail.Store, keys ?? trail.Keys, change is null ? trail.Request : change(trail.Request), Now);

    public void Dispose() => _directory.Dispose();

    /// <summary>Records which objects are opened, and cancels the run after a number of them.</summary>
    private sealed class Watched(MemoryStore inner, List<ObjectLocation> asked, int cutAfter)
        : IObjectReader,
            IStampedListing
    {
        public ValueTask<StoredObject?> OpenAsync(
            ObjectLocation location,
            CancellationToken cancellationToken = default
        )
        {
            lock (asked)
            {
                if (asked.Count >= cutAfter)
                    throw new OperationCanceledException();
                asked.Add(location);
            }
            return inner.OpenAsync(location, cancellationToken);
        }

        public IAsyncEnumerable<string> ListAsync(
            string bucket,
            string prefix,
            string? startAfter,
            CancellationToken cancellationToken = default
        ) => inner.ListAsync(bucket, prefix, startAfter, cancellationToken);

        public IAsyncEnumerable<string> ListFoldersAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => inner.ListFoldersAsync(bucket, prefix, cancellationToken);

        public IAsyncEnumerable<KeyValuePair<string, ObjectStamp>> ListStampsAsync(
            string bucket,
            string prefix,
            CancellationToken cancellationToken = default
        ) => inner.ListStampsAsync(bucket, prefix, cancellationToken);
    }
}
