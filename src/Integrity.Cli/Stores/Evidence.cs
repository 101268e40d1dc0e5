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

/// <summary>What is verified: a store, where in it, and the keys to trust.</summary>
internal sealed record Evidence(
    IObjectReader Store,
    IKeySource Keys,
    IReadOnlyList<TrailLocation> Places,
    int Concurrency,
    int ReadAhead,
    IDisposable? Session = null
) : IDisposable
{
    /// <summary>A copy in a folder or in a bundle, and keys from files: no network.</summary>
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
                "give with --source the file that ctverify bundle made"
            );
        return InFolderAsync(source, trail, trust.Keys, wanted, terminal, isRelocated, cancellationToken);
    }

    /// <summary>A copy in a folder, and keys from files: no network.</summary>
    public static async Task<Evidence> InFolderAsync(
        string folder,
        Trail trail,
        string? keys,
        LocationFilter wanted,
        Terminal terminal,
        bool isRelocated,
        CancellationToken cancellationToken
    )
    {
        const string Hint = "give a folder that holds DIR/BUCKET/[prefix/]AWSLogs/… or DIR/[prefix/]AWSLogs/…";
        var ring = KeyRingFile.Load(keys ?? throw KeysMissing());
        if (!Directory.Exists(folder))
            throw CommandException.Usage($"--source: no such folder or bundle: {folder}", Hint);
        var found = await LocalLayout.FindAsync(folder, cancellationToken);
        if (
            FetchedStore.Find(folder) is { } fetched
            && wanted.Among(fetched.PlacesOf(trail)) is { Count: > 0 } fetchedPlaces
        )
        {
            // a manifest is no proof: it must not lead past another copy of the bucket
            SourceLayout.Narrow("--source", found, wanted, terminal);
            return new Evidence(fetched, fetched.Without(ring), fetchedPlaces, Environment.ProcessorCount, ReadAhead: 0)
            {
                Relocation = fetched.RelocationOf(trail),
                Unexamined = found.Unexamined,
            };
        }
        if (found.Places.Count == 0)
            throw SourceLayout.NothingFound(folder, found, Hint);
        var places = Among(found.Places, wanted);
        if (isRelocated && places.Count > 1)
            throw SeveralCopies(places);
        var layout = SourceLayout.Narrow("--source", found, wanted, terminal);
        SourceLayout.Explain(folder, layout, isRelocated, terminal);
        return new Evidence(layout.Store, ring, places, Environment.ProcessorCount, ReadAhead: 0)
        {
            Unexamined = layout.Unexamined,
        };
    }

    public static CommandException KeysMissing() =>
        CommandException.Usage(
            "--keys is required with --source",
            "trust never comes from the place that is verified: give the public keys from elsewhere"
        );

    /// <summary>The places in a copy that the user can mean.</summary>
    public static IReadOnlyList<TrailLocation> Among(IReadOnlyList<TrailLocation> places, LocationFilter wanted) =>
        wanted.Among(places) is { Count: > 0 } meant
            ? meant
            : throw CommandException.Usage(
                $"--source: no AWSLogs folder in s3://{wanted.Bucket ?? "any bucket"}/{wanted.Prefix}",
                $"there is one in: {string.Join(", ", places.Take(5))}"
            );

    /// <summary>The trail's bucket in S3, and keys from CloudTrail, unless files are given.</summary>
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
            terminal.Note("an organization's trail: all its accounts are verified, unless --account-id names one");
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
            KeepsReport = keepsReport,
        };

    /// <summary>The directories of a local source that could not be searched.</summary>
    public IReadOnlyList<UnexaminedFolder> Unexamined { get; init; } = [];

    /// <summary>What is a copy of what, when <see cref="RelocatedFrom"/> said so, or the fetch that brought it; else everything lies where it was delivered.</summary>
    public Relocation? Relocation { get; init; }

    /// <summary>The bundle in which it lies, and what is known of its signature; <c>null</c> when it lies elsewhere.</summary>
    public ReportBundle? Bundle { get; init; }

    /// <summary>Where is read, in the store's own names.</summary>
    public IReadOnlyList<TrailLocation> ReadPlaces => Relocation is { } relocation ? [relocation.Copy] : Places;

    /// <summary>The same as a copy of what was delivered elsewhere: it goes by the names of the original.</summary>
    /// <exception cref="CommandException">It is not clear which of several places is the copy.</exception>
    public Evidence RelocatedFrom(TrailLocation original, Terminal terminal)
    {
        if (Places is not [var copy])
            throw SeveralCopies(Places);
        if (copy == original)
        {
            terminal.Note($"--relocated-from: {original} is where is read: nothing is relocated");
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
            $"--relocated-from: there are {places.Count} places that can be the copy: {string.Join(", ", places.Take(5))}",
            "name the copy with --s3-bucket and --s3-prefix"
        );

    public void Dispose() => Session?.Dispose();
}
