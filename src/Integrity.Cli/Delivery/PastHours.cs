using System.Globalization;
using Integrity.Building.Delivery;
using Integrity.Cli.Output;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Delivery;

/// <summary>Tells when log files went into hours that have their digest already: nothing would be wrong to see, and they could be in no digest for ever.</summary>
/// <param name="reader">Where the digests are.</param>
/// <param name="request">What was delivered.</param>
internal sealed class PastHours(IObjectReader reader, DeliveryRequest request)
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
    public async Task TellAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (_earliest is not { } time || !await HasDigestBehindAsync(time, cancellationToken))
            return;
        terminal.Note(
            $"hours from {UtcTime.Format(time)} on have their digests already, which do not list what was delivered now"
        );
        terminal.Hint(
            "ctverify build lists it in backfill digests: say how far back it is to look with --look-back, e.g. --look-back all"
        );
    }

    private async Task<bool> HasDigestBehindAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var folder =
            $"{request.Place.Prefix}AWSLogs/{(request.OrganizationId is { } id ? id + "/" : "")}{request.AccountId}/CloudTrail-Digest/{request.Region}/";
        var day = time.UtcDateTime.ToString("yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);
        await foreach (var path in reader.ListAsync(request.Place.Bucket, folder, folder + day, cancellationToken))
        {
            if (DigestPath.TryParse(path, out var digest) && !digest.IsBackfill && digest.End > time)
                return true;
        }
        return false;
    }
}
