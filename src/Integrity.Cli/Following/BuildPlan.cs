using Integrity.Building;
using Integrity.Cli.Commands;
using Integrity.Digests;
using Integrity.Keys;

namespace Integrity.Cli.Following;

/// <summary>What is to be built. Regions and keys are looked up anew each time, since they can be added while a service runs.</summary>
internal sealed class BuildPlan(BuildTarget target, Trail trail, ISignerSource signers, Func<KeyRing> keys, TimeProvider clock)
{
    public Trail Trail => trail;

    /// <summary>The regions that were asked for; empty for every one that has log files.</summary>
    public IReadOnlyCollection<string> Regions { get; init; } = [];

    public DateTimeOffset? Start { get; init; }

    /// <summary>How long after its end an hour is built.</summary>
    public required TimeSpan Grace { get; init; }

    public required TimeSpan LookBack { get; init; }

    /// <summary>The regions to build, in ordinal order.</summary>
    public async Task<IReadOnlyCollection<string>> FindRegionsAsync(CancellationToken cancellationToken)
    {
        var regions = new SortedSet<string>(Regions, StringComparer.Ordinal);
        if (regions.Count > 0) return regions;
        var folders = target.Reader.ListFoldersAsync(target.Place.Bucket, $"{target.Place.Prefix}AWSLogs/{trail.AccountId}/CloudTrail/", cancellationToken);
        await foreach (var region in folders)
        {
            // whoever can write to the store chooses the names of folders
            if (CommonOptions.IsRegion(region)) regions.Add(region);
        }
        return regions;
    }

    /// <summary>What to build of some regions by now.</summary>
    /// <param name="regions">The regions.</param>
    /// <param name="until">The time until which to build, when that is earlier.</param>
    public BuildRequest RequestOf(IReadOnlyCollection<string> regions, DateTimeOffset? until = null)
    {
        var over = clock.GetUtcNow() - Grace;
        return new BuildRequest
        {
            Trail = trail,
            Place = target.Place,
            Regions = regions,
            Signers = signers,
            Keys = keys(),
            Until = until < over ? until.Value : over,
            Start = Start,
            LookBack = LookBack,
            Concurrency = target.Concurrency,
        };
    }
}
