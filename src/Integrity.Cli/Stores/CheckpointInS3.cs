using Integrity.Aws;
using Integrity.Aws.S3;
using Integrity.Digests;

namespace Integrity.Cli.Stores;

/// <summary>A checkpoint in an S3 object.</summary>
internal sealed class CheckpointInS3(AwsSettings settings, ObjectLocation location, TimeProvider clock)
    : ICheckpointStore
{
    private readonly AwsSession _session = new(settings);
    private S3Checkpoint? _object;

    private S3Checkpoint Object => _object ??= new S3Checkpoint(_session, location, clock);

    public Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken) =>
        Object.ReadAsync(maxBytes, cancellationToken);

    public Task<bool> ReplaceAsync(byte[] content, CancellationToken cancellationToken) =>
        Object.ReplaceAsync(content, cancellationToken);

    public void RequireWritable()
    {
        // Only writing the object shows whether it can be written.
    }

    public void Dispose() => _session.Dispose();
}
