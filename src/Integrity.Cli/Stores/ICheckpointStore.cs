namespace Integrity.Cli.Stores;

/// <summary>Stores a checkpoint between runs.</summary>
internal interface ICheckpointStore : IDisposable
{
    /// <summary>Reads the checkpoint; <c>null</c> if there is none. Fails above <paramref name="maxBytes"/>.</summary>
    Task<byte[]?> ReadAsync(int maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Checks before the run that the checkpoint can be written, if that is possible without writing.
    /// </summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    void RequireWritable();

    /// <summary>
    /// Replaces the checkpoint atomically; <c>false</c> if it changed since it was read, because another run was
    /// faster.
    /// </summary>
    Task<bool> ReplaceAsync(byte[] content, CancellationToken cancellationToken);
}
