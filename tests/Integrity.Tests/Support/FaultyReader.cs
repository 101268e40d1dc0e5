using System.Net;
using System.Runtime.CompilerServices;
using Integrity.Aws.S3;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>
/// A store in front of which something fails. A fault on a key keeps that object from being opened; one on a prefix (it ends in a slash) keeps what is at or below it from being listed.
/// </summary>
/// <param name="inner">The store.</param>
/// <param name="faults">Key or prefix, and what happens: <c>forbidden</c> or <c>unavailable</c>.</param>
internal sealed class FaultyReader(IObjectReader inner, IReadOnlyDictionary<string, string> faults) : IObjectReader
{
    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken) =>
        faults.TryGetValue(location.Path, out var fault)
            ? throw Of(fault)
            : inner.OpenAsync(location, cancellationToken);

    public async IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        FailWhenListed(prefix);
        await foreach (var key in inner.ListAsync(bucket, prefix, startAfter, cancellationToken))
            yield return key;
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
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

    /// <summary>What S3 lets us say then.</summary>
    public static StoreException Of(string fault) =>
        fault switch
        {
            "forbidden" => S3Failure.ToException(HttpStatusCode.Forbidden, "AccessDenied"),
            "unavailable" => S3Failure.ToException(HttpStatusCode.ServiceUnavailable, "SlowDown"),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "forbidden or unavailable"),
        };
}

/// <summary>A source of keys that cannot be asked.</summary>
internal sealed class FaultyKeys(string fault) : IKeySource
{
    public ValueTask<KeyRing> GetAsync(
        string region,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) => throw FaultyReader.Of(fault);
}

/// <summary>A faulty RSA: no signature is right.</summary>
internal sealed class DenyingSignatureCheck : ISignatureCheck
{
    public SignatureAnswer Check(PublicKey key, ReadOnlySpan<byte> data, Signature signature) => SignatureAnswer.Wrong;
}
