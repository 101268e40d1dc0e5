using Integrity.CloudTrail;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Verification.Gaps;

/// <summary>
/// Looks around where nothing was found of a chain, and says what is there instead: so that a wrong region, prefix, account or trail name is seen at once. It asks little: a bucket can
/// hold anything, so listings, names and depth are bounded.
/// </summary>
/// <param name="reader">The store.</param>
/// <param name="request">What is verified, and so where to look.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class NearbyTrails(
    IObjectReader reader,
    VerificationRequest request,
    CancellationToken cancellationToken
)
{
    private const int MaxListings = 40;
    private const int MaxFolders = 20;
    private const int MaxNames = 1_000;
    private const int MaxTold = 5;
    private const int MaxPrefixParts = 3;

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private Task<string?>? _description;
    private int _listings;

    /// <summary>A hint that names what is there; <c>null</c> when nothing is, or nothing can be seen. It holds text from the bucket. Looked for once, whichever chain asks.</summary>
    public Task<string?> DescribeAsync()
    {
        lock (_lock)
            return _description ??= Task.Run(LookAroundAsync, cancellationToken);
    }

    private async Task<string?> LookAroundAsync()
    {
        try
        {
            return await OthersAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private async Task<string?> OthersAsync()
    {
        foreach (var place in request.Places)
            await LookBelowAsync(place).ConfigureAwait(false);
        if (_found.Count == 0)
        {
            foreach (var bucket in request.Places.Select(place => place.Bucket).Distinct(StringComparer.Ordinal))
                await LookForPrefixesAsync(new TrailLocation(bucket, ""), MaxPrefixParts).ConfigureAwait(false);
        }
        return _found.Count == 0
            ? null
            : $"digest files were found of {string.Join("; of ", _found.Take(MaxTold))}{(_found.Count > MaxTold ? "; and of more" : "")}";
    }

    private async Task LookForPrefixesAsync(TrailLocation place, int depth)
    {
        var folders = await FoldersAsync(place.Bucket, place.Prefix).ConfigureAwait(false);
        if (folders.Contains(FolderPath.Root[..^1], StringComparer.Ordinal))
            await LookBelowAsync(place).ConfigureAwait(false);
        if (depth == 0)
            return;
        foreach (var folder in folders.Where(folder => folder != FolderPath.Root[..^1]))
            await LookForPrefixesAsync(place with { Prefix = $"{place.Prefix}{folder}/" }, depth - 1)
                .ConfigureAwait(false);
    }

    private async Task LookBelowAsync(TrailLocation place)
    {
        var root = place.Prefix + FolderPath.Root;
        foreach (var name in await FoldersAsync(place.Bucket, root).ConfigureAwait(false))
        {
            if (FolderPath.IsAccountId(name))
                await LookIntoAccountAsync(place, null, name).ConfigureAwait(false);
            if (!FolderPath.IsOrganizationId(name))
                continue;
            foreach (
                var account in (await FoldersAsync(place.Bucket, $"{root}{name}/").ConfigureAwait(false)).Where(
                    FolderPath.IsAccountId
                )
            )
                await LookIntoAccountAsync(place, name, account).ConfigureAwait(false);
        }
    }

    private async Task LookIntoAccountAsync(TrailLocation place, string? organization, string account)
    {
        var folder = DigestPath.AccountFolder(place.Prefix, organization, account);
        foreach (
            var region in (await FoldersAsync(place.Bucket, folder).ConfigureAwait(false)).Where(FolderPath.IsRegion)
        )
        {
            foreach (var trail in await TrailsAsync(place.Bucket, $"{folder}{region}/").ConfigureAwait(false))
                _found.Add($"the trail {trail} for account {account} in {region} in {place}");
        }
    }

    private async Task<IEnumerable<string>> TrailsAsync(string bucket, string regionFolder)
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
            if (++names == MaxNames || trails.Count == MaxTold)
                break;
        }
        return trails;
    }

    private async Task<List<string>> FoldersAsync(string bucket, string prefix)
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
