using System.CommandLine;
using Integrity.Bundles;
using Integrity.Cli.Options;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Fetching;
using Integrity.Keys;
using Integrity.Reporting;
using Integrity.Storage;

namespace Integrity.Cli.Stores;

/// <summary>A bundle as the source of a verification, read where it lies.</summary>
internal static class BundledEvidence
{
    /// <summary>What <c>--keys</c> says for the keys in the bundle.</summary>
    private const string OwnKeys = "bundle";

    public static Option<string?> KeyOption() =>
        new("--bundle-key")
        {
            Description =
                "The public key of whoever made the bundle that --source names. The bundle must then be what its maker signed, and --keys bundle takes the keys in it.",
            HelpName = "FILE",
        };

    /// <exception cref="CommandException">The file is not a bundle, or not what its maker signed, or there are no keys to trust.</exception>
    /// <exception cref="StoreException">The file cannot be read, or its signature could not be checked.</exception>
    public static async Task<Evidence> OpenAsync(
        string path,
        Trail trail,
        TrustOptions trust,
        LocationFilter wanted,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        if (trust.Keys is null)
            throw Evidence.KeysMissing();
        var usesOwnKeys = trust.Keys == OwnKeys;
        if (usesOwnKeys && trust.BundleKey is null)
            throw CommandException.Usage(
                "--keys bundle is refused without --bundle-key: keys that come with what they are to verify prove nothing",
                "give the public key of the bundle's maker, or keys from elsewhere"
            );
        var ring = usesOwnKeys ? null : KeyRingFile.Load(trust.Keys);
        using var maker = trust.BundleKey is null ? null : LoadMaker(trust.BundleKey);
        using var status = new BundleStatus(terminal, "opening the bundle", "checked");
        var bundle = Open(path, cancellationToken);
        try
        {
            status.Begin(bundle.Progress, bundle.Count);
            var problems = maker is null
                ? []
                : await FindProblemsAsync(bundle, path, maker, trust.Check, cancellationToken);
            status.Dispose();
            var about = maker is null ? NotChecked(bundle, path, terminal) : Accept(problems, path, maker, terminal);
            var fetched = FindFetched(bundle, path);
            var places = fetched is null ? [] : wanted.Among(fetched.PlacesOf(trail));
            if (bundle.Places.Count == 0 && places.Count == 0)
                throw CommandException.Usage(
                    $"--source: no AWSLogs folder in {path}",
                    "bundle a folder that holds DIR/BUCKET/[prefix/]AWSLogs/…"
                );
            ring ??= bundle.LoadKeys();
            var evidence =
                fetched is not null && places.Count > 0
                    ? new Evidence(
                        fetched,
                        fetched.Without(ring),
                        places,
                        Environment.ProcessorCount,
                        ReadAhead: 0,
                        bundle
                    )
                    {
                        Relocation = fetched.RelocationOf(trail),
                    }
                    : new Evidence(
                        bundle.Store,
                        ring,
                        Evidence.Among(bundle.Places, wanted),
                        Environment.ProcessorCount,
                        ReadAhead: 0,
                        bundle
                    );
            return evidence with { Bundle = about with { UsesOwnKeys = usesOwnKeys } };
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    private static Bundle Open(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Bundle.Open(path, cancellationToken);
        }
        catch (FormatException e)
        {
            throw CommandException.Usage(
                $"--source: {path} is not a bundle: {e.Message}",
                "give a folder, or a bundle as ctverify bundle makes it; one that was compressed has to be decompressed first"
            );
        }
    }

    /// <summary>The bundle as that of a fetched folder; <c>null</c> when it is of another.</summary>
    public static FetchedStore? FindFetched(Bundle bundle, string path) =>
        bundle.OpenAbout(FetchedStore.ManifestName) is { } manifest
            ? FetchedStore.Of(bundle.Store, manifest, $"{FetchedStore.ManifestName} in {path}")
            : null;

    private static PublicKey LoadMaker(string bundleKey)
    {
        var entries = KeyRingFile.Load(bundleKey).Entries;
        return entries.Count == 1
            ? entries[0].Key
            : throw CommandException.Usage(
                $"--bundle-key: {bundleKey} holds {entries.Count} public keys",
                "give the one of the bundle's maker"
            );
    }

    private static ReportBundle NotChecked(Bundle bundle, string path, Terminal terminal)
    {
        if (!bundle.IsSigned)
            return new ReportBundle(path, BundleSignatureState.NotSigned);
        terminal.Note("the bundle's own signature was not checked: --bundle-key FILE checks it");
        return new ReportBundle(path, BundleSignatureState.NotChecked);
    }

    /// <summary>A bundle that is not what was signed is evidence of tampering: nothing in it is looked at further.</summary>
    private static ReportBundle Accept(IReadOnlyList<string> problems, string path, PublicKey maker, Terminal terminal)
    {
        // the name of the key in the encoding in which ctverify bundle tells it, whatever that of the file is
        var name = KeyFingerprint.Of(maker.Pkcs1Der.Span);
        foreach (var problem in problems)
            terminal.Note($"{path}: {problem}");
        return problems.Count == 0
            ? new ReportBundle(path, BundleSignatureState.Verified, name.Hex)
            : throw new CommandException(
                $"{path} is INVALID: it is not what its maker signed with the key {name}",
                "nothing in it was verified; get the bundle again, or its parts from elsewhere",
                ExitCode.Invalid
            );
    }

    /// <summary>Of one whose signature is disputed nothing is known, so nothing in it is looked at further either.</summary>
    private static async Task<IReadOnlyList<string>> FindProblemsAsync(
        Bundle bundle,
        string path,
        PublicKey maker,
        ISignatureCheck check,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await bundle.CheckAsync(maker, check, Environment.ProcessorCount, cancellationToken);
        }
        catch (StoreException e)
        {
            throw new StoreException($"{path}: COULD NOT CHECK: {e.Message}", e.Hint, e);
        }
    }
}
