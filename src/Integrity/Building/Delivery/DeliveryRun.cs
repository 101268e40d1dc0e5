using System.Runtime.CompilerServices;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>Runs a delivery: compresses files in parallel, names them in order, and writes them in parallel.</summary>
internal sealed class DeliveryRun(
    IObjectReader reader,
    IObjectWriter writer,
    TimeProvider clock,
    DeliveryRequest request,
    IReadOnlyList<SourcePath> sources
)
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly DeliveryNames _names = new(request, clock, sources.Count);
    private readonly SourceRemoval _removal = new(reader);
    private readonly Dictionary<(Sha256Hash, DateTimeOffset?), Task<DeliveryResult>> _inThisRun = [];

    public async IAsyncEnumerable<DeliveryResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = sources.Select(Inspect).ToList();
        request.Progress?.SetTotal(files.Where(file => file.Result is null).Sum(file => file.Source!.Length));
        var delivered = await EarlierDeliveries
            .FindAsync(reader, request, _started, files, cancellationToken)
            .ConfigureAwait(false);
        using var processors = new ParallelLimit(request.Concurrency);
        // Work far enough ahead that small files keep the processors busy while a large file is compressed.
        var ahead = 4 * request.Concurrency;
        var packing = new OrderedParallel<PendingFile, PendingFile>(
            ahead,
            (file, _) => Task.Run(() => PackAsync(file, delivered, processors, cancellationToken), cancellationToken)
        );
        var storing = new OrderedParallel<PendingFile, DeliveryResult>(
            ahead,
            (file, _) => StoreAsync(file, cancellationToken)
        );
        var packed = packing.RunAsync(files.ToAsyncEnumerable(), cancellationToken);
        await foreach (var result in storing.RunAsync(packed, cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    private PendingFile Inspect(SourcePath path, int index)
    {
        var file = new PendingFile(path.Shown);
        try
        {
            var source = LogFileSource.Inspect(path, index);
            file = file with { Source = source };
            return source.Length == 0
                ? file.Ended(DeliveryStatus.Empty)
                : file with
                {
                    Time = request.Time.Of(source, _started),
                };
        }
        catch (NotDeliveredException e)
        {
            return file.Failed(e.Message, e.Hint);
        }
    }

    private async Task<PendingFile> PackAsync(
        PendingFile file,
        EarlierDeliveries delivered,
        ParallelLimit processors,
        CancellationToken cancellationToken
    )
    {
        if (file.Result is not null)
            return file;
        PackedLogFile? packed = null;
        try
        {
            packed = await processors
                .RunAsync(
                    () => PackedLogFile.OfAsync(file.Source!, request.Progress, cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (packed.IsEmpty)
                return file.Ended(DeliveryStatus.Empty);
            var existing = await delivered.FindAsync(file, packed.Hash, cancellationToken).ConfigureAwait(false);
            (var kept, packed) = (packed, null);
            return file with { Packed = kept, Existing = existing };
        }
        catch (NotDeliveredException e)
        {
            return file.Failed(e.Message, e.Hint);
        }
        catch (StoreException e)
        {
            return file.Failed($"cannot check whether it was delivered before: {e.Message}", e.Hint);
        }
        finally
        {
            packed?.Dispose();
        }
    }

    /// <summary>
    /// Starts to store a file. Called in the order of the files, so names are assigned in that order.
    /// </summary>
    private Task<DeliveryResult> StoreAsync(PendingFile file, CancellationToken cancellationToken)
    {
        if (file.Result is { } result)
            return Task.FromResult(result);
        var content = (file.Packed!.Hash, file.Time);
        var first = _inThisRun.GetValueOrDefault(content);
        var name = _names.Next(file.Time, file.Source!.Index, 0, file.Packed.Hash);
        var storing = Task.Run(() => StoreAsync(file, first, name, cancellationToken), cancellationToken);
        _inThisRun[content] = storing;
        return storing;
    }

    private async Task<DeliveryResult> StoreAsync(
        PendingFile file,
        Task<DeliveryResult>? sameContent,
        ObjectLocation name,
        CancellationToken cancellationToken
    )
    {
        using var packed = file.Packed!;
        try
        {
            var existing = sameContent is null ? file.Existing : (await sameContent.ConfigureAwait(false)).Location;
            var result = existing is null
                ? await WriteAsync(file, packed, name, cancellationToken).ConfigureAwait(false)
                : new DeliveryResult(file.Path, DeliveryStatus.DeliveredBefore)
                {
                    Location = existing,
                    SourceBytes = file.Source!.Length,
                };
            return request.Move
                ? await _removal.RemoveAsync(packed, result, cancellationToken).ConfigureAwait(false)
                : result;
        }
        catch (StoreException e)
        {
            return file.Failed(e.Message, e.Hint).Result!;
        }
    }

    private async Task<DeliveryResult> WriteAsync(
        PendingFile file,
        PackedLogFile packed,
        ObjectLocation name,
        CancellationToken cancellationToken
    )
    {
        const int MaxAttempts = 5;
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            // The name can be taken if the response to an earlier attempt was lost, or if someone guessed it.
            if (
                await writer.WriteOnceAsync(name, packed.Gzip, NoMetadata, cancellationToken).ConfigureAwait(false)
                || await StoredCopy.MatchesAsync(reader, name, packed.Hash, cancellationToken).ConfigureAwait(false)
            )
                return new DeliveryResult(file.Path, DeliveryStatus.Delivered)
                {
                    Location = name,
                    SourceBytes = file.Source!.Length,
                    StoredBytes = packed.Gzip.Length,
                };
            name = _names.Next(file.Time, file.Source!.Index, attempt, packed.Hash);
        }
        return file.Failed(
            $"all names for it are taken, the last one is {name}",
            "find out who else writes there"
        ).Result!;
    }
}
