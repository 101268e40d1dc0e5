using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Delivery;

/// <summary>Accepts every object and discards it, for <c>--dry-run</c>.</summary>
internal sealed class DryRunWriter : IObjectWriter
{
    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(true);

    public ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        Stream content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(true);
}
