using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Storage;

namespace Integrity.Building.Delivery;

/// <summary>
/// Delivers log files: compresses them and stores them under CloudTrail-style names, where <see cref="DigestBuilder"/>
/// finds them. Nothing is ever overwritten. The names sort in the order of the files.
/// <para>
/// You can deliver again at any time. A file counts as delivered if the store contains its content under a name whose
/// time is not before the last modification of the file (minus one hour, because clocks differ). If the time is fixed
/// or taken from the file name, the name in the store must have exactly that time. The copy is read to make sure.
/// Therefore a file that has grown is delivered again, and two files with the same content are delivered once.
/// </para>
/// Two concurrent deliveries of the same file may both deliver it. Nothing is lost, but the store contains it twice.
/// </summary>
/// <param name="reader">Finds and reads delivered log files.</param>
/// <param name="writer">Writes log files.</param>
/// <param name="clock">The clock for delivery times.</param>
public sealed class LogFileDelivery(IObjectReader reader, IObjectWriter writer, TimeProvider clock)
{
    /// <summary>Maximum decompressed size of a log file, in bytes. By default, verifiers do not accept more.</summary>
    public const long MaxLogFileBytes = 16L << 30;

    /// <summary>
    /// Delivers files and returns the results in their order. A failed file does not stop the others.
    /// </summary>
    /// <param name="request">The options of the delivery.</param>
    /// <param name="paths">The files. Links are not followed.</param>
    /// <param name="cancellationToken">
    /// Cancels the delivery. A file in progress may have been delivered; the next delivery finds it.
    /// </param>
    /// <exception cref="StoreException">The store cannot be listed. Nothing was delivered.</exception>
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

    /// <summary>Delivers files that were found in directories and returns the results in their order.</summary>
    /// <param name="request">The options of the delivery.</param>
    /// <param name="sources">The files. The caller disposes them afterwards.</param>
    /// <param name="cancellationToken">Cancels the delivery, as above.</param>
    /// <exception cref="StoreException">The store cannot be listed. Nothing was delivered.</exception>
    public IAsyncEnumerable<DeliveryResult> DeliverAsync(
        DeliveryRequest request,
        LogFileSources sources,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(sources);
        Check(request);
        return new DeliveryRun(reader, writer, clock, request, sources.Locations).RunAsync(cancellationToken);
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
            throw new ArgumentException("concurrency must be at least 1", nameof(request));
        if (!FolderPath.IsAccountId(request.AccountId))
            throw new ArgumentException("an account ID has 12 digits", nameof(request));
        if (!FolderPath.IsRegion(request.Region))
            throw new ArgumentException("invalid region name", nameof(request));
        if (request.OrganizationId is { } organization && !FolderPath.IsOrganizationId(organization))
            throw new ArgumentException("invalid organization ID", nameof(request));
    }
}
