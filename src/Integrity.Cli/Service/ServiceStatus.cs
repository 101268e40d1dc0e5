using System.Collections.Concurrent;
using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>How all chains of a service are doing. Safe for use by several threads at once.</summary>
internal sealed class ServiceStatus(Trail trail, TimeSpan grace, TimeProvider clock)
{
    /// <summary>How late a digest may be before the service counts as unhealthy.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<ChainId, ChainStatus> _chains = new();

    public Trail Trail => trail;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>In ordinal order of the accounts, and of their regions.</summary>
    public IReadOnlyList<ChainStatus> Chains =>
        [
            .. _chains
                .Values.OrderBy(status => status.Chain.AccountId, StringComparer.Ordinal)
                .ThenBy(status => status.Chain.Region, StringComparer.Ordinal),
        ];

    public bool IsHealthy => Chains.All(chain => Lag(chain) <= Tolerance);

    public ChainStatus Of(ChainId chain) => _chains.GetOrAdd(chain, id => new ChainStatus(id));

    public void Set(ChainStatus chain) => _chains[chain.Chain] = chain;

    public TimeSpan Lag(ChainStatus chain) => chain.Lag(clock.GetUtcNow(), grace);
}
