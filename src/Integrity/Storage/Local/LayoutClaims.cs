using Integrity.CloudTrail;
using Integrity.Digests;

namespace Integrity.Storage.Local;

/// <summary>
/// Reads the delivery location that the digests below an <c>AWSLogs</c> folder name. Signatures cover it but are not
/// checked here: a false location only makes the layout wrong, and then every digest is reported as moved.
/// </summary>
internal static class LayoutClaims
{
    private const int MaxVotes = 64;
    private const int MaxVotesOfAccount = 8;
    private const int MaxReadOfAccount = 256;
    private static readonly DigestLimits Limits = new() { MaxInflatedBytes = 8 << 20 };

    /// <summary>
    /// Returns the bucket and prefix that most digests name; <c>null</c> if no digest is readable or stored under its
    /// own name.
    /// </summary>
    /// <param name="root">The searched directory.</param>
    /// <param name="parent">The directory that contains the <c>AWSLogs</c> folder, relative to the root.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
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

    /// <summary>Lists the digest folders of all accounts.</summary>
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

    /// <summary>Lists as much as possible. The verification reports the rest.</summary>
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
            // Ignored: the verification reports it.
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
        // The part from AWSLogs/ on must match the path of the file.
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
            // Ignored: the verification reports this digest, and others name the location too.
            return null;
        }
    }
}
