using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Gaps;

/// <summary>
/// Finds nearby trails to suggest when the requested chain does not exist, which shows a wrong region, prefix, account
/// or trail name. Bounds listings, names and depth, because a bucket can contain anything.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="request">What is verified.</param>
/// <param name="cancellationToken">Cancels the search.</param>
internal sealed class NearbyTrails(
    IObjectReader reader,
    VerificationRequest request,
    CancellationToken cancellationToken
)
{
    private const int MaxListings = 40;
    private const int MaxFolders = 20;
    private const int MaxNames = 1_000;
    private const int MaxTrails = 5;
    private const int MaxPrefixParts = 3;

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private Task<string?>? _description;
    private int _listings;

    /// <summary>
    /// Returns a hint that names nearby trails, or <c>null</c> if none is found. It contains text from the bucket.
    /// Searches once for all chains.
    /// </summary>
    public Task<string?> DescribeAsync()
    {
        lock (_lock)
            return _description ??= Task.Run(TrySearchAsync, cancellationToken);
    }

    private async Task<string?> TrySearchAsync()
    {
        try
        {
            return await SearchAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private async Task<string?> SearchAsync()
    {
        foreach (var location in request.Places)
            await SearchLocationAsync(location).ConfigureAwait(false);
        if (_found.Count == 0)
        {
            foreach (var bucket in request.Places.Select(location => location.Bucket).Distinct(StringComparer.Ordinal))
                await SearchPrefixesAsync(new TrailLocation(bucket, ""), MaxPrefixParts).ConfigureAwait(false);
        }
        if (_found.Count == 0)
            return null;
        var more = _found.Count > MaxTrails ? "; and more" : "";
        return $"verify a trail that has digest files: {string.Join("; ", _found.Take(MaxTrails))}{more}";
    }

    private async Task SearchPrefixesAsync(TrailLocation location, int depth)
    {
        var root = FolderPath.Root[..^1];
        var folders = await ListFoldersAsync(location.Bucket, location.Prefix).ConfigureAwait(false);
        if (folders.Contains(root, StringComparer.Ordinal))
            await SearchLocationAsync(location).ConfigureAwait(false);
        if (depth == 0)
            return;
        foreach (var folder in folders.Where(folder => folder != root))
        {
            var below = location with { Prefix = $"{location.Prefix}{folder}/" };
            await SearchPrefixesAsync(below, depth - 1).ConfigureAwait(false);
        }
    }

    private async Task SearchLocationAsync(TrailLocation location)
    {
        var root = location.Prefix + FolderPath.Root;
        foreach (var name in await ListFoldersAsync(location.Bucket, root).ConfigureAwait(false))
        {
            if (FolderPath.IsAccountId(name))
                await SearchAccountAsync(location, null, name).ConfigureAwait(false);
            if (!FolderPath.IsOrganizationId(name))
                continue;
            var accounts = await ListFoldersAsync(location.Bucket, $"{root}{name}/").ConfigureAwait(false);
            foreach (var account in accounts.Where(FolderPath.IsAccountId))
                await SearchAccountAsync(location, name, account).ConfigureAwait(false);
        }
    }

    private async Task SearchAccountAsync(TrailLocation location, string? organization, string account)
    {
        var folder = DigestPath.AccountFolder(location.Prefix, organization, account);
        var regions = await ListFoldersAsync(location.Bucket, folder).ConfigureAwait(false);
        foreach (var region in regions.Where(FolderPath.IsRegion))
        {
            foreach (var trail in await ListTrailsAsync(location.Bucket, $"{folder}{region}/").ConfigureAwait(false))
                _found.Add($"trail {trail}, account {account}, region {region}, in {location}");
        }
    }

    private async Task<IEnumerable<string>> ListTrailsAsync(string bucket, string regionFolder)
    {
        var trails = new SortedSet<string>(StringComparer.Ordinal);
        if (_listings++ >= MaxListings)
            return trails;
        var names = 0;
        await foreach (
            var path in reader.ListAsync(bucket, regionFolder, null, cancellationToken).ConfigureAwait(false)
        )
        {
            if (DigestPath.TryParse(path, out var digest) && digest.RegionFolder == regionFolder)
                trails.Add($"{digest.Chain.TrailName} (home region {digest.Chain.HomeRegion})");
            if (++names == MaxNames || trails.Count == MaxTrails)
                break;
        }
        return trails;
    }

    private async Task<List<string>> ListFoldersAsync(string bucket, string prefix)
    {
        var folders = new List<string>();
        if (_listings++ >= MaxListings)
            return folders;
        await foreach (var folder in reader.ListFoldersAsync(bucket, prefix, cancellationToken).ConfigureAwait(false))
        {
            folders.Add(folder);
            if (folders.Count == MaxFolders)
                break;
        }
        return folders;
    }
}
