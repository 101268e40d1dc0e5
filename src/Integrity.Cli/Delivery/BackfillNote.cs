using System.Globalization;
using Integrity.Building.Delivery;
using Integrity.Cli.Output;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Delivery;

/// <summary>
/// Warns if log files were delivered into hours that already have a digest. Otherwise nothing would look wrong, but
/// without a backfill digest no digest would ever list them.
/// </summary>
/// <param name="reader">The store with the digests.</param>
/// <param name="request">The delivery.</param>
internal sealed class BackfillNote(IObjectReader reader, DeliveryRequest request)
{
    private DateTimeOffset? _earliest;

    public void Add(DeliveryResult result)
    {
        if (
            result is not { Status: DeliveryStatus.Delivered, Location: { } location }
            || !LogFilePath.TryParse(location.Path, out var logFilePath)
        )
            return;
        if (_earliest is null || logFilePath.DeliveredAt < _earliest)
            _earliest = logFilePath.DeliveredAt;
    }

    /// <exception cref="StoreException">The store could not answer.</exception>
    public async Task WarnAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (_earliest is not { } time || !await HasLaterDigestAsync(time, cancellationToken))
            return;
        terminal.Note(
            $"some log files were delivered into hours from {UtcTime.Format(time)} that already have digests"
        );
        terminal.Hint(
            "to list them in backfill digests, run ctverify build with a --look-back that reaches these hours, "
                + "for example --look-back all"
        );
    }

    private async Task<bool> HasLaterDigestAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var digests =
            $"{request.Location.Prefix}AWSLogs/{(request.OrganizationId is { } id ? id + "/" : "")}"
            + $"{request.AccountId}/CloudTrail-Digest/{request.Region}/";
        var day = time.UtcDateTime.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);
        await foreach (var path in reader.ListAsync(request.Location.Bucket, digests, digests + day, cancellationToken))
        {
            if (DigestPath.TryParse(path, out var digest) && !digest.IsBackfill && digest.End > time)
                return true;
        }
        return false;
    }
}
