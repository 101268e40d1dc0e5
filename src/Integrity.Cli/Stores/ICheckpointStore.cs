namespace Integrity.Cli.Stores;

/// <summary>Where a checkpoint is kept from one run to the next.</summary>
internal interface ICheckpointStore : IDisposable
{
    /// <summary>What lies there; <c>null</c> when there is nothing yet. Larger than <paramref name="maxBytes"/> is refused.</summary>
    Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken);

    /// <summary>Reports a place that cannot be written before the run, as far as that can be known without writing to it.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    void RefuseUnwritable();

    /// <summary>Replaces what was read, whole or not at all; <c>false</c> when it is not there any more as it was read: another run was faster.</summary>
    Task<bool> ReplaceAsync(byte[] content, CancellationToken cancellationToken);
}
