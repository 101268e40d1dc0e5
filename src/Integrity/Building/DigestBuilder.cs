using System.Runtime.CompilerServices;
using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Keys;
using Integrity.Storage;

namespace Integrity.Building;

/// <summary>
/// Builds the digests of every complete hour since the head of each chain, and writes them; then the backfill digests of log files that came late. What exists is never changed,
/// so building again changes nothing, a build that was cut short is taken up where it stopped, and of several builders at work on one chain one writes each digest.
/// It remembers what it read of each chain, so that building again every hour costs little. Not safe for use by several tasks at once.
/// </summary>
/// <param name="reader">Reads log files and the digests on which is built.</param>
/// <param name="writer">Takes the digests.</param>
/// <param name="clock">Tells what lies in the future, which is never signed.</param>
public sealed class DigestBuilder(IObjectReader reader, IObjectWriter writer, TimeProvider clock)
{
    private readonly Dictionary<ChainLocation, ChainBuilder> _chains = [];

    /// <summary>Builds; each digest is handed out when it is written.</summary>
    /// <exception cref="ArgumentException">The account or the organization is not the id of one.</exception>
    /// <exception cref="BuildException">
    /// The head of a chain is not authentic or lies in the future, a log file cannot be listed, no key is valid, or late log files cannot be told. Digests that were handed out stay.
    /// </exception>
    /// <exception cref="KeyFileException">A key that is to sign cannot be used. Digests that were handed out stay.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async IAsyncEnumerable<BuiltDigest> BuildAsync(
        BuildRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.OrganizationId is { } organization && !FolderPath.IsOrganizationId(organization))
            throw new ArgumentException("not the id of an organization", nameof(request));
        if (request.AccountId is { } account && !FolderPath.IsAccountId(account))
            throw new ArgumentException("not the id of an account", nameof(request));
        foreach (var region in request.Regions.Order(StringComparer.Ordinal))
        {
            await foreach (
                var built in ChainOf(request, region).BuildAsync(request, cancellationToken).ConfigureAwait(false)
            )
                yield return built;
        }
    }

    /// <summary>The newest digest of a region that was read or written here: where it lies and the end of its period; <c>null</c> when there is none.</summary>
    internal (ObjectLocation Location, DateTimeOffset End)? NewestOf(BuildRequest request, string region)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ChainOf(request, region).Head is { } head ? (head.Link.Location, head.Period.End) : null;
    }

    private ChainBuilder ChainOf(BuildRequest request, string region)
    {
        var place = new ChainLocation(request.Place, request.OrganizationId, request.ChainOf(region));
        if (!_chains.TryGetValue(place, out var builder))
            _chains.Add(place, builder = new ChainBuilder(reader, writer, clock, place));
        return builder;
    }
}
