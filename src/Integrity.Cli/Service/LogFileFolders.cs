using System.Globalization;
using Integrity.Cli.Options;
using Integrity.Digests;
using Integrity.Storage;

namespace Integrity.Cli.Service;

/// <summary>Finds the accounts and regions of which there are log files. Whoever can write to the store chooses the names of folders: only well-formed ones count, and not without end.</summary>
internal sealed class LogFileFolders(IObjectReader reader, TrailLocation place)
{
    private const int Most = 100_000;

    /// <summary>The accounts below an organization's folder, in no order.</summary>
    public Task<List<string>> AccountsOfAsync(string organization, CancellationToken cancellationToken) =>
        FindAsync($"AWSLogs/{organization}/", CommonOptions.IsAccountId, cancellationToken);

    /// <summary>The regions of which there are log files of an account, in no order.</summary>
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

    /// <summary>An organization that has a folder; <c>null</c> when none has.</summary>
    public async Task<string?> FindOrganizationAsync(CancellationToken cancellationToken)
    {
        await foreach (var name in reader.ListFoldersAsync(place.Bucket, $"{place.Prefix}AWSLogs/", cancellationToken))
        {
            if (CommonOptions.IsOrganizationId(name))
                return name;
        }
        return null;
    }

    /// <exception cref="CommandException">They are more than any trail has.</exception>
    public static void RefuseTooMany(int count, TrailLocation place)
    {
        if (count <= Most)
            return;
        throw CommandException.Usage(
            string.Create(CultureInfo.InvariantCulture, $"there are folders of more than {Most} chains in {place}"),
            "find out who made them; say what to build with --account-id and --region"
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
            RefuseTooMany(found.Count, place);
        }
        return found;
    }
}
