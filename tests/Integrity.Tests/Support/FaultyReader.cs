using System.Net;
using System.Runtime.CompilerServices;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>
/// A store with faults. A fault on an object path makes that object fail to open. A fault on a prefix (it ends in a
/// slash) makes every listing at or below it fail.
/// </summary>
/// <param name="inner">The store to read from.</param>
/// <param name="faults">Object path or prefix, mapped to <c>forbidden</c> or <c>unavailable</c>.</param>
internal sealed class FaultyReader(IObjectReader inner, IReadOnlyDictionary<string, string> faults) : IObjectReader
{
    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default) =>
        faults.TryGetValue(location.Path, out var fault)
            ? throw Of(fault)
            : inner.OpenAsync(location, cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        FailWhenListed(prefix);
        await foreach (var path in inner.ListAsync(bucket, prefix, startAfter, cancellationToken))
            yield return path;
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        FailWhenListed(prefix);
        await foreach (var folder in inner.ListFoldersAsync(bucket, prefix, cancellationToken))
            yield return folder;
    }

    private void FailWhenListed(string prefix)
    {
        foreach (var (faulty, fault) in faults)
        {
            if (faulty.EndsWith('/') && prefix.StartsWith(faulty, StringComparison.Ordinal))
                throw Of(fault);
        }
    }

    /// <summary>The exception that S3 causes for this fault.</summary>
    public static StoreException Of(string fault) =>
        fault switch
        {
            "forbidden" => S3Failure.ToException(HttpStatusCode.Forbidden, "AccessDenied"),
            "unavailable" => S3Failure.ToException(HttpStatusCode.ServiceUnavailable, "SlowDown"),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "forbidden or unavailable"),
        };
}

/// <summary>A source of keys that cannot be reached.</summary>
internal sealed class FaultyKeys(string fault) : IKeySource
{
    public ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken = default
    ) => throw FaultyReader.Of(fault);
}

/// <summary>A broken RSA implementation that rejects every signature.</summary>
internal sealed class DenyingSignatureCheck : ISignatureCheck
{
    public SignatureCheckResult Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) =>
        SignatureCheckResult.Invalid;
}
