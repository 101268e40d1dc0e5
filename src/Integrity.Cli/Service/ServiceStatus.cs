using System.Collections.Concurrent;
using Integrity.Digests;

namespace Integrity.Cli.Service;

/// <summary>The state of all chains of a service. Thread-safe.</summary>
internal sealed class ServiceStatus(Trail trail, TimeSpan grace, TimeProvider clock)
{
    /// <summary>Maximum lag of a healthy service.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<ChainId, ChainStatus> _chains = new();

    public Trail Trail => trail;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The chains, in ordinal order of account and region.</summary>
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
