using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Reads where the digests below an <c>AWSLogs</c> folder say that they were delivered. Signatures cover that name, but
/// are not checked here:
/// a lie only makes the layout wrong, and then every digest is found to have been moved.
/// </summary>
internal static class LayoutClaims
{
    private const int MaxVotes = 64;
    private const int MaxVotesOfAccount = 8;
    private const int MaxReadOfAccount = 256;
    private static readonly DigestLimits Limits = new() { MaxInflatedBytes = 8 << 20 };

    /// <summary>
    /// Where most of them say so, by bucket and prefix; <c>null</c> when none can be read, or none lies under its own
    /// name.
    /// </summary>
    /// <param name="root">The directory that is searched.</param>
    /// <param name="parent">The folder that holds the <c>AWSLogs</c> folder, relative to the root.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<TrailLocation?> ReadAsync(string root, string parent, CancellationToken cancellationToken)
    {
        var votes = new Dictionary<TrailLocation, int>();
        foreach (var folder in Attempt(() => AccountFolders(root, parent + FolderPath.Root)))
        {
            var votesOfAccount = 0;
            foreach (var path in Attempt(() => DigestsIn(root, folder)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await ReadVoteAsync(root, parent, path, cancellationToken).ConfigureAwait(false) is not { } vote)
                    continue;
                votes[vote] = votes.GetValueOrDefault(vote) + 1;
                if (++votesOfAccount == MaxVotesOfAccount)
                    break;
            }
            if (votes.Values.Sum() >= MaxVotes)
                break;
        }
        return votes
            .OrderByDescending(vote => vote.Value)
            .ThenBy(vote => vote.Key.ToString(), StringComparer.Ordinal)
            .Select(vote => vote.Key)
            .FirstOrDefault();
    }

    /// <summary>The digest folders of all accounts.</summary>
    private static IEnumerable<string> AccountFolders(string root, string awsLogs)
    {
        foreach (var name in LocalListing.Folders(root, awsLogs))
        {
            if (FolderPath.IsAccountId(name))
                yield return $"{awsLogs}{name}/CloudTrail-Digest/";
            if (!FolderPath.IsOrganizationId(name))
                continue;
            foreach (var member in LocalListing.Folders(root, $"{awsLogs}{name}/").Where(FolderPath.IsAccountId))
                yield return $"{awsLogs}{name}/{member}/CloudTrail-Digest/";
        }
    }

    private static IEnumerable<string> DigestsIn(string root, string folder) =>
        LocalListing
            .Paths(root, folder, folder, null)
            .Where(path => DigestPath.TryParse(path, out _))
            .Take(MaxReadOfAccount);

    /// <summary>What can be listed: the rest is found by the verification; here only other digests are asked.</summary>
    private static List<string> Attempt(Func<IEnumerable<string>> list)
    {
        var found = new List<string>();
        try
        {
            foreach (var item in list())
                found.Add(item);
        }
        catch (StoreException)
        {
            // see above
        }
        return found;
    }

    private static async Task<TrailLocation?> ReadVoteAsync(
        string root,
        string parent,
        string path,
        CancellationToken cancellationToken
    )
    {
        var claimed = await ReadClaimAsync(root, path, cancellationToken).ConfigureAwait(false);
        if (claimed is null || !DigestPath.TryParse(claimed.Path, out var digestPath))
            return null;
        // whatever lies in front of AWSLogs/, the rest of the name must be that of the file
        return claimed.Path[digestPath.Prefix.Length..] == path[parent.Length..]
            ? new TrailLocation(claimed.Bucket, digestPath.Prefix)
            : null;
    }

    private static async Task<ObjectLocation?> ReadClaimAsync(
        string root,
        string path,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var stored = LocalObject.Open(new LocalTree(root), path);
            if (stored is null)
                return null;
            await using var storedDisposal = stored.ConfigureAwait(false);
            var reading = await DigestReader.ReadAsync(stored.Content, Limits, cancellationToken).ConfigureAwait(false);
            return reading.Parsed?.Digest.Location;
        }
        catch (Exception e) when (e is StoreException or DigestFormatException)
        {
            // the verification finds what is wrong with this digest; here only another one is asked
            return null;
        }
    }
}
