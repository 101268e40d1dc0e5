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

/// <summary>Opens a bundle as the source of a verification, without unpacking it.</summary>
internal static class BundledEvidence
{
    /// <summary>The value of <c>--keys</c> that selects the keys in the bundle.</summary>
    private const string KeysInBundle = "bundle";

    public static Option<string?> KeyOption() =>
        new("--bundle-key")
        {
            Description =
                "Public key of the bundle's creator. The bundle must then match its signed manifest, and --keys bundle "
                + "selects the keys in it.",
            HelpName = "FILE",
        };

    /// <exception cref="CommandException">
    /// The file is not a bundle, does not match its signature, or there are no keys to trust.
    /// </exception>
    /// <exception cref="StoreException">The file cannot be read, or its signature cannot be checked.</exception>
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
        var usesBundledKeys = trust.Keys == KeysInBundle;
        if (usesBundledKeys && trust.BundleKey is null)
            throw CommandException.Usage(
                "--keys bundle requires --bundle-key: keys in an unverified bundle prove nothing",
                "pass the public key of the bundle's creator with --bundle-key, or keys from another source with --keys"
            );
        var ring = usesBundledKeys ? null : KeyRingFile.Load(trust.Keys);
        using var creator = trust.BundleKey is null ? null : LoadCreatorKey(trust.BundleKey);
        using var status = new BundleStatus(terminal, "opening the bundle", "checked");
        var bundle = Open(path, cancellationToken);
        try
        {
            status.Begin(bundle.Progress, bundle.Count);
            var problems = creator is null
                ? []
                : await FindProblemsAsync(bundle, path, creator, trust.Check, cancellationToken);
            status.Dispose();
            var about = creator is null
                ? NotChecked(bundle, path, terminal)
                : Accept(problems, path, creator, terminal);
            var fetched = FindFetched(bundle, path);
            var places = fetched is null ? [] : wanted.Among(fetched.PlacesOf(trail));
            if (bundle.Places.Count == 0 && places.Count == 0)
                throw CommandException.Usage(
                    $"--source: no AWSLogs directory in {path}",
                    "bundle a directory laid out as DIR/BUCKET/[prefix/]AWSLogs/…"
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
            return evidence with { Bundle = about with { UsesOwnKeys = usesBundledKeys } };
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
                "pass a directory, or a bundle created by ctverify bundle; decompress a compressed bundle first"
            );
        }
    }

    /// <summary>
    /// Returns the fetched directory inside a bundle; <c>null</c> if the bundle contains another kind.
    /// </summary>
    public static FetchedStore? FindFetched(Bundle bundle, string path) =>
        bundle.OpenAbout(FetchedStore.ManifestName) is { } manifest
            ? FetchedStore.Of(bundle.Store, manifest, $"{FetchedStore.ManifestName} in {path}")
            : null;

    private static PublicKey LoadCreatorKey(string bundleKey)
    {
        var entries = KeyRingFile.Load(bundleKey).Entries;
        return entries.Count == 1
            ? entries[0].Key
            : throw CommandException.Usage(
                $"--bundle-key: {bundleKey} contains {entries.Count} public keys",
                "pass a file with only the public key of the bundle's creator"
            );
    }

    private static ReportBundle NotChecked(Bundle bundle, string path, Terminal terminal)
    {
        if (!bundle.IsSigned)
            return new ReportBundle(path, BundleSignatureState.NotSigned);
        terminal.Note("the bundle's signature was not checked; check it with --bundle-key FILE");
        return new ReportBundle(path, BundleSignatureState.NotChecked);
    }

    /// <summary>
    /// Returns the bundle's signature state. A bundle that does not match its signature is evidence of tampering, so
    /// nothing in it is verified.
    /// </summary>
    private static ReportBundle Accept(
        IReadOnlyList<string> problems,
        string path,
        PublicKey creator,
        Terminal terminal
    )
    {
        // The fingerprint as ctverify bundle prints it, whatever the encoding of the key file.
        var name = KeyFingerprint.Of(creator.Pkcs1Der.Span);
        foreach (var problem in problems)
            terminal.Note($"{path}: {problem}");
        return problems.Count == 0
            ? new ReportBundle(path, BundleSignatureState.Verified, name.Hex)
            : throw new CommandException(
                $"{path} is INVALID: it does not match what its creator signed with the key {name}",
                "get the bundle again, or its parts from another source; nothing in it was verified",
                ExitCode.Invalid
            );
    }

    /// <summary>
    /// Checks the bundle's signature. If the implementations disagree, nothing in it is verified either.
    /// </summary>
    private static async Task<IReadOnlyList<string>> FindProblemsAsync(
        Bundle bundle,
        string path,
        PublicKey creator,
        ISignatureCheck check,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await bundle.CheckAsync(creator, check, Environment.ProcessorCount, cancellationToken);
        }
        catch (StoreException e)
        {
            throw new StoreException($"{path}: COULD NOT CHECK: {e.Message}", e.Hint, e);
        }
    }
}
