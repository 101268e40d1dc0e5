using System.Collections.Concurrent;
using Integrity.Digests;

namespace Integrity.Keys;

/// <summary>
/// A folder of signing keys, one folder a region, as <see cref="SigningKeyFile"/> lays it out. It is read anew each time, so that a key that is added while
/// a builder runs is found. Safe for use by several tasks at once.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class SigningKeyFolder(string path) : ISignerSource, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<RsaDigestSigner>> _signers = new(StringComparer.Ordinal);

    /// <summary>The regions that have a private key, in ordinal order.</summary>
    public IReadOnlyList<string> Regions => Directory.Exists(path)
        ? [.. Directory.GetDirectories(path).Where(d => KeyFolder.IsRegion(Path.GetFileName(d)) && PrivateKeys(d).Length > 0).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [];

    /// <inheritdoc/>
    public ValueTask<IDigestSigner?> GetAsync(string region, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(path, region);
        var candidates = (Directory.Exists(folder) ? PrivateKeys(folder) : []).Select(Describe);
        return ValueTask.FromResult<IDigestSigner?>(ValidKey<string>.Newest(candidates, time, folder) is { } chosen ? Load(chosen.Key) : null);
    }

    private static string[] PrivateKeys(string regionFolder) => [.. Directory.GetFiles(regionFolder, "*" + SigningKeyFile.Ending).Order(StringComparer.Ordinal)];

    private static ValidKey<string> Describe(string privatePath)
    {
        var publicHalf = SigningKeyFile.ReadPublicHalf(privatePath);
        return new ValidKey<string>(privatePath, publicHalf?.ValidFrom, publicHalf?.ValidUntil);
    }

    private RsaDigestSigner Load(string privatePath) => _signers.GetOrAdd(privatePath, key => new Lazy<RsaDigestSigner>(() => SigningKeyFile.Load(key))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signer in _signers.Values.Where(signer => signer.IsValueCreated)) signer.Value.Dispose();
    }
}
