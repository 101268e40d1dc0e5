using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Tests.Support;

/// <summary>A writer that fails at its n-th write, either before or after the object is written.</summary>
internal sealed class CrashingWriter(IObjectWriter inner, int atWrite, bool afterwards) : IObjectWriter
{
    private int _writes;

    public async ValueTask<bool> WriteOnceAsync(
        ObjectLocation location,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken = default
    )
    {
        var crashes = _writes++ == atWrite;
        if (crashes && !afterwards)
            throw new StoreException("the builder was killed before it wrote");
        var written = await inner.WriteOnceAsync(location, content, metadata, cancellationToken);
        return crashes ? throw new StoreException("the builder was killed after it wrote") : written;
    }
}
