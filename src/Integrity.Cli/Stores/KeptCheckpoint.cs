using Integrity.Checkpoints;
using Integrity.Cli.Output;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Cli.Stores;

/// <summary>
/// The checkpoint that <c>--checkpoint</c> names: read before a verification, replaced behind it. What is there and is no good is refused: it is neither ignored nor replaced.
/// </summary>
/// <param name="name">The file or the object, as it was given.</param>
/// <param name="place">Where it lies.</param>
/// <param name="key">Signs it, and must have signed it; <c>null</c> when it is not signed.</param>
/// <param name="check">Who checks its signature.</param>
internal sealed class KeptCheckpoint(string name, ICheckpointStore place, RsaDigestSigner? key, ISignatureCheck check)
    : IDisposable
{
    public const string Hint =
        "give the one that an earlier run wrote for this trail, or a name under which there is none yet";

    private const int MaxBytes = 64 << 20;

    /// <summary>What an earlier run has left; <c>null</c> when there is none yet.</summary>
    /// <exception cref="CommandException">It is not a checkpoint, that of another trail, or not signed as it should be.</exception>
    /// <exception cref="StoreException">The store cannot hand it out.</exception>
    public async Task<Checkpoint?> ReadAsync(Trail trail, Terminal terminal, CancellationToken cancellationToken)
    {
        if (await TryAsync(() => place.ReadAsync(MaxBytes, cancellationToken)) is not { } content)
        {
            terminal.Note($"--checkpoint: there is none at {name} yet; this run begins one");
            return null;
        }
        var checkpoint = Parse(content);
        return checkpoint.Trail == trail
            ? checkpoint
            : throw CommandException.Usage($"--checkpoint: {name} is of another trail: {checkpoint.Trail.Arn}", Hint);
    }

    /// <summary>What an earlier run has left of any trail.</summary>
    /// <exception cref="CommandException">There is none, it is not a checkpoint, or not signed as it should be.</exception>
    /// <exception cref="StoreException">The store cannot hand it out.</exception>
    public async Task<Checkpoint> ReadExistingAsync(CancellationToken cancellationToken) =>
        Parse(
            await TryAsync(() => place.ReadAsync(MaxBytes, cancellationToken))
                ?? throw CommandException.Usage(
                    $"--checkpoint: there is none at {name}",
                    "give the one that ctverify validate-logs --checkpoint wrote"
                )
        );

    /// <summary>Reports a file that cannot be written before the run.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public void RefuseUnwritable() => place.RefuseUnwritable();

    /// <summary>Says so when it lies in a bucket that is verified: who rolls that one back can roll this one back too.</summary>
    public void WarnWhenAmong(IReadOnlyList<TrailLocation> places, Terminal terminal)
    {
        if (!places.Any(verified => name.StartsWith($"s3://{verified.Bucket}/", StringComparison.Ordinal)))
            return;
        terminal.Error(
            $"--checkpoint: {name} lies in the bucket that is verified",
            "keep it in a bucket that whoever writes log files cannot write to: brought back to an older state together, the two agree"
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
                    "give the key that signed it with --checkpoint-key"
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
                $"--checkpoint: {name} cannot be used: {e.Message}",
                key is null ? Hint : $"{Hint}; --checkpoint-key takes only what the same key has signed"
            );
        }
    }

    /// <summary>Leaves a checkpoint for the next run.</summary>
    /// <exception cref="CommandException">Another run has left one in the meantime: it stays.</exception>
    /// <exception cref="StoreException">The store does not take it.</exception>
    public async Task ReplaceAsync(Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var content = key is null
            ? CheckpointJson.Write(checkpoint)
            : await SignedCheckpoint.WriteAsync(checkpoint, key, cancellationToken);
        if (await TryAsync(() => place.ReplaceAsync(content, cancellationToken)))
            return;
        throw new CommandException(
            $"--checkpoint: {name} was written or deleted while this run was under way; what it holds now was left as it is",
            "run one verification at a time; the next run connects to what is there",
            ExitCode.Incomplete
        );
    }

    private async Task<T> TryAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
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
