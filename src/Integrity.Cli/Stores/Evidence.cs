using Integrity.Aws;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Keys;
using Integrity.Reporting;
using Integrity.Storage;
using Integrity.Storage.Local;
using Integrity.Verification;

namespace Integrity.Cli.Stores;

/// <summary>The evidence to verify: a store, the locations in it, and the keys to trust.</summary>
internal sealed record Evidence(
    IObjectReader Store,
    IKeySource Keys,
    IReadOnlyList<TrailLocation> Places,
    int Concurrency,
    int ReadAhead,
    IDisposable? Session = null
) : IDisposable
{
    /// <summary>Opens a directory or a bundle, with keys from files. Uses no network.</summary>
    public static Task<Evidence> OfSourceAsync(
        string source,
        Trail trail,
        TrustOptions trust,
        LocationFilter wanted,
        Terminal terminal,
        bool isRelocated,
        CancellationToken cancellationToken
    )
    {
        if (File.Exists(source))
            return BundledEvidence.OpenAsync(source, trail, trust, wanted, terminal, cancellationToken);
        if (trust.BundleKey is not null && Directory.Exists(source))
            throw CommandException.Usage(
                $"--bundle-key: {source} is not a bundle",
                "pass a bundle created by ctverify bundle with --source, or remove --bundle-key"
            );
        return InDirectoryAsync(source, trail, trust.Keys, wanted, terminal, isRelocated, cancellationToken);
    }

    /// <summary>Opens a directory, with keys from files. Uses no network.</summary>
    public static async Task<Evidence> InDirectoryAsync(
        string directory,
        Trail trail,
        string? keys,
        LocationFilter wanted,
        Terminal terminal,
        bool isRelocated,
        CancellationToken cancellationToken
    )
    {
        const string Hint = "pass a directory laid out as DIR/BUCKET/[prefix/]AWSLogs/… or DIR/[prefix/]AWSLogs/…";
        var ring = KeyRingFile.Load(keys ?? throw KeysMissing());
        if (!Directory.Exists(directory))
            throw CommandException.Usage($"--source: no such directory or bundle: {directory}", Hint);
        var found = await LocalLayout.FindAsync(directory, cancellationToken);
        if (
            FetchedStore.Find(directory) is { } fetched
            && wanted.Among(fetched.PlacesOf(trail)) is { Count: > 0 } fetchedPlaces
        )
        {
            // The manifest is untrusted: it must not hide another copy of the bucket.
            SourceLayout.Narrow("--source", found, wanted, terminal);
            return new Evidence(fetched, fetched.Without(ring), fetchedPlaces, Environment.ProcessorCount, ReadAhead: 0)
            {
                Relocation = fetched.RelocationOf(trail),
                Unexamined = found.Unexamined,
            };
        }
        if (found.Places.Count == 0)
            throw SourceLayout.NothingFound(directory, found, Hint);
        var places = Among(found.Places, wanted);
        if (isRelocated && places.Count > 1)
            throw SeveralCopies(places);
        var layout = SourceLayout.Narrow("--source", found, wanted, terminal);
        SourceLayout.Explain(directory, layout, isRelocated, terminal);
        return new Evidence(layout.Store, ring, places, Environment.ProcessorCount, ReadAhead: 0)
        {
            Unexamined = layout.Unexamined,
        };
    }

    public static CommandException KeysMissing() =>
        CommandException.Usage(
            "--source requires --keys",
            "pass public keys from a trusted source; keys stored with the evidence prove nothing"
        );

    /// <summary>Returns the locations that match the filter.</summary>
    public static IReadOnlyList<TrailLocation> Among(IReadOnlyList<TrailLocation> places, LocationFilter wanted) =>
        wanted.Among(places) is { Count: > 0 } meant
            ? meant
            : throw CommandException.Usage(
                $"--source: no AWSLogs directory in s3://{wanted.Bucket ?? "any bucket"}/{wanted.Prefix}",
                $"choose one of: {string.Join(", ", places.Take(5))}"
            );

    /// <summary>Opens the trail's bucket in S3, with keys from CloudTrail or from files.</summary>
    public static async Task<Evidence> InS3Async(
        AwsSettings settings,
        Trail trail,
        string? keys,
        LocationFilter wanted,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        OpenFileLimit.RequireNetwork(OpenFileLimit.Current());
        var opened = await AwsTrail.OpenAsync(
            trail,
            settings,
            terminal.Clock,
            wanted.Bucket is { } bucket ? new TrailLocation(bucket, wanted.Prefix ?? "") : null,
            keys is null ? null : KeyRingFile.Load(keys),
            cancellationToken
        );
        if (opened.IsOrganizationTrail)
            terminal.Note("organization trail: verifying all accounts (choose one with --account-id)");
        var place = opened.Location with { Prefix = wanted.Prefix ?? opened.Location.Prefix };
        return new Evidence(opened.Store, opened.Keys, [place], AwsTrail.Concurrency, AwsTrail.ReadAhead, opened);
    }

    /// <summary>Creates a verification.</summary>
    /// <param name="store">The store, or a reader that counts what is read from it.</param>
    /// <param name="request">The range and the chains to verify.</param>
    /// <param name="keepsReport">Whether a report will be written.</param>
    /// <param name="clock">The clock.</param>
    public TrailVerification ToVerification(
        IObjectReader store,
        VerificationRequest request,
        bool keepsReport,
        TimeProvider clock
    ) =>
        new(store, Keys, clock, request)
        {
            Relocation = Relocation,
            Bundle = Bundle,
            WordHint = HintWords.Of,
            KeepsReport = keepsReport,
        };

    /// <summary>The number of requests to S3; <c>null</c> for local evidence.</summary>
    public RequestTraffic? Traffic => (Session as AwsTrail)?.Traffic;

    /// <summary>Directories of a local source that could not be searched.</summary>
    public IReadOnlyList<UnexaminedFolder> Unexamined { get; init; } = [];

    /// <summary>
    /// Original and copy, if <see cref="RelocatedFrom"/> or the manifest of a fetch names them; <c>null</c> if
    /// everything is stored where it was delivered.
    /// </summary>
    public Relocation? Relocation { get; init; }

    /// <summary>The bundle and the state of its signature; <c>null</c> without a bundle.</summary>
    public ReportBundle? Bundle { get; init; }

    /// <summary>The locations read from, as the store names them.</summary>
    public IReadOnlyList<TrailLocation> ReadLocations => Relocation is { } relocation ? [relocation.Copy] : Places;

    /// <summary>Treats the evidence as a copy, and reads it under the names of the original.</summary>
    /// <exception cref="CommandException">Several locations could be the copy.</exception>
    public Evidence RelocatedFrom(TrailLocation original, Terminal terminal)
    {
        if (Places is not [var copy])
            throw SeveralCopies(Places);
        if (copy == original)
        {
            terminal.Note($"--relocated-from: {original} is the location to verify, so nothing is relocated");
            return this;
        }
        var relocation = new Relocation(original, copy);
        return this with
        {
            Store = RelocatedStore.Over(Store, relocation, copyCanLackMetadata: Session is AwsTrail),
            Places = [original],
            Relocation = relocation,
        };
    }

    private static CommandException SeveralCopies(IReadOnlyList<TrailLocation> places) =>
        CommandException.Usage(
            $"--relocated-from: {places.Count} locations could be the copy: {string.Join(", ", places.Take(5))}",
            "choose the copy with --s3-bucket and --s3-prefix"
        );

    public void Dispose() => Session?.Dispose();
}
