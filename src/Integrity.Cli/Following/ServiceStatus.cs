using System.Collections.Concurrent;

namespace Integrity.Cli.Following;

/// <summary>How all chains of a service are doing. Safe for use by several threads at once.</summary>
internal sealed class ServiceStatus(Integrity.Digests.Trail trail, TimeSpan grace, TimeProvider clock)
{
    /// <summary>How late a digest may be before the service counts as unhealthy.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, ChainStatus> _chains = new(StringComparer.Ordinal);

    public Integrity.Digests.Trail Trail => trail;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>In ordinal order of the regions.</summary>
    public IReadOnlyList<ChainStatus> Chains => [.. _chains.Values.OrderBy(chain => chain.Region, StringComparer.Ordinal)];

    public bool IsHealthy => Chains.All(chain => Lag(chain) <= Tolerance);

    public ChainStatus Of(string region) => _chains.GetOrAdd(region, name => new ChainStatus(name));

    public void Set(ChainStatus chain) => _chains[chain.Region] = chain;

    public TimeSpan Lag(ChainStatus chain) => chain.Lag(clock.GetUtcNow(), grace);
}
