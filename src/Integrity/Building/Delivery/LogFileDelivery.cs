using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>
/// Delivers log files: compresses them, names them as CloudTrail does, and places them where a <see cref="DigestBuilder"/> finds them.
/// Nothing is ever overwritten, and the names sort in the order of the files.
/// <para>
/// Delivering again is safe at any time: a file counts as delivered when its content lies in the store under a name whose time is not earlier than the last modification of the
/// file, less an hour for clocks that differ, or, when its time comes from its name or is given, under that very time. The copy is found by its name and read before that is said.
/// So a file that has grown is delivered anew, and two files of one content are delivered once.
/// </para>
/// Two deliveries of one file at the same time can both deliver it: nothing is lost, it is there twice.
/// </summary>
/// <param name="reader">Finds and reads what was delivered.</param>
/// <param name="writer">Takes the log files.</param>
/// <param name="clock">The time of delivery.</param>
public sealed class LogFileDelivery(IObjectReader reader, IObjectWriter writer, TimeProvider clock)
{
    /// <summary>The most bytes that a log file may hold; verifiers read no more by default.</summary>
    public const long MaxLogFileBytes = 16L << 30;

    /// <summary>Delivers files. What became of each is handed out in their order; one that fails does not keep the others from being delivered.</summary>
    /// <param name="request">Where to, and how.</param>
    /// <param name="paths">The files. Links are not followed.</param>
    /// <param name="cancellationToken">Ends it; a file whose delivery was under way can have been delivered, and is found when asked again.</param>
    /// <exception cref="StoreException">What the store holds cannot be listed; nothing was delivered.</exception>
    public IAsyncEnumerable<DeliveryResult> DeliverAsync(
        DeliveryRequest request,
        IReadOnlyList<string> paths,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        Check(request);
        return DeliverFilesAsync(request, paths, cancellationToken);
    }

    /// <summary>Delivers the files that were found. What became of each is returned in their order.</summary>
    /// <param name="request">Where to, and how.</param>
    /// <param name="sources">The files; the caller disposes them afterwards.</param>
    /// <param name="cancellationToken">Ends it, as above.</param>
    /// <exception cref="StoreException">What the store holds cannot be listed; nothing was delivered.</exception>
    public IAsyncEnumerable<DeliveryResult> DeliverAsync(
        DeliveryRequest request,
        LogFileSources sources,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(sources);
        Check(request);
        return new DeliveryRun(reader, writer, clock, request, sources.Places).RunAsync(cancellationToken);
    }

    private async IAsyncEnumerable<DeliveryResult> DeliverFilesAsync(
        DeliveryRequest request,
        IReadOnlyList<string> paths,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var sources = LogFileSources.OfFiles(paths);
        await foreach (var result in DeliverAsync(request, sources, cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    private static void Check(DeliveryRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Concurrency < 1)
            throw new ArgumentException("at least one file is compressed at a time", nameof(request));
        if (!FolderPath.IsAccountId(request.AccountId))
            throw new ArgumentException("an account has 12 digits", nameof(request));
        if (!FolderPath.IsRegion(request.Region))
            throw new ArgumentException("not the name of a region", nameof(request));
        if (request.OrganizationId is { } organization && !FolderPath.IsOrganizationId(organization))
            throw new ArgumentException("not the id of an organization", nameof(request));
    }
}
