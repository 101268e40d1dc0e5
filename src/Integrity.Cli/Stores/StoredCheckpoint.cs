using Integrity.Checkpoints;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Cli.Stores;

/// <summary>
/// The checkpoint named by <c>--checkpoint</c>: read before a verification, replaced after it. An unusable checkpoint
/// is an error; it is neither ignored nor replaced.
/// </summary>
/// <param name="name">The file or object, as given on the command line.</param>
/// <param name="place">Stores the checkpoint.</param>
/// <param name="key">Key that must have signed it and signs the new one; <c>null</c> if it is not signed.</param>
/// <param name="check">Checks its signature.</param>
internal sealed class StoredCheckpoint(string name, ICheckpointStore place, RsaDigestSigner? key, ISignatureCheck check)
    : IDisposable
{
    public const string Hint = "pass the checkpoint of an earlier run for this trail, or a new name";

    private const int MaxBytes = 64 << 20;

    /// <summary>Reads the checkpoint of an earlier run; <c>null</c> if there is none.</summary>
    /// <exception cref="CommandException">
    /// It is not a checkpoint, belongs to another trail, or is not signed with the key.
    /// </exception>
    /// <exception cref="StoreException">The store cannot read it.</exception>
    public async Task<Checkpoint?> ReadAsync(Trail trail, Terminal terminal, CancellationToken cancellationToken)
    {
        if (await TryAsync(() => place.ReadAsync(MaxBytes, cancellationToken)) is not { } content)
        {
            terminal.Note($"--checkpoint: {name} does not exist yet; this run creates it");
            return null;
        }
        var checkpoint = Parse(content);
        return checkpoint.Trail == trail
            ? checkpoint
            : throw CommandException.Usage(
                $"--checkpoint: {name} belongs to another trail: {checkpoint.Trail.Arn}",
                Hint
            );
    }

    /// <summary>Reads the checkpoint of an earlier run, for any trail.</summary>
    /// <exception cref="CommandException">There is none, it is not a checkpoint, or it is not signed with the
    /// key.</exception>
    /// <exception cref="StoreException">The store cannot read it.</exception>
    public async Task<Checkpoint> ReadExistingAsync(CancellationToken cancellationToken) =>
        Parse(
            await TryAsync(() => place.ReadAsync(MaxBytes, cancellationToken))
                ?? throw CommandException.Usage(
                    $"--checkpoint: {name} does not exist",
                    "pass a checkpoint written by ctverify validate-logs --checkpoint"
                )
        );

    /// <summary>Checks before the run that a file can be written.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public void RequireWritable() => place.RequireWritable();

    /// <summary>
    /// Warns if the checkpoint is in a bucket that is verified, because an attacker could roll back both.
    /// </summary>
    public void WarnIfIn(IReadOnlyList<TrailLocation> places, Terminal terminal)
    {
        if (!places.Any(verified => name.StartsWith($"s3://{verified.Bucket}/", StringComparison.Ordinal)))
            return;
        terminal.Error(
            $"--checkpoint: {name} is in the bucket to verify",
            "keep it in a bucket that the writers of log files cannot write to; otherwise both can be rolled back"
        );
    }

    private Checkpoint Parse(byte[] content)
    {
        try
        {
            if (key is not null)
                return SignedCheckpoint.Read(content, key.PublicKey, check);
            return SignedCheckpoint.IsSigned(content)
                ? throw CommandException.Usage(
                    $"--checkpoint: {name} is signed",
                    "pass the key that signed it with --checkpoint-key"
                )
                : CheckpointJson.Read(content);
        }
        catch (StoreException e)
        {
            throw new StoreException($"--checkpoint: {name}: COULD NOT CHECK: {e.Message}", e.Hint, e);
        }
        catch (FormatException e)
        {
            throw CommandException.Usage(
                $"--checkpoint: {name} is not usable: {e.Message}",
                key is null ? Hint : $"{Hint}; with --checkpoint-key, the same key must have signed it"
            );
        }
    }

    /// <summary>Replaces the checkpoint for the next run.</summary>
    /// <exception cref="CommandException">Another run replaced it in the meantime. It stays as it is.</exception>
    /// <exception cref="StoreException">The store cannot write it.</exception>
    public async Task ReplaceAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var content = key is null
            ? CheckpointJson.Write(checkpoint)
            : await SignedCheckpoint.WriteAsync(checkpoint, key, cancellationToken);
        if (await TryAsync(() => place.ReplaceAsync(content, cancellationToken)))
            return;
        throw new CommandException(
            $"--checkpoint: {name} was replaced or deleted during this run; it was left as it is",
            "run one verification at a time; the next run connects to the current checkpoint",
            ExitCode.Incomplete
        );
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (StoreException e)
        {
            throw new StoreException($"--checkpoint: {name}: {e.Message}", e.Hint, e);
        }
    }

    public void Dispose()
    {
        key?.Dispose();
        place.Dispose();
    }
}
