using System.Text;
using Integrity.Digests;
using Integrity.Findings;
using Integrity.Storage;

namespace Integrity.Verification;

/// <summary>Lists the folders in a folder, and collects the entries that may hide further folders.</summary>
internal sealed class FolderListing(IObjectReader reader)
{
    /// <summary>Maximum number of entries of one folder to name. Further ones are counted.</summary>
    private const int MaxNamed = 1_000;

    private readonly List<UnlistedResult> _unlistable = [];

    /// <summary>Results for the entries that could not be listed.</summary>
    public IReadOnlyList<UnlistedResult> Unlistable => _unlistable;

    /// <summary>
    /// Lists the folders in a folder. A folder that cannot be listed is returned if its name is known, because the
    /// caller then fails on it. Otherwise it is added to <see cref="Unlistable"/>.
    /// </summary>
    /// <exception cref="StoreException">The folder itself cannot be listed.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(
        ObjectLocation folder,
        Func<string, bool> isKnown,
        ChainId chain,
        UnlistedKind kind,
        CancellationToken cancellationToken = default
    )
    {
        var (names, unnamed) = (new List<string>(), 0);
        var named = 0;
        await foreach (
            var (name, listingProblem) in reader
                .ListFolderPartAsync(folder.Bucket, folder.Path, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var problem = listingProblem ?? CheckText(name);
            if (problem is null || isKnown(name))
                names.Add(name);
            else if (named++ < MaxNamed)
                AddUnlistable(folder with { Path = $"{folder.Path}{name}/" }, chain, kind, problem);
            else
                unnamed++;
        }
        if (unnamed > 0)
            AddUnlistable(folder, chain, kind, new StoreException($"{unnamed} more entries are not shown"));
        return names;
    }

    /// <summary>Adds a folder that could not be listed.</summary>
    public void AddUnlistable(ObjectLocation folder, ChainId chain, UnlistedKind kind, StoreException problem)
    {
        var finding =
            kind == UnlistedKind.LogFile
                ? Finding.LogListingUnreadable(problem)
                : Finding.DigestFolderUnreadable(problem);
        _unlistable.Add(new UnlistedResult(chain, kind, folder, finding));
    }

    /// <summary>
    /// Returns a problem if a name is not valid text. A directory can have such a name, but no object in S3 can.
    /// </summary>
    private static StoreException? CheckText(string name) =>
        name.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)
            ? new StoreException("its name is not valid UTF-8, so it was not searched", "rename or remove it")
            : null;
}
