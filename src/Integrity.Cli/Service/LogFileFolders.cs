using System.Globalization;
using Integrity.Cli.Options;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Service;

/// <summary>
/// Finds the accounts and regions that have log files. Anyone who can write to the store can create folders, so only
/// well-formed names count, and their number is limited.
/// </summary>
internal sealed class LogFileFolders(IObjectReader reader, TrailLocation place)
{
    private const int MaxChains = 100_000;

    /// <summary>Returns the accounts with log files of an organization, in no particular order.</summary>
    public Task<List<string>> AccountsOfAsync(string organization, CancellationToken cancellationToken) =>
        FindAsync($"AWSLogs/{organization}/", CommonOptions.IsAccountId, cancellationToken);

    /// <summary>Returns the regions with log files of an account, in no particular order.</summary>
    public Task<List<string>> RegionsOfAsync(
        string? organization,
        string account,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            $"AWSLogs/{(organization is null ? "" : organization + "/")}{account}/CloudTrail/",
            CommonOptions.IsRegion,
            cancellationToken
        );

    /// <summary>Returns the ID of an organization with a folder, or <c>null</c>.</summary>
    public async Task<string?> FindOrganizationAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in reader.ListFoldersAsync(place.Bucket, $"{place.Prefix}AWSLogs/", cancellationToken))
        {
            if (CommonOptions.IsOrganizationId(name))
                return name;
        }
        return null;
    }

    /// <exception cref="CommandException">There are more chains than any trail has.</exception>
    public static void RequireAtMostMax(int count, TrailLocation place)
    {
        if (count <= MaxChains)
            return;
        throw CommandException.Usage(
            string.Create(CultureInfo.InvariantCulture, $"more than {MaxChains} chains in {place}"),
            "choose what to build with --account-id and --region, and find out who created the folders"
        );
    }

    private async Task<List<string>> FindAsync(
        string folder,
        Func<string, bool> isWellFormed,
        CancellationToken cancellationToken
    )
    {
        var found = new List<string>();
        await foreach (var name in reader.ListFoldersAsync(place.Bucket, place.Prefix + folder, cancellationToken))
        {
            if (!isWellFormed(name))
                continue;
            found.Add(name);
            RequireAtMostMax(found.Count, place);
        }
        return found;
    }
}
