using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Builds the digests of all complete hours after the head of each chain, then backfill digests for late log files.
/// Existing objects are never changed. Building again changes nothing, an interrupted build continues where it stopped,
/// and of several concurrent builders exactly one writes each digest. Caches what it reads of each chain, so that
/// hourly builds are cheap. Not safe for concurrent use.
/// </summary>
/// <param name="reader">Reads log files and existing digests.</param>
/// <param name="writer">Writes digests.</param>
/// <param name="clock">The clock. Hours in the future are never signed.</param>
public sealed class DigestBuilder(IObjectReader reader, IObjectWriter writer, TimeProvider clock)
{
    private readonly Dictionary<ChainLocation, ChainBuilder> _chains = [];

    /// <summary>Builds digests and returns each one after it was written.</summary>
    /// <exception cref="ArgumentException">The ID of the account or organization is invalid.</exception>
    /// <exception cref="BuildException">
    /// The head of a chain is not authentic or is in the future, a log file is unusable, no key is valid, or late log
    /// files cannot be determined. Digests returned so far stay.
    /// </exception>
    /// <exception cref="KeyFileException">A signing key is unusable. Digests returned so far stay.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async IAsyncEnumerable<BuiltDigest> BuildAsync(
        BuildRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.OrganizationId is { } organization && !FolderPath.IsOrganizationId(organization))
            throw new ArgumentException("invalid organization ID", nameof(request));
        if (request.AccountId is { } account && !FolderPath.IsAccountId(account))
            throw new ArgumentException("invalid account ID", nameof(request));
        foreach (var region in request.Regions.Order(StringComparer.Ordinal))
        {
            await foreach (
                var built in ChainOf(request, region).BuildAsync(request, cancellationToken).ConfigureAwait(false)
            )
                yield return built;
        }
    }

    /// <summary>
    /// Returns the location and end of the newest digest of a region that this builder read or wrote, or <c>null</c>.
    /// </summary>
    internal (ObjectLocation Location, DateTimeOffset End)? NewestOf(BuildRequest request, string region)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChainOf(request, region).Head is { } head ? (head.Link.Location, head.Period.End) : null;
    }

    private ChainBuilder ChainOf(BuildRequest request, string region)
    {
        var location = new ChainLocation(request.Location, request.OrganizationId, request.ChainOf(region));
        if (!_chains.TryGetValue(location, out var builder))
            _chains.Add(location, builder = new ChainBuilder(reader, writer, clock, location));
        return builder;
    }
}
