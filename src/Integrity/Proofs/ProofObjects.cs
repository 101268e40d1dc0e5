using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Proofs;

/// <summary>Presents the objects in a proof as a store, so that the same code checks them.</summary>
internal sealed class ProofObjects : IObjectReader
{
    private readonly Dictionary<ObjectLocation, ProvedDigest> _objects;

    public ProofObjects(Proof proof)
    {
        _objects = proof.Digests.ToDictionary(digest => digest.Location);
        if (proof.Content is { } content)
            _objects.Add(
                proof.LogFile,
                new ProvedDigest(proof.LogFile, content, new Dictionary<string, string>(StringComparer.Ordinal))
            );
    }

    public ValueTask<StoredObject?> OpenAsync(ObjectLocation location, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<StoredObject?>(
            _objects.TryGetValue(location, out var stored) ? new ProofObject(stored) : null
        );

    public IAsyncEnumerable<string> ListAsync(
        string bucket,
        string prefix,
        string? startAfter,
        CancellationToken cancellationToken = default
    ) => AsyncEnumerable.Empty<string>();

    public IAsyncEnumerable<string> ListFoldersAsync(
        string bucket,
        string prefix,
        CancellationToken cancellationToken = default
    ) => AsyncEnumerable.Empty<string>();

    private sealed class ProofObject(ProvedDigest stored) : StoredObject
    {
        public override Stream Content { get; } = new MemoryStream(stored.Content.ToArray(), writable: false);

        public override ValueTask<IReadOnlyDictionary<string, string>?> ReadMetadataAsync(
            CancellationToken cancellationToken = default
        ) => new(stored.Metadata);
    }
}
